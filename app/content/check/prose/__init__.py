"""How lessons and questions are written: punctuation, sentences, paragraphs, reading level."""

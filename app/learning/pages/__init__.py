"""What the pages of learning show: one value per template, and the reader's pieces."""

"""A question to which no answer is right."""

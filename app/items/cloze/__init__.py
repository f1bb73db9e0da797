"""A text with gaps to be filled."""

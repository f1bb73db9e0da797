"""A statement that holds or does not."""

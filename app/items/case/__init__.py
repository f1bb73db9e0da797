"""A situation with several questions about it."""

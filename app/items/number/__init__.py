"""A number, with tolerance and unit."""

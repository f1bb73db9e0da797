"""Places of a picture."""

"""A longer text in one's own words, marked by people."""

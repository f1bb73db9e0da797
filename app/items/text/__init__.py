"""A word or two, folded before comparing."""

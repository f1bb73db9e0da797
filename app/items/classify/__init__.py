"""Things to be put into buckets."""

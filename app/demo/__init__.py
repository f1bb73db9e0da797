"""The demonstration: an organisation with four months of history, made through the same actions as real work."""

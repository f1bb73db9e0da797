"""Level rules, awards and their cycles, verification: who is certified for what, since when, and why not yet."""

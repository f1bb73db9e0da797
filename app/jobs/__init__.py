"""Work that happens later: rows in the transaction that asks for it, taken under a lease, done exactly once."""

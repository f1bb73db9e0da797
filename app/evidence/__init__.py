"""The append-only ledger of everything about a person that counts (wall 1)."""

"""Engines, sessions, the write gate, column types and migrations: how anything reaches the disk."""

"""Exactly one right choice."""

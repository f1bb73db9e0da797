"""Seeded randomness that is the same on every machine and in every Python version."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def shuffled(things: Sequence[T], seed: str) -> list[T]:
    """Return the things in an order fixed by the seed: sorted by sha256(seed, position)."""
    keys = [hashlib.sha256(f"{seed}:{position}".encode()).digest() for position in range(len(things))]
    return [things[position] for position in sorted(range(len(things)), key=keys.__getitem__)]


def below(limit: int, seed: str) -> int:
    """Return an integer in [0, limit) fixed by the seed."""
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big") % limit

"""When sign-in is refused for a while, and where it leads afterwards."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from app.kernel.text import fold

WINDOW = timedelta(minutes=15)
PER_IDENTIFIER = 10
PER_ADDRESS = 100


def throttle_keys(identifier: str, address: str) -> tuple[str, str]:
    """Return the keys under which failures are counted: digests, so that the table names nobody."""
    return tuple(  # type: ignore[return-value]
        hashlib.sha256(text.encode()).hexdigest() for text in (f"identifier:{fold(identifier)}", f"address:{address}")
    )


def is_throttled(keys: tuple[str, str], failures: Mapping[str, int]) -> bool:
    """Tell whether this identifier or this address has failed too often within the window."""
    return failures.get(keys[0], 0) >= PER_IDENTIFIER or failures.get(keys[1], 0) >= PER_ADDRESS


def safe_target(target: str | None) -> str:
    """Return where to go after sign-in: a path of ours, else the start page."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or "\n" in target:
        return "/"
    parts = urlsplit(target)
    return "/" if parts.scheme or parts.netloc else target

"""Names for things: random codes for links, and the pattern of authored ids."""

import re
import secrets

AUTHORED_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"


def new_code(length: int = 20) -> str:
    """Return an unguessable code of letters and digits that cannot be mistaken for each other (≈ 4.9 bits each)."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def new_token() -> str:
    """Return 256 random bits as URL-safe text."""
    return secrets.token_urlsafe(32)

"""The code of a certificate as people write it: in groups of four, typed with or without dashes, or as an address."""

import re

_GROUP = 4
_NOISE = re.compile(r"[^a-z0-9]")


def grouped(code: str) -> str:
    """Return a code in groups of four for paper."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def typed_code(text: str) -> str:
    """Return the code in what somebody typed or pasted; "" when nothing is left of it."""
    last = text.strip().split("?", maxsplit=1)[0].rstrip("/").rsplit("/", maxsplit=1)[-1]
    return _NOISE.sub("", last.lower())

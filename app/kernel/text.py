"""Folding of texts for comparison: width, case, spaces, punctuation."""

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_LOOSE = re.compile(r"[\s\W_]+")


def fold(text: str) -> str:
    """Fold width (NFKC) and case, and collapse spaces: for identifiers and search words."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip().casefold()


def fold_loosely(text: str) -> str:
    """Fold like `fold` and drop spaces and punctuation altogether: for short answers typed by people."""
    return _LOOSE.sub("", fold(text))

"""Texts that people write in their own words: reading them and counting their length."""

import re
import unicodedata

from app.items.base import ItemSpec, Values
from app.kernel.errors import N_, InvalidError

_LINE_ENDS = re.compile(r"\r\n?")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_COUNTED = re.compile(rf"[{_HAN}\U00020000-\U0003ffff]|[^\W{_HAN}\U00020000-\U0003ffff_]+(?:['’.,-][^\W{_HAN}_]+)*")


def read_writing(values: Values, spec: ItemSpec, longest: int) -> str | None:
    """Return what was written with its lines as they are, None for nothing.

    InvalidError when it is longer than `longest` characters, holds control characters, or belongs to no field.
    """
    text = "\n".join(_LINE_ENDS.sub("\n", value) for value in values.get("", ())).replace("\t", " ").strip()
    if len(text) > longest:
        raise InvalidError(spec.id, N_("Use at most %(limit)s characters."), limit=longest)
    if set(values) - {""} or any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text if sign != "\n"):
        raise InvalidError(spec.id, N_("Type the answer as plain text."))
    return text or None


def count_words(text: str) -> int:
    """Return the length of a text: every Han character counts one, and so does every word or number between them."""
    return sum(1 for _ in _COUNTED.finditer(text))

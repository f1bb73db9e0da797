"""Reading and marking of a short text; the answer is what was typed, tidied."""

import unicodedata
from collections.abc import Sequence

from app.items.base import FULL, Answer, Grade, Prepared, Reason, Values
from app.items.text.spec import LONGEST_ANSWER, TextSpec
from app.kernel.errors import N_, InvalidError
from app.kernel.text import fold_loosely


def prepare(spec: TextSpec, seed: str, shuffle: bool) -> Prepared:  # noqa: ARG001, FBT001 - one signature for all kinds
    """Fix nothing."""
    return Prepared()


def read(values: Values, spec: TextSpec) -> Answer:
    """Return the typed words with single spaces, None for no answer; InvalidError when too long or not text."""
    if set(values) - {""}:
        raise InvalidError(spec.id, N_("Type the answer as plain text."))
    return typed_words(values.get("", ()), spec.id) or None


def typed_words(given: Sequence[str], item_id: str) -> str:
    """Return what was typed with single spaces, "" for nothing; InvalidError when too long or not text."""
    text = " ".join(filter(None, (" ".join(value.split()) for value in given)))
    if len(text) > LONGEST_ANSWER:
        raise InvalidError(item_id, N_("Use at most %(limit)s characters."), limit=LONGEST_ANSWER)
    if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text):
        raise InvalidError(item_id, N_("Type the answer as plain text."))
    return text


def grade(spec: TextSpec, answer: Answer) -> Grade:
    """Give full credit to an accepted form of either language; width, case, spaces and punctuation do not count."""
    right = isinstance(answer, str) and fold_loosely(answer) in spec.key
    wanted = {"zh": list(spec.accept.zh), "en": list(spec.accept.en)}
    return Grade(FULL if right else 0, (Reason("", answer, wanted, right, spec.why),))

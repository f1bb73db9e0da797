"""Reading and marking of a number; the answer is its plain decimal text."""

import re
import unicodedata
from decimal import Decimal

from app.items.base import FULL, Answer, Grade, Prepared, Reason, Values
from app.items.number.spec import NumberSpec
from app.kernel.errors import N_, InvalidError
from app.kernel.text import fold

_PLAIN = re.compile(r"[+-]?\d{1,12}(\.\d{1,6})?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d{1,6})?")
_LONGEST = 40


def prepare(spec: NumberSpec, seed: str, shuffle: bool) -> Prepared:  # noqa: ARG001, FBT001 - one signature for all kinds
    """Fix nothing."""
    return Prepared()


def read(values: Values, spec: NumberSpec) -> Answer:
    """Return the number as plain text (`24`, `2.5`), None for no answer; InvalidError for anything else.

    Full-width digits, the Chinese comma and full stop, grouping in thousands and the question's own unit
    behind the number are all understood.
    """
    given = [value for value in values.get("", ()) if value.strip()]
    if not given and not set(values) - {""}:
        return None
    text = _plain(given[0], spec) if len(given) == 1 and len(given[0]) <= _LONGEST else ""
    if not text or set(values) - {""}:
        raise InvalidError(spec.id, N_("Type a number in digits, for example 24."))
    return text


def grade(spec: NumberSpec, answer: Answer) -> Grade:
    """Give full credit within the tolerance, nothing outside."""
    right = isinstance(answer, str) and abs(Decimal(answer) - spec.key) <= spec.tolerance
    return Grade(FULL if right else 0, (Reason("", answer, _text(spec.key), right, spec.why),))


def _plain(typed: str, spec: NumberSpec) -> str:
    text = fold(typed.replace("。", ".").replace("、", ",").replace("−", "-"))
    units = (fold(spec.unit.zh), fold(spec.unit.en)) if spec.unit else ()
    for unit in units:
        text = text.removesuffix(unit).strip()
    text = text.replace(" ", "")
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if not _PLAIN.fullmatch(text):
        return ""
    return _text(Decimal("".join(str(unicodedata.digit(sign, sign)) for sign in text)))


def _text(number: Decimal) -> str:
    plain = format(number, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return "0" if plain in {"-0", ""} else plain

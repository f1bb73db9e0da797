"""Reading and marking of a judgement; the answer is true or false."""

from app.items.base import FULL, Answer, Grade, Prepared, Reason, Values
from app.items.truefalse.spec import TrueFalseSpec
from app.kernel.errors import N_, InvalidError

_WORDS = {"true": True, "false": False}


def prepare(spec: TrueFalseSpec, seed: str, shuffle: bool) -> Prepared:  # noqa: ARG001, FBT001 - one signature for all kinds
    """Fix nothing: true stands before false everywhere."""
    return Prepared()


def read(values: Values, spec: TrueFalseSpec) -> Answer:
    """Return the judgement, None for no answer; InvalidError for anything but `true` or `false`."""
    given = {value for value in values.get("", ()) if value}
    if not given and not set(values) - {""}:
        return None
    if len(given) != 1 or not given <= _WORDS.keys() or set(values) - {""}:
        raise InvalidError(spec.id, N_("Choose one answer only."))
    return _WORDS[given.pop()]


def grade(spec: TrueFalseSpec, answer: Answer) -> Grade:
    """Give all or nothing."""
    right = answer is spec.answer
    return Grade(FULL if right else 0, (Reason("", answer, spec.answer, right, spec.why),))

"""Reading and marking of a question with one right choice; the answer is the chosen id."""

from app.items.base import FULL, Answer, Grade, Prepared, Values
from app.items.choices import prepare_choices, read_choices, reasons_for
from app.items.single.spec import SingleSpec
from app.kernel.errors import N_, InvalidError


def prepare(spec: SingleSpec, seed: str, shuffle: bool) -> Prepared:  # noqa: FBT001 - one signature for all kinds
    """Fix the order of the choices."""
    return prepare_choices(spec, seed, shuffle)


def read(values: Values, spec: SingleSpec) -> Answer:
    """Return the chosen id, None for no answer; InvalidError for several or unknown ones."""
    chosen = read_choices(values, spec)
    if len(chosen) > 1:
        raise InvalidError(spec.id, N_("Choose one answer only."))
    return chosen[0] if chosen else None


def grade(spec: SingleSpec, answer: Answer) -> Grade:
    """Give all or nothing."""
    chosen = {answer} if isinstance(answer, str) else set()
    return Grade(FULL if chosen and chosen == spec.key else 0, reasons_for(spec, chosen))

"""Reading and marking of a case; the answer maps its parts to the answers of their kinds."""

from collections.abc import Sequence
from dataclasses import replace

from app.items.base import FULL, Answer, Grade, Prepared, Reason, Values, share
from app.items.case.parts import PART_KINDS
from app.items.case.spec import CaseSpec
from app.kernel.bilingual import Bilingual
from app.kernel.errors import N_, InvalidError

_CREDIT = Bilingual("每道小题单独计分。", "Each part counts for its own points.")


def prepare(spec: CaseSpec, seed: str, shuffle: bool) -> Prepared:  # noqa: FBT001 - one signature for all kinds
    """Fix the orders of every part as `part.group`; the parts keep theirs, because one often leads to the next."""
    return Prepared(
        {
            f"{part_id}.{group}": ids
            for part_id, part in spec.parts.items()
            for group, ids in PART_KINDS[part.type].prepare(part, f"{seed}:{spec.id}", shuffle).orders.items()
        }
    )


def read(values: Values, spec: CaseSpec) -> Answer:
    """Return the answer of each part answered, None for no answer.

    Fields are named `part` and `part.sub`. InvalidError, under the case's id, for unknown parts and for what a
    part refuses.
    """
    by_part: dict[str, dict[str, Sequence[str]]] = {}
    for name, given in values.items():
        part_id, _, sub = name.partition(".")
        if part_id in spec.parts:
            by_part.setdefault(part_id, {})[sub] = given
        elif any(given):
            raise InvalidError(spec.id, N_("This choice does not belong to the question."))
    answer = {}
    for part_id, part in spec.parts.items():
        try:
            answer[part_id] = PART_KINDS[part.type].read(by_part.get(part_id, {}), part)
        except InvalidError as error:
            raise InvalidError(spec.id, error.message, **error.values) from error
    return {part_id: given for part_id, given in answer.items() if given is not None} or None


def write(spec: CaseSpec, answer: Answer) -> Values:
    """Return the answer as the form's fields of all parts."""
    return {
        _joined(part_id, sub): given
        for part_id, part in spec.parts.items()
        if part_id in (answer or {})
        for sub, given in PART_KINDS[part.type].write(part, answer[part_id]).items()
    }


def grade(spec: CaseSpec, answer: Answer) -> Grade:
    """Give the parts' scores weighted by their points; rounding never makes a mistake disappear."""
    given = answer or {}
    grades = {part_id: PART_KINDS[part.type].grade(part, given.get(part_id)) for part_id, part in spec.parts.items()}
    reasons = tuple(_of_case(part_id, reason) for part_id, grade in grades.items() for reason in grade.reasons)
    earned = sum(spec.parts[part_id].points * grade.score for part_id, grade in grades.items())
    most = FULL * sum(part.points for part in spec.parts.values())
    return Grade(FULL if earned == most else min(share(earned, most), FULL - 1), reasons)


def credit(spec: CaseSpec) -> Bilingual:  # noqa: ARG001 - one signature for all kinds
    """Say that parts count by themselves."""
    return _CREDIT


def _joined(part_id: str, sub: str) -> str:
    return f"{part_id}.{sub}" if sub else part_id


def _of_case(part_id: str, reason: Reason) -> Reason:
    return replace(reason, part=_joined(part_id, reason.part))

"""Reading and marking of an order; the answer lists step ids by place, null where a place is empty."""

from itertools import pairwise

from app.items.base import FULL, Answer, Grade, Prepared, Reason, Values, share
from app.items.order.spec import OrderSpec
from app.kernel.bilingual import Bilingual
from app.kernel.draws import shuffled
from app.kernel.errors import N_, InvalidError

_PAIRS = Bilingual(
    "前后两步接对了就计分，接错不倒扣。",
    "Each step that directly follows the right one counts; a wrong one costs nothing.",
)
_ALL = Bilingual("顺序全对才得分。", "It counts only when the whole order is right.")


def prepare(spec: OrderSpec, seed: str, shuffle: bool) -> Prepared:  # noqa: ARG001, FBT001 - one signature for all kinds
    """Fix the order in which the steps are shown: always shuffled, because they are authored in the right one.

    Never the right one itself; all others are equally likely, so that none of them hints at it.
    """
    ids = list(spec.steps)
    shown, turn = ids, 0
    while shown == ids and len(ids) > 1:
        shown = shuffled(ids, f"{seed}:{spec.id}:{turn}")
        turn += 1
    return Prepared({"steps": tuple(shown)})


def read(values: Values, spec: OrderSpec) -> Answer:
    """Return the steps by place, None for no answer; InvalidError for unknown steps and places taken twice.

    Reads `{step: [place]}` as a form without JavaScript sends it, or `{"": [step, "", step]}`.
    """
    slots = _by_place(values, spec) if "" not in values else _listed(values, spec)
    return slots if any(slots) else None


def write(spec: OrderSpec, answer: Answer) -> Values:  # noqa: ARG001 - one signature for all kinds
    """Return the answer as the form's fields: the place of each step."""
    return {step: [str(index)] for index, step in enumerate(answer or (), start=1) if step is not None}


def grade(spec: OrderSpec, answer: Answer) -> Grade:
    """Give all or nothing, or the share of neighbouring pairs of the right order that follow each other."""
    steps = list(spec.steps)
    place = {step: index for index, step in enumerate(answer or ()) if step is not None}
    reasons = tuple(
        Reason(step, place[step] + 1 if step in place else None, index + 1, place.get(step) == index)
        for index, step in enumerate(steps)
    )
    if spec.credit == "all" or len(steps) == 1:
        return Grade(FULL if answer == steps else 0, reasons)
    kept = sum(a in place and place.get(b) == place[a] + 1 for a, b in pairwise(steps))
    return Grade(share(kept, len(steps) - 1), reasons)


def credit(spec: OrderSpec) -> Bilingual:
    """Say how steps count."""
    return _ALL if spec.credit == "all" else _PAIRS


def _by_place(values: Values, spec: OrderSpec) -> list[str | None]:
    slots: list[str | None] = [None] * len(spec.steps)
    numbers = {str(index + 1): index for index in range(len(slots))}
    for step, places in values.items():
        for place in filter(None, places):
            if step not in spec.steps or place not in numbers:
                raise InvalidError(spec.id, N_("This step does not belong to the question."))
            index = numbers[place]
            if slots[index] is not None:
                raise InvalidError(spec.id, N_("Two steps have the same place. Give each its own."))
            slots[index] = step
    return slots


def _listed(values: Values, spec: OrderSpec) -> list[str | None]:
    listed = values[""]
    steps = [step for step in listed if step]
    if len(values) > 1 or len(listed) > len(spec.steps) or not set(steps) <= spec.steps.keys():
        raise InvalidError(spec.id, N_("This step does not belong to the question."))
    if len(set(steps)) < len(steps):
        raise InvalidError(spec.id, N_("Two steps have the same place. Give each its own."))
    return [step or None for step in listed] + [None] * (len(spec.steps) - len(listed))

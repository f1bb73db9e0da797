"""Reading and marking of a classification; the answer maps things to buckets."""

from app.items.base import Answer, Grade, Prepared, Reason, Values, share
from app.items.classify.spec import ClassifySpec
from app.kernel.bilingual import Bilingual
from app.kernel.draws import shuffled
from app.kernel.errors import N_, InvalidError

_CREDIT = Bilingual("每一项单独计分，分错不倒扣。", "Each item counts; a wrong one costs nothing.")


def prepare(spec: ClassifySpec, seed: str, shuffle: bool) -> Prepared:  # noqa: FBT001 - one signature for all kinds
    """Fix the order of the things; buckets keep the authored one, which often is a scale."""
    things = list(spec.things)
    return Prepared({"things": tuple(shuffled(things, f"{seed}:{spec.id}") if shuffle else things)})


def read(values: Values, spec: ClassifySpec) -> Answer:
    """Return the bucket of each thing placed, None for no answer; InvalidError for unknown ids."""
    answer = {}
    for thing, buckets in values.items():
        given = set(filter(None, buckets))
        if len(given) > 1 or not given <= spec.buckets.keys() or (given and thing not in spec.things):
            raise InvalidError(spec.id, N_("This choice does not belong to the question."))
        if given:
            answer[thing] = given.pop()
    return answer or None


def grade(spec: ClassifySpec, answer: Answer) -> Grade:
    """Give the share of things in their right bucket."""
    given = answer or {}
    reasons = tuple(
        Reason(thing_id, given.get(thing_id), thing.bucket, given.get(thing_id) == thing.bucket, thing.why)
        for thing_id, thing in spec.things.items()
    )
    return Grade(share(sum(reason.right for reason in reasons), len(reasons)), reasons)


def credit(spec: ClassifySpec) -> Bilingual:  # noqa: ARG001 - one signature for all kinds
    """Say that every thing counts."""
    return _CREDIT

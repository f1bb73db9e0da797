"""Reading and marking of matched pairs; the answer maps pairs to the right sides chosen for them."""

from app.items.base import FULL, Answer, Grade, Prepared, Reason, Values, share
from app.items.match.spec import MatchSpec
from app.kernel.bilingual import Bilingual
from app.kernel.draws import shuffled
from app.kernel.errors import N_, InvalidError

_SHARE = Bilingual("每一对单独计分，配错不倒扣。", "Each pair counts; a wrong one costs nothing.")
_ALL = Bilingual("全部配对才得分。", "It counts only when every pair is right.")


def prepare(spec: MatchSpec, seed: str, shuffle: bool) -> Prepared:  # noqa: FBT001 - one signature for all kinds
    """Fix the order of both sides; the right ones are always shuffled: they are authored beside their left ones."""
    lefts = list(spec.pairs)
    return Prepared(
        {
            "pairs": tuple(shuffled(lefts, f"{seed}:{spec.id}") if shuffle else lefts),
            "rights": tuple(shuffled(list(spec.rights), f"{seed}:{spec.id}:rights")),
        }
    )


def read(values: Values, spec: MatchSpec) -> Answer:
    """Return the right side chosen for each pair, None for no answer; InvalidError for unknown ids.

    A right side is named by its id, or by its token as the form does.
    """
    rights = spec.rights
    names = {spec.token(right): right for right in rights} | {right: right for right in rights}
    answer = {}
    for pair, chosen in values.items():
        given = set(filter(None, chosen))
        if len(given) > 1 or not given <= names.keys() or (given and pair not in spec.pairs):
            raise InvalidError(spec.id, N_("This choice does not belong to the question."))
        if given:
            answer[pair] = names[given.pop()]
    return answer or None


def write(spec: MatchSpec, answer: Answer) -> Values:
    """Return the answer as the form's fields: a token for each pair."""
    return {pair: [spec.token(right)] for pair, right in (answer or {}).items()}


def grade(spec: MatchSpec, answer: Answer) -> Grade:
    """Give the share of right pairs, or all or nothing."""
    given = answer or {}
    reasons = tuple(
        Reason(pair_id, given.get(pair_id), pair_id, given.get(pair_id) == pair_id, pair.why)
        for pair_id, pair in spec.pairs.items()
    )
    right = sum(reason.right for reason in reasons)
    if spec.credit == "all":
        return Grade(FULL if right == len(reasons) else 0, reasons)
    return Grade(share(right, len(reasons)), reasons)


def credit(spec: MatchSpec) -> Bilingual:
    """Say how pairs count."""
    return _ALL if spec.credit == "all" else _SHARE

"""Reading and marking of a text with gaps; the answer maps gaps to what was typed or chosen."""

from typing import Any

from app.items.base import FULL, Answer, Grade, Prepared, Reason, Values, share
from app.items.cloze.spec import ClozeSpec, Gap
from app.items.text.answer import typed_words
from app.kernel.bilingual import Bilingual
from app.kernel.draws import shuffled
from app.kernel.errors import N_, InvalidError
from app.kernel.text import fold_loosely

_SHARE = Bilingual("每空单独计分，填错不倒扣。", "Each gap counts; a wrong one costs nothing.")
_ALL = Bilingual("全部填对才得分。", "It counts only when every gap is right.")


def prepare(spec: ClozeSpec, seed: str, shuffle: bool) -> Prepared:  # noqa: FBT001 - one signature for all kinds
    """Fix the order of each gap's choices; the gaps stand where the text has them."""
    return Prepared(
        {
            gap_id: tuple(shuffled(list(gap.choices), f"{seed}:{spec.id}:{gap_id}") if shuffle else gap.choices)
            for gap_id, gap in spec.gaps.items()
            if gap.choices is not None
        }
    )


def read(values: Values, spec: ClozeSpec) -> Answer:
    """Return the words or the choice of each gap filled, None for no answer.

    InvalidError for unknown gaps and choices, and for words that are too long or no text.
    """
    answer = {}
    for gap_id, given in values.items():
        words = typed_words(given, spec.id)
        gap = spec.gaps.get(gap_id)
        if words and (gap is None or (gap.choices is not None and words not in gap.choices)):
            raise InvalidError(spec.id, N_("This choice does not belong to the question."))
        if words:
            answer[gap_id] = words
    return answer or None


def grade(spec: ClozeSpec, answer: Answer) -> Grade:
    """Give the share of gaps filled rightly, or all or nothing; accepted forms count in either language."""
    given = answer or {}
    reasons = tuple(_reason(gap_id, gap, given.get(gap_id)) for gap_id, gap in spec.gaps.items())
    right = sum(reason.right for reason in reasons)
    if spec.credit == "all":
        return Grade(FULL if right == len(reasons) else 0, reasons)
    return Grade(share(right, len(reasons)), reasons)


def credit(spec: ClozeSpec) -> Bilingual:
    """Say how gaps count."""
    return _ALL if spec.credit == "all" else _SHARE


def _reason(gap_id: str, gap: Gap, given: str | None) -> Reason:
    if gap.choices is not None:
        chosen = gap.choices.get(given or "")
        why = (chosen.why if chosen else None) or gap.why
        return Reason(gap_id, given, gap.key, given == gap.key, why)
    accept: Any = gap.accept
    wanted = {"zh": list(accept.zh), "en": list(accept.en)}
    return Reason(gap_id, given, wanted, given is not None and fold_loosely(given) in accept.key, gap.why)

"""What the learner sees of the marks: the score, the anchor reached and the next one up, quotes, errors, comments."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.bench.pages.talk import Quote, quotes_of
from app.bench.queries import ReleasedResult
from app.bench.rules.sheet import ANCHORS, Sheet
from app.dialogue.scenario import Criterion, Critical
from app.kernel.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class ReachedCriterion:
    """A criterion: the anchor reached (the lower of two), its words, those of the next one up; None: not judged."""

    criterion: Criterion
    anchors: tuple[int, ...]
    reached: Bilingual | None
    above: Bilingual | None
    quotes: tuple[Quote, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResultPage:
    """A released result; `is_own`: the reader is the learner."""

    result: ReleasedResult
    criteria: tuple[ReachedCriterion, ...]
    criticals: tuple[Critical, ...]
    comments: tuple[str, ...]
    is_own: bool
    name: str


def result_page(result: ReleasedResult, texts: Mapping[int, str], *, is_own: bool, name: str) -> ResultPage:
    """Lay out a released result."""
    judged = [one for one in result.rubric.criteria if one.id not in result.scenario.not_judged]
    return ResultPage(
        result,
        tuple(_reached(criterion, result.sheets, texts) for criterion in judged),
        tuple(critical for critical in result.scenario.critical if critical.id in result.outcome.critical),
        tuple(sheet.comment for sheet in result.sheets if sheet.comment),
        is_own,
        name,
    )


def _reached(criterion: Criterion, sheets: tuple[Sheet, ...], texts: Mapping[int, str]) -> ReachedCriterion:
    marks = [sheet.mark_of(criterion.id) for sheet in sheets]
    anchors = tuple(sorted(mark.anchor for mark in marks if mark.anchor is not None))
    spans = sorted({span for mark in marks for span in mark.evidence})
    lowest = anchors[0] if anchors else None
    return ReachedCriterion(
        criterion,
        tuple(dict.fromkeys(anchors)),
        None if lowest is None else criterion.anchors[str(lowest)],
        None if lowest is None or lowest == ANCHORS[-1] else criterion.anchors[str(lowest + 1)],
        quotes_of(spans, texts),
        tuple(mark.note for mark in marks if mark.note),
    )

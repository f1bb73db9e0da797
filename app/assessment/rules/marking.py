"""Marking: the score is a pure function of the paper, the answers, the pinned questions, marks and corrections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from app.assessment.rules.paper import Paper, PaperItem
from app.items.base import FULL, Answer, Grade, ItemSpec
from app.items.registry import KINDS

ItemState = Literal["counted", "waiting", "void", "full", "asked"]
Action = Literal["void", "drop", "full_credit", "rekey"]
Harm = Literal["as_computed", "raise_only", "hold_harmless"]

ACTIONS: tuple[Action, ...] = ("void", "drop", "full_credit", "rekey")
HARMS: tuple[Harm, ...] = ("as_computed", "raise_only", "hold_harmless")


@dataclass(frozen=True, slots=True)
class Correction:
    """What was decided about one question after people had answered it; corrections apply in the order of their ids.

    `void` and `drop` take the question out of the paper (a void one is not drawn any more either), `full_credit`
    gives everybody its points, `rekey` marks it by `spec`, the corrected question.
    """

    id: int
    item_id: str
    action: Action
    harm: Harm = "as_computed"
    spec: ItemSpec | None = None


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One question's outcome; the grade's score in thousandths of its points.

    state: `counted`; `waiting` for a person's mark; `void` (taken out) and `full` (given to all) by a correction;
    `asked` (a survey). `is_red`: it stands in a must-pass block.
    """

    id: str
    block: str
    points: int
    answer: Answer
    grade: Grade
    state: ItemState = "counted"
    corrected_by: int | None = None
    is_red: bool = False

    @property
    def counts(self) -> bool:
        """Whether its points are part of the total."""
        return self.state not in {"void", "asked"}

    @property
    def score(self) -> int:
        """Thousandths of its points that it earns."""
        return FULL if self.state == "full" else self.grade.score


@dataclass(frozen=True, slots=True)
class Result:
    """An attempt's outcome; `score` in thousandths of all points, rounded down so that none rounds up to a pass.

    `passed` is None while a person has to mark something; `held` are corrections that would have harmed and did not.
    """

    score: int
    passed: bool | None
    items: tuple[ItemResult, ...]
    failed_blocks: tuple[str, ...] = ()
    held: tuple[int, ...] = ()

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return sum(item.answer is not None for item in self.items)

    @property
    def waiting(self) -> tuple[str, ...]:
        """The questions that a person has to mark."""
        return tuple(item.id for item in self.items if item.state == "waiting")

    @property
    def sums(self) -> "Sums":
        """What the score and the pass are made of."""
        counted = [item for item in self.items if item.counts]
        return Sums(
            earned=sum(item.points * item.score for item in counted),
            points=sum(item.points for item in counted),
            red_failed=sum(item.is_red and item.score < FULL for item in counted),
            void=sum(item.state == "void" for item in self.items),
            waiting=len(self.waiting),
        )


class Sums(NamedTuple):
    """What a score and a pass are made of; `earned` in thousandths of a point, the others are counts.

    Kept with every grade, so that what one question's correction does is known without reading the whole paper.
    """

    earned: int
    points: int
    red_failed: int
    void: int
    waiting: int

    @property
    def score(self) -> int:
        """Thousandths of all points, rounded down; a paper whose questions were all taken out is nobody's failure."""
        return self.earned // self.points if self.points else (FULL if self.void else 0)

    def passes(self, pass_score: int) -> bool | None:
        """Whether the mark is reached and no red line missed; None while somebody has to mark."""
        return None if self.waiting else self.score >= pass_score and not self.red_failed


@dataclass(frozen=True, slots=True)
class Judged:
    """What people and the clock say about an attempt: marks by question, corrections, and whether it came too late."""

    marks: Mapping[str, Grade] = field(default_factory=dict)
    corrections: Sequence[Correction] = ()
    is_zero: bool = False


def score_attempt(
    paper: Paper, answers: Mapping[str, Answer], specs: Mapping[str, ItemSpec], judged: Judged | None = None
) -> Result:
    """Mark all questions of a paper; `specs` by question id as pinned.

    Passed means: the pass mark is reached and every question of every must-pass block is entirely right. A
    correction that must not harm is undone where it would: `raise_only` where the score falls, `hold_harmless`
    where a pass is lost.
    """
    judged = judged or Judged()
    red = set(paper.must_pass)
    items = tuple(
        _marked(item, answers.get(item.id), specs[item.id], judged.marks, is_red=item.block in red)
        for item in paper.items
    )
    result = _sum(paper, items, is_zero=judged.is_zero)
    for correction in sorted(judged.corrections, key=lambda correction: correction.id):
        result = _corrected(paper, result, correction, is_zero=judged.is_zero)
    return result


def harms(before: Result, after: Result, harm: Harm) -> bool:
    """Tell whether a correction must be undone for an attempt."""
    lost_pass = before.passed is True and after.passed is not True
    if harm == "raise_only":
        return lost_pass or after.score < before.score
    return harm == "hold_harmless" and lost_pass


def _marked(item: PaperItem, answer: Answer, spec: ItemSpec, marks: Mapping[str, Grade], *, is_red: bool) -> ItemResult:
    kind = KINDS[item.kind]
    grade = kind.grade(spec, answer)
    state: ItemState = "waiting" if grade.waiting else "counted"
    if kind.marked_by == "nobody":
        state = "asked"
    elif kind.marked_by == "people" and item.id in marks:
        grade, state = marks[item.id], "counted"
    return ItemResult(item.id, item.block, item.points, answer, grade, state, is_red=is_red)


def _corrected(paper: Paper, before: Result, correction: Correction, *, is_zero: bool) -> Result:
    found = {item.id: item for item in before.items}.get(correction.item_id)
    if found is None:
        return before
    changed = _changed(found, correction)
    items = tuple(changed if item.id == changed.id else item for item in before.items)
    after = _sum(paper, items, is_zero=is_zero)
    if harms(before, after, correction.harm):
        return replace(before, held=(*before.held, correction.id))
    return replace(after, held=before.held)


def _changed(item: ItemResult, correction: Correction) -> ItemResult:
    if correction.action in {"void", "drop"}:
        return replace(item, state="void", corrected_by=correction.id)
    if correction.action == "full_credit":
        return replace(item, state="full", corrected_by=correction.id)
    if correction.spec is None:
        raise ValueError("a new key needs the corrected question")
    grade = KINDS[correction.spec.type].grade(correction.spec, item.answer)
    return replace(item, grade=grade, state="counted", corrected_by=correction.id)


def _sum(paper: Paper, items: tuple[ItemResult, ...], *, is_zero: bool) -> Result:
    plain = Result(0, False, items)
    failed = tuple(
        block
        for block in paper.must_pass
        if any(item.block == block and item.counts and item.score < FULL for item in items)
    )
    if is_zero:
        return replace(plain, failed_blocks=failed)
    sums = plain.sums
    return Result(sums.score, sums.passes(paper.pass_score), items, failed)

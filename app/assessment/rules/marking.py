"""Marking: the score is a pure function of the paper, the answers and the pinned questions."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.assessment.rules.paper import Paper
from app.items.base import FULL, Answer, Grade, ItemSpec
from app.items.registry import KINDS


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One question's outcome; the grade's score in thousandths of its points."""

    id: str
    block: str
    points: int
    answer: Answer
    grade: Grade


@dataclass(frozen=True, slots=True)
class Result:
    """An attempt's outcome; `score` in thousandths of all points, rounded down so that none rounds up to a pass."""

    score: int
    passed: bool
    items: tuple[ItemResult, ...]
    failed_blocks: tuple[str, ...] = ()

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return sum(item.answer is not None for item in self.items)


def score_attempt(paper: Paper, answers: Mapping[str, Answer], specs: Mapping[str, ItemSpec]) -> Result:
    """Mark all questions of a paper; `specs` by question id as pinned.

    Passed means: the pass mark is reached and every question of every must-pass block is entirely right.
    """
    items = tuple(
        ItemResult(
            item.id,
            item.block,
            item.points,
            answers.get(item.id),
            KINDS[item.kind].grade(specs[item.id], answers.get(item.id)),
        )
        for item in paper.items
    )
    earned = sum(item.points * item.grade.score for item in items)
    score = earned // paper.points if paper.points else 0
    failed = tuple(
        block for block in paper.must_pass if any(item.block == block and item.grade.score < FULL for item in items)
    )
    return Result(score, score >= paper.pass_score and not failed, items, failed)

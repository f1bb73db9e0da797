"""What a correction does to one attempt, from what its latest grade is made of: the step that `score_attempt` takes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from app.assessment.rules.marking import Action, Harm, Sums
from app.items.base import FULL


class Touched(NamedTuple):  # cheap to make: a dry run makes one for every attempt
    """One attempt's present outcome and its standing on one question; `answer` is canonical JSON or None."""

    attempt_id: int
    person_id: int
    quiz_id: str
    score: int
    passed: bool | None
    sums: Sums
    pass_score: int
    is_zero: bool
    points: int
    item_score: int
    state: str
    is_red: bool
    answer: str | None


@dataclass(frozen=True, slots=True)
class Effect:
    """The outcome after a correction; `is_held`: it would have harmed and is undone for this attempt."""

    score: int
    passed: bool | None
    is_held: bool = False


def effect_of(touched: Touched, action: Action, harm: Harm, regrade: Callable[[str | None], int]) -> Effect:
    """Return an attempt's outcome after a correction; `regrade` marks an answer by the corrected question (0–1000)."""
    sums = _after(touched, action, regrade)
    if touched.is_zero:
        return Effect(0, False)
    score, passed = sums.score, sums.passes(touched.pass_score)
    lost_pass = touched.passed is True and passed is not True
    is_worse = lost_pass or score < touched.score
    if (harm == "raise_only" and is_worse) or (harm == "hold_harmless" and lost_pass):
        return Effect(touched.score, touched.passed, is_held=True)
    return Effect(score, passed)


def _after(touched: Touched, action: Action, regrade: Callable[[str | None], int]) -> Sums:
    """Take the question out of the sums as it stands, and put it back as the correction leaves it."""
    earned, points, red_failed, void, waiting = touched.sums
    worth = touched.points
    if touched.state not in {"void", "asked"}:
        earned -= worth * touched.item_score
        points -= worth
        red_failed -= touched.is_red and touched.item_score < FULL
    void -= touched.state == "void"
    waiting -= touched.state == "waiting"
    if action in {"void", "drop"}:
        return Sums(earned, points, red_failed, void + 1, waiting)
    score = FULL if action == "full_credit" else regrade(touched.answer)
    red_failed += touched.is_red and score < FULL
    return Sums(earned + worth * score, points + worth, red_failed, void, waiting)

"""What a correction does to one attempt, from what its latest grade is made of: the step that `score_attempt` takes."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.assessment.rules.marking import Action, Harm, Sums
from app.items.base import FULL


@dataclass(frozen=True, slots=True)
class Touched:
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
    counted = touched.state not in {"void", "asked"}
    failed_red = touched.is_red and counted and touched.item_score < FULL
    without = replace(
        touched.sums,
        earned=touched.sums.earned - (touched.points * touched.item_score if counted else 0),
        points=touched.sums.points - (touched.points if counted else 0),
        red_failed=touched.sums.red_failed - failed_red,
        void=touched.sums.void - (touched.state == "void"),
        waiting=touched.sums.waiting - (touched.state == "waiting"),
    )
    if action in {"void", "drop"}:
        return replace(without, void=without.void + 1)
    score = FULL if action == "full_credit" else regrade(touched.answer)
    return replace(
        without,
        earned=without.earned + touched.points * score,
        points=without.points + touched.points,
        red_failed=without.red_failed + (touched.is_red and score < FULL),
    )

"""The verdict on a level's condition: one evaluator for each kind, found in an exhaustive table."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.certification.rules.reasons import Reason
from app.certification.rules.roleplays import roleplays_passed
from app.content.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    CourseDone,
    LevelHeld,
    NotMet,
    QuizPassed,
    RoleplaysPassed,
    Signoff,
    Tenure,
    Waiver,
)
from app.evidence.rules import ANY, RecordedFact
from app.learning.rules.lessons import QUIZ_WAITING

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything a verdict depends on.

    facts: those in force at `at`, in order of effect (`standing_facts`).
    hired_at: midnight UTC of the day of hire. held: level id → since when it is held at `at`.
    level: the level that is asked for; sign-offs and waivers given for another one do not count.
    fresh_since: for a renewed level, quizzes, sign-offs and waivers count only from then on; courses stand.
    lessons: course id → (required lessons done, all required lessons), to tell how far a course is.
    """

    facts: tuple[RecordedFact, ...]
    hired_at: datetime
    at: datetime
    track: str
    level: str
    held: Mapping[str, datetime] = field(default_factory=dict)
    fresh_since: datetime | None = None
    lessons: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def passed(self, kind: str, key: str, *, fresh: bool = True) -> Iterator[RecordedFact]:
        """Yield the passed facts of a kind and key that count for this track, in order of effect."""
        for recorded in self.facts:
            fact = recorded.fact
            if fact.kind != kind or fact.key != key or fact.passed is not True:
                continue
            if fact.track not in (ANY, self.track):
                continue
            if not fresh or self.fresh_since is None or fact.effective_at >= self.fresh_since:
                yield recorded


def evaluate(condition: Condition, standing: Standing) -> Reason:
    """Return whether the condition holds, why, and what is missing."""
    return EVALUATORS[type(condition)](condition, standing)


def _course(condition: CourseDone, standing: Standing) -> Reason:
    """A course once completed stays completed, also for a renewal."""
    done, total = standing.lessons.get(condition.course, (0, 1))
    found = next(standing.passed("course", condition.course, fresh=False), None)
    return _leaf("course", condition.course, found, who="you", done=total if found else done, total=total)


def _quiz(condition: QuizPassed, standing: Standing) -> Reason:
    """The best passed attempt must reach the score; the first one that does counts.

    While people mark a paper it is their turn, since it was handed in.
    """
    passed = list(standing.passed("quiz", condition.quiz))
    needed = condition.score or 0
    found = next((fact for fact in passed if (fact.fact.score or 0) >= needed), None)
    fresh = [
        fact
        for fact in standing.facts
        if fact.key == condition.quiz
        and (standing.fresh_since is None or fact.fact.effective_at >= standing.fresh_since)
    ]
    best = max((fact.fact.score or 0 for fact in fresh if fact.kind == "quiz"), default=None)
    waits = next((fact for fact in fresh if fact.kind == QUIZ_WAITING), None)
    total = needed or 1000
    done = total if found else min(best or 0, total - 1)
    more: dict[str, Any] = {"needed": condition.score, "best": best}
    if found is None and waits is not None:
        more["since"] = waits.fact.effective_at
    who = "you" if waits is None else "mentor"
    return _leaf("quiz", condition.quiz, found, who=who, done=done, total=total, **more)


def _level(condition: LevelHeld, standing: Standing) -> Reason:
    since = standing.held.get(condition.level)
    met = since is not None
    return Reason("level", met, condition.level, who=None if met else "you", since=since, done=int(met))


def _tenure(condition: Tenure, standing: Standing) -> Reason:
    reached = standing.hired_at + condition.length
    met = reached <= standing.at
    days, passed = condition.length // _DAY, max(standing.at - standing.hired_at, timedelta()) // _DAY
    return Reason(
        "tenure",
        met,
        who=None if met else "nobody",
        needed=days,
        since=reached if met else None,
        earliest=None if met else reached,
        done=min(passed, days),
        total=max(days, 1),
    )


def _signoff(condition: Signoff, standing: Standing) -> Reason:
    return _leaf("signoff", condition.by, _given(standing, "signoff", condition.by), who=condition.by)


def _waiver(condition: Waiver, standing: Standing) -> Reason:
    return _leaf("waiver", condition.by, _given(standing, "waiver", condition.by), who=condition.by)


def _given(standing: Standing, kind: str, by: str) -> RecordedFact | None:
    """Return the first sign-off or waiver for this level; one that names no level is for any."""
    given = standing.passed(kind, by)
    return next((fact for fact in given if fact.fact.detail.get("level") in (None, standing.level)), None)


def _roleplays(condition: RoleplaysPassed, standing: Standing) -> Reason:
    """Marks and hand-ins count, for a renewal, from its window on."""
    since = standing.fresh_since
    facts = (
        recorded
        for recorded in standing.facts
        if recorded.fact.track in (ANY, standing.track) and (since is None or recorded.fact.effective_at >= since)
    )
    return roleplays_passed(condition, facts)


def _leaf(kind: str, key: str, found: RecordedFact | None, **more: Any) -> Reason:
    if found is None:
        return Reason(kind, met=False, key=key, **more)
    more = {"done": 1} | more | {"who": None}
    return Reason(kind, met=True, key=key, since=found.fact.effective_at, facts=(found.id,), **more)


def _all(condition: AllOf, standing: Standing) -> Reason:
    parts = tuple(evaluate(part, standing) for part in condition.of)
    return all_of(parts, standing.at)


def _any(condition: AnyOf, standing: Standing) -> Reason:
    return _group("any", tuple(evaluate(part, standing) for part in condition.of), 1, standing.at)


def _at_least(condition: AtLeast, standing: Standing) -> Reason:
    parts = tuple(evaluate(part, standing) for part in condition.of)
    return _group("at_least", parts, condition.n, standing.at)


def all_of(parts: tuple[Reason, ...], at: datetime) -> Reason:
    """Join verdicts into one that is met when all of them are."""
    return _group("all", parts, len(parts), at)


def _not(condition: NotMet, standing: Standing) -> Reason:
    part = evaluate(condition.of, standing)
    met = not part.met
    # Since when something is absent is not on record: from this evaluation on.
    return Reason("not", met, since=standing.at if met else None, done=int(met), children=(part,))


def _group(kind: str, parts: tuple[Reason, ...], needed: int, at: datetime) -> Reason:
    """`needed` of the parts: met since the needed-th of them was, possible from the needed-th earliest on."""
    met_since = sorted(part.since or at for part in parts if part.met)
    met = len(met_since) >= needed
    unmet = [part for part in parts if not part.met]
    return Reason(
        kind,
        met,
        who=None if met else next((part.who for part in unmet if part.who and part.who != "nobody"), "nobody"),
        needed=needed if kind == "at_least" else None,
        since=(met_since[needed - 1] if needed else at) if met else None,
        earliest=None if met else _earliest(unmet, needed - len(met_since), at),
        done=min(len(met_since), needed),
        total=needed,
        children=parts,
    )


def _earliest(unmet: list[Reason], missing: int, at: datetime) -> datetime | None:
    """Return when enough of the unmet parts may be met at the earliest; None when that is now."""
    possible = sorted(part.earliest or at for part in unmet)
    if missing > len(possible):
        return None
    found = possible[missing - 1]
    return found if found > at else None


EVALUATORS: Mapping[type, Callable[[Any, Standing], Reason]] = {
    AllOf: _all,
    AnyOf: _any,
    NotMet: _not,
    AtLeast: _at_least,
    CourseDone: _course,
    QuizPassed: _quiz,
    LevelHeld: _level,
    Tenure: _tenure,
    Signoff: _signoff,
    Waiver: _waiver,
    RoleplaysPassed: _roleplays,
}


def leaves(condition: Condition) -> Iterator[Condition]:
    """Yield the single conditions inside a condition."""
    if isinstance(condition, AllOf | AnyOf | AtLeast):
        for part in condition.of:
            yield from leaves(part)
    elif isinstance(condition, NotMet):
        yield from leaves(condition.of)
    else:
        yield condition

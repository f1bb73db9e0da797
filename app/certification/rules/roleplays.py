"""Role-plays behind a level: which count, which wait for marks, and since when there are enough."""

from collections.abc import Iterable, Sequence

from app.certification.rules.reasons import Reason, Terms
from app.content.conditions import RoleplaysPassed
from app.content.library import Library
from app.evidence.rules import RecordedFact
from app.kernel.bilingual import Bilingual
from app.learning.rules.lessons import HANDED_IN, ROLEPLAY


def roleplays_passed(condition: RoleplaysPassed, facts: Iterable[RecordedFact]) -> Reason:
    """Return how many distinct scenarios count: met since the last one needed was passed.

    facts: those in force that may count, in order of effect; of one scenario the first that is good enough counts.
    While enough of what is missing waits for marks, it is the mentors' turn.
    """
    high_enough = [fact for fact in facts if _number(fact, "grade") >= condition.grade]
    marked = [fact for fact in high_enough if fact.kind == ROLEPLAY]
    counted = _first_of_each(fact for fact in marked if counts(condition, fact))[: condition.distinct]
    met = len(counted) >= condition.distinct
    keys = {fact.key for fact in counted}
    handed_in = (fact for fact in high_enough if fact.kind == HANDED_IN and fact.fact.passed is None)
    waiting = () if met else _first_of_each(fact for fact in handed_in if fact.key not in keys)
    enough = len(counted) + len(waiting) >= condition.distinct
    return Reason(
        "roleplays",
        met,
        key=str(condition.grade),
        who=None if met else "mentor" if enough else "you",
        needed=condition.score,
        best=max((fact.fact.score or 0 for fact in marked), default=None),
        since=counted[-1].fact.effective_at if met else None,
        done=len(counted),
        total=condition.distinct,
        facts=tuple(fact.id for fact in counted),
        children=(*(_part(fact, met=True) for fact in counted), *(_part(fact, met=False) for fact in waiting)),
        terms=Terms(condition.grade, condition.markers, condition.no_critical),
    )


def counts(condition: RoleplaysPassed, recorded: RecordedFact) -> bool:
    """Tell whether a marked conversation is good enough for a condition."""
    fact = recorded.fact
    return (
        fact.passed is True
        and _number(recorded, "grade") >= condition.grade
        and (fact.score or 0) >= (condition.score or 0)
        and _number(recorded, "markers") >= condition.markers
        and not (condition.no_critical and _number(recorded, "critical"))
    )


def roleplay_titles(reason: Reason, library: Library) -> dict[str, Bilingual]:
    """Return the titles of the scenarios below a reason, by `kind:id`."""
    found = {}
    if reason.kind == ROLEPLAY and reason.key in library.scenarios:
        found[f"{reason.kind}:{reason.key}"] = library.scenarios[reason.key].title
    for child in reason.children:
        found |= roleplay_titles(child, library)
    return found


def next_roleplay(reason: Reason, library: Library, trade: str | None) -> str | None:
    """Return the scenario to play next for a condition: the easiest that counts and does not wait for marks."""
    if reason.kind != "roleplays" or reason.who != "you" or reason.terms is None:
        return None
    taken = {child.key for child in reason.children}
    fitting = [
        scenario
        for scenario in library.scenarios.values()
        if scenario.id not in taken
        and scenario.grade >= reason.terms.grade
        and scenario.markers >= reason.terms.markers
        and (trade is None or scenario.trade in ("any", trade))
    ]
    return min(fitting, key=lambda scenario: (scenario.grade, scenario.id)).id if fitting else None


def _first_of_each(facts: Iterable[RecordedFact]) -> Sequence[RecordedFact]:
    found: dict[str, RecordedFact] = {}
    for fact in facts:
        found.setdefault(fact.key, fact)
    return tuple(found.values())


def _part(recorded: RecordedFact, *, met: bool) -> Reason:
    fact = recorded.fact
    return Reason(
        ROLEPLAY,
        met,
        recorded.key,
        who=None if met else "mentor",
        best=fact.score,
        since=fact.effective_at,
        done=int(met),
        facts=(recorded.id,) if met else (),
    )


def _number(recorded: RecordedFact, name: str) -> int:
    value = recorded.fact.detail.get(name)
    return value if isinstance(value, int) else 0

"""The engine's checklist: which evidence of each criterion was given, and what the critical errors take away."""

from collections.abc import Collection

from msgspec import Struct

from app.dialogue.scenario import Criterion, Critical, Rubric, Scenario
from app.dialogue.state import State

FULL = 1000


class CriterionScore(Struct, frozen=True, kw_only=True):
    """A criterion's share in thousandths, None when it is not judged here; rules that fired, and those still open."""

    id: str
    score: int | None
    fired: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    failed_by: tuple[str, ...] = ()


class Checklist(Struct, frozen=True, kw_only=True):
    """The score in thousandths, rounded down; `failed`: the raised critical errors that fail the session."""

    score: int
    criteria: tuple[CriterionScore, ...]
    failed: tuple[str, ...] = ()


def checklist(
    scenario: Scenario, rubric: Rubric, state: State, *, criticals: Collection[str] | None = None
) -> Checklist:
    """Return what the rules that fired prove.

    criticals: those that count, such as the ones a mentor confirmed; None for all that were raised. A criterion that
    the scenario gives no evidence for, or that is not judged in it, leaves the denominator.
    """
    raised = state.flags if criticals is None else criticals
    counting = tuple(critical for critical in scenario.critical if critical.id in raised)
    criteria = tuple(_criterion(criterion, scenario, state, counting) for criterion in rubric.criteria)
    pairs = [
        (criterion.weight, found.score)
        for criterion, found in zip(rubric.criteria, criteria, strict=True)
        if found.score is not None
    ]
    weights = sum(weight for weight, _ in pairs)
    score = sum(weight * share for weight, share in pairs) // weights if weights else 0
    return Checklist(score=score, criteria=criteria, failed=tuple(c.id for c in counting if c.fails == "session"))


def _criterion(
    criterion: Criterion, scenario: Scenario, state: State, counting: tuple[Critical, ...]
) -> CriterionScore:
    if criterion.id in scenario.not_judged:
        return CriterionScore(id=criterion.id, score=None)
    rules = [rule.id for rule in scenario.rules if rule.evidence == criterion.id]
    fired = tuple(rule for rule in rules if state.fired.get(rule))
    failed_by = tuple(c.id for c in counting if c.fails == "section" and c.section == criterion.id)
    share = FULL * len(fired) // len(rules) if rules else None
    return CriterionScore(
        id=criterion.id,
        score=0 if failed_by and rules else share,
        fired=fired,
        open=tuple(rule for rule in rules if rule not in fired),
        failed_by=failed_by,
    )

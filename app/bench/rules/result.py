"""The result of a conversation, computed from marks: never stored, never a silent average of a disagreement."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.bench.rules.sheet import ANCHORS, Asked, Sheet
from app.bench.rules.tasks import Role, roles_needed
from app.dialogue.scenario import Criterion, Critical, Rubric, Scenario

FULL = 1000  # thousandths
CLOSE = 100  # thousandths; two totals further apart than this are looked at by a third marker
NEAR = 1  # anchors; two marks of one criterion further apart than this as well
_STEPS = len(ANCHORS) - 1


@dataclass(frozen=True, slots=True)
class Scale:
    """What marks of one conversation are computed by.

    flags: the critical errors that the engine flagged; only those it decides itself (pure data) count by that.
    """

    criteria: tuple[Criterion, ...]
    critical: tuple[Critical, ...]
    pass_score: int
    markers: int
    flags: frozenset[str] = frozenset()

    @property
    def by_mentors(self) -> tuple[Critical, ...]:
        """The critical errors that a mentor confirms or overrules."""
        return tuple(critical for critical in self.critical if critical.decide == "mentor")

    def asked(self, turns: Mapping[int, int]) -> Asked:
        """Return what a sheet has to answer."""
        criteria = tuple(criterion.id for criterion in self.criteria)
        return Asked(criteria, tuple(critical.id for critical in self.by_mentors), turns)


class Difference(NamedTuple):
    """What two markers see differently: `total`, a `criterion` or a `critical` error."""

    kind: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the final marks come to.

    roles: whose marks decide. differences: why somebody else has to look first; then there is no score yet.
    """

    roles: tuple[Role, ...] = ()
    score: int | None = None
    passed: bool = False
    critical: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()


def scale_of(scenario: Scenario, rubric: Rubric, flags: frozenset[str] = frozenset()) -> Scale:
    """Return the scale of a scenario: its rubric without the criteria it gives no occasion for."""
    criteria = tuple(criterion for criterion in rubric.criteria if criterion.id not in scenario.not_judged)
    return Scale(criteria, scenario.critical, rubric.pass_score, scenario.markers, flags)


def criticals_in(sheet: Sheet, scale: Scale) -> tuple[str, ...]:
    """Return the critical errors that stand by one mark: found by the marker, or decided by the engine."""
    return tuple(
        critical.id
        for critical in scale.critical
        if (critical.id in scale.flags if critical.decide == "engine" else sheet.finding_of(critical.id).found)
    )


def total_of(sheet: Sheet, scale: Scale) -> int | None:
    """Return the total of one mark in thousandths: Σ weight · (anchor − 1) / 4 over what applies, rounded down.

    A criterion whose section a critical error fails counts nothing, applicable or not. None when nothing is marked.
    """
    failed = {critical.section for critical in scale.critical if critical.id in criticals_in(sheet, scale)}
    got = most = 0
    for criterion in scale.criteria:
        mark = sheet.mark_of(criterion.id)
        if criterion.id in failed:
            most += criterion.weight
        elif mark.anchor is not None:
            most += criterion.weight
            got += criterion.weight * (mark.anchor - 1)
    return got * FULL // (most * _STEPS) if most else None


def differences_between(one: Sheet, other: Sheet, scale: Scale) -> tuple[Difference, ...]:
    """Return what two marks disagree on so far that a third marker has to look."""
    found = []
    first, second = total_of(one, scale), total_of(other, scale)
    if first is None or second is None or abs(first - second) > CLOSE:
        found.append(Difference("total"))
    for criterion in scale.criteria:
        a, b = one.mark_of(criterion.id).anchor, other.mark_of(criterion.id).anchor
        if a is not None and b is not None and abs(a - b) > NEAR:
            found.append(Difference("criterion", criterion.id))
    errors = (critical.id for critical in scale.by_mentors)
    found += [Difference("critical", e) for e in errors if one.finding_of(e).found != other.finding_of(e).found]
    return tuple(found)


def outcome_of(marks: Mapping[Role, Sheet], scale: Scale) -> Outcome | None:
    """Return what the final marks come to; None while one of them is missing.

    One marker decides alone; of two that agree the mean counts; otherwise the adjudicator's mark decides.
    """
    if "adjudicator" in marks:
        return _decided(marks["adjudicator"], ("adjudicator",), scale)
    needed = roles_needed(scale.markers)
    if any(role not in marks for role in needed):
        return None
    sheets = [marks[role] for role in needed]
    if len(sheets) > 1 and (differences := differences_between(sheets[0], sheets[1], scale)):
        return Outcome(needed, differences=differences)
    totals = [total_of(sheet, scale) or 0 for sheet in sheets]
    return _passed(needed, sum(totals) // len(totals), criticals_in(sheets[0], scale), scale)


def _decided(sheet: Sheet, roles: tuple[Role, ...], scale: Scale) -> Outcome:
    return _passed(roles, total_of(sheet, scale) or 0, criticals_in(sheet, scale), scale)


def _passed(roles: tuple[Role, ...], score: int, critical: tuple[str, ...], scale: Scale) -> Outcome:
    fatal = any(error.fails == "session" for error in scale.critical if error.id in critical)
    return Outcome(roles, score, score >= scale.pass_score and not fatal, critical)

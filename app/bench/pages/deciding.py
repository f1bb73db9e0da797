"""After one's own marks: what the engine and other markers found, what is still to be decided, and the outcome."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app.bench.pages.marking import CriterionView, Told
from app.bench.queries import Frame, MarkRow
from app.bench.rules.decision import disputed_flags
from app.bench.rules.result import Outcome
from app.bench.rules.sheet import Finding, Sheet
from app.bench.rules.tasks import TaskRow
from app.dialogue.debrief import Debrief, RaisedCritical
from app.dialogue.scenario import Critical, Rule, Scenario
from app.kernel.bilingual import Bilingual
from app.roleplay.pages.parts import PromiseView, TicketRow
from app.roleplay.rules.turns import quote


@dataclass(frozen=True, slots=True)
class EngineLine:
    """A piece of evidence on the engine's checklist: why it counts, and the words (none: it did not happen)."""

    why: Bilingual | None
    words: str
    turn: int


@dataclass(frozen=True, slots=True)
class ComparedCriterion:
    """A criterion: one's own anchor, the others' when they are in, and the engine's share in thousandths."""

    view: CriterionView
    engine: int | None
    lines: tuple[EngineLine, ...]
    others: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class ComparedCritical:
    """A critical error: what the marker and the engine say, and whether it is to be decided."""

    critical: Critical
    own: Finding
    is_flagged: bool
    words: str
    turn: int
    to_decide: bool
    decided: Finding
    error: str = ""


@dataclass(frozen=True, slots=True)
class DecidingPage:
    """One's own marks beside the engine's evidence; with an outcome (or a final mark) nothing is left to do.

    engine: the checklist's score. totals: of one's own mark and of the others'. is_last: finishing releases.
    version, saved_at: of the draft of the decision.
    """

    task: TaskRow
    told: Told
    criteria: tuple[ComparedCriterion, ...]
    criticals: tuple[ComparedCritical, ...]
    ticket: tuple[TicketRow, ...]
    promises: tuple[PromiseView, ...]
    engine: int
    own: MarkRow
    others: tuple[MarkRow, ...]
    comment: str
    is_last: bool
    outcome: Outcome | None = None
    differences: tuple[Bilingual | str, ...] = ()
    is_released: bool = False
    error: str = ""
    version: int = 0
    saved_at: datetime | None = None


def compared_criteria(
    frame: Frame,
    views: Sequence[CriterionView],
    made: Debrief,
    texts: Mapping[int, str],
    others: Sequence[MarkRow],
) -> tuple[ComparedCriterion, ...]:
    """Put one's own anchors beside the engine's evidence and the others' anchors."""
    shares = {found.id: found for found in made.checklist.criteria}
    lines = _lines(frame.scenario, made, texts)
    return tuple(
        ComparedCriterion(
            view,
            shares[view.criterion.id].score,
            lines.get(view.criterion.id, ()),
            tuple(mark.sheet.mark_of(view.criterion.id).anchor for mark in others),
        )
        for view in views
    )


def compared_criticals(
    frame: Frame,
    own: Sheet,
    made: Debrief,
    texts: Mapping[int, str],
    decided: Mapping[str, Finding],
) -> tuple[ComparedCritical, ...]:
    """Put one's own findings beside the engine's flags; `decided` is what was sent."""
    raised = {found.critical.id: found for found in made.criticals}
    disputed = disputed_flags(own, frame.scale)
    return tuple(
        ComparedCritical(
            critical,
            own.finding_of(critical.id),
            critical.id in frame.scale.flags,
            _raising_words(raised.get(critical.id), texts),
            raised[critical.id].turn if critical.id in raised else 0,
            critical.id in disputed,
            decided.get(critical.id, Finding()),
        )
        for critical in frame.scale.critical
    )


def _lines(scenario: Scenario, made: Debrief, texts: Mapping[int, str]) -> dict[str, tuple[EngineLine, ...]]:
    """Return the checklist by criterion: what happened first with its words, then what did not."""
    rules = {rule.id: rule for rule in scenario.rules if rule.evidence}
    found: dict[str, list[EngineLine]] = {}
    done = set()
    for explained in made.effects:
        rule = rules.get(explained.effect.rule)
        if rule is None or rule.id in done:
            continue
        done.add(rule.id)
        words = quote(texts.get(explained.turn, ""), explained.effect.start, explained.effect.end)
        found.setdefault(rule.evidence or "", []).append(EngineLine(rule.why, words, explained.turn))
    for rule in _never(rules.values(), done):
        found.setdefault(rule.evidence or "", []).append(EngineLine(rule.why, "", 0))
    return {name: tuple(lines) for name, lines in found.items()}


def _never(rules: Iterable[Rule], done: set[str]) -> Iterable[Rule]:
    return (rule for rule in rules if rule.id not in done)


def _raising_words(raised: RaisedCritical | None, texts: Mapping[int, str]) -> str:
    return "" if raised is None else quote(texts.get(raised.turn, ""), raised.start, raised.end)


def difference_words(frame: Frame, outcome: Outcome) -> tuple[Bilingual | str, ...]:
    """Return what two markers see differently, in words."""
    titles = {criterion.id: criterion.title for criterion in frame.scale.criteria}
    titles |= {critical.id: critical.title for critical in frame.scale.critical}
    return tuple(
        _("the totals") if difference.kind == "total" else titles[difference.key] for difference in outcome.differences
    )

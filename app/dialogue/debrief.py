"""What a conversation teaches afterwards: its mood, the reason for every change, promises, facts, what to practise."""

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from app.dialogue.expressions import names_in
from app.dialogue.promises import is_broken
from app.dialogue.scenario import Criterion, Critical, HiddenFact, Mood, PromiseRule, Rubric, Scenario
from app.dialogue.score import FULL, Checklist, checklist
from app.dialogue.state import LIMIT, UNRECOGNISED, Effect, Promise, State, Step, mood_of
from app.kernel.bilingual import Bilingual

MOST_TO_PRACTISE = 3
BUILT_IN_WHY = {
    UNRECOGNISED: Bilingual("这一轮没有听出实质内容，客户更不耐烦。", "Nothing in this turn reached the customer."),
    LIMIT: Bilingual("谈得太久，客户没有耐心了。", "It took too long; the customer's patience is used up."),
}


class MoodPoint(Struct, frozen=True, kw_only=True):
    """The levels after a turn (0: the opening)."""

    turn: int
    anger: int
    trust: int
    patience: int
    mood: Mood


class Explained(Struct, frozen=True, kw_only=True):
    """An effect with its turn and reason; its `start` and `end` say which words of that turn set it off."""

    turn: int
    effect: Effect
    why: Bilingual | None
    better: Bilingual | None


class PromiseRow(Struct, frozen=True, kw_only=True):
    """A promise beside what may be promised of its kind."""

    promise: Promise
    rule: PromiseRule | None
    broken: bool


class RaisedCritical(Struct, frozen=True, kw_only=True):
    """A critical error, the turn that raised it, and the words (0 and 0 when no words did)."""

    critical: Critical
    turn: int
    start: int = 0
    end: int = 0


class ToPractise(Struct, frozen=True, kw_only=True):
    """A weak criterion: its share, the acts that would have earned more, and how they could have sounded."""

    criterion: Criterion
    score: int
    acts: tuple[str, ...]
    rules: tuple[str, ...]
    better: tuple[Bilingual, ...]


class Debrief(Struct, frozen=True, kw_only=True):
    """Everything that the page after a conversation shows, apart from the words said."""

    curve: tuple[MoodPoint, ...]
    effects: tuple[Explained, ...]
    promises: tuple[PromiseRow, ...]
    found: tuple[HiddenFact, ...]
    missed: tuple[HiddenFact, ...]
    criticals: tuple[RaisedCritical, ...]
    practise: tuple[ToPractise, ...]
    checklist: Checklist


def debrief(scenario: Scenario, rubric: Rubric, steps: Sequence[Step]) -> Debrief:
    """Explain a conversation from its log (the opening first), ended or not."""
    state = steps[-1].state
    marks = checklist(scenario, rubric, state)
    limits = {rule.kind: rule for rule in scenario.promises}
    return Debrief(
        curve=tuple(_point(scenario, step.state) for step in steps),
        effects=explain(scenario, steps),
        promises=tuple(
            PromiseRow(promise=promise, rule=limits.get(promise.kind), broken=is_broken(promise))
            for promise in state.promises
        ),
        found=tuple(fact for fact in scenario.facts if fact.id in state.facts),
        missed=tuple(fact for fact in scenario.facts if fact.id not in state.facts),
        criticals=_raised(scenario, steps),
        practise=practise_next(scenario, rubric, marks),
        checklist=marks,
    )


def explain(scenario: Scenario, steps: Sequence[Step]) -> tuple[Explained, ...]:
    """Return every effect of every turn, in order, with the reason that its rule gives."""
    rules = {rule.id: rule for rule in scenario.rules}
    found: list[Explained] = []
    for step in steps:
        for effect in step.effects:
            rule = rules.get(effect.rule)
            why = rule.why if rule else BUILT_IN_WHY.get(effect.rule)
            found.append(Explained(turn=step.seq, effect=effect, why=why, better=rule.better if rule else None))
    return tuple(found)


def practise_next(scenario: Scenario, rubric: Rubric, marks: Checklist) -> tuple[ToPractise, ...]:
    """Return the criteria with the lowest shares, the heavier ones first, and what would have earned them."""
    pairs = zip(rubric.criteria, marks.criteria, strict=True)
    weak = [(c, mark) for c, mark in pairs if mark.score is not None and mark.score < FULL]
    weak.sort(key=lambda pair: (pair[1].score, -pair[0].weight))
    rules = {rule.id: rule for rule in scenario.rules}
    return tuple(
        ToPractise(
            criterion=criterion,
            score=mark.score or 0,
            acts=tuple(dict.fromkeys(act for rule in mark.open for act in rules[rule].acts)),
            rules=mark.open,
            better=tuple(words for rule in mark.open if (words := rules[rule].better) is not None),
        )
        for criterion, mark in weak[:MOST_TO_PRACTISE]
    )


def _point(scenario: Scenario, state: State) -> MoodPoint:
    mood = mood_of(scenario, state.anger)
    return MoodPoint(turn=state.turn, anger=state.anger, trust=state.trust, patience=state.patience, mood=mood)


def _raised(scenario: Scenario, steps: Sequence[Step]) -> tuple[RaisedCritical, ...]:
    criticals = {critical.id: critical for critical in scenario.critical}
    found: list[RaisedCritical] = []
    for before, step in pairwise(steps):
        for flag in step.state.flags:
            if flag not in before.state.flags and flag in criticals:
                start, end = _words_of(criticals[flag], step)
                found.append(RaisedCritical(critical=criticals[flag], turn=step.seq, start=start, end=end))
    return tuple(found)


def _words_of(critical: Critical, step: Step) -> tuple[int, int]:
    """Return the words that raised an error: of the rule's act, of an act or a promise that its condition names."""
    places = [(effect.start, effect.end) for effect in step.effects if effect.flag == critical.id]
    named = names_in(critical.when)
    places += [(act.start, act.end) for act in step.acts if not act.negated and f"seen.{act.id}" in named]
    places += [
        (promise.start, promise.end)
        for promise in step.state.promises
        if promise.turn == step.state.turn and is_broken(promise) and f"broken.{promise.kind}" in named
    ]
    return next((place for place in places if place != (0, 0)), (0, 0))

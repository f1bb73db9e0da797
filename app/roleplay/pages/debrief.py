"""What the debrief shows: everything at once after practice, after the release for an assessed conversation."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from app.content.library import Lesson
from app.dialogue.debrief import Debrief, Explained, RaisedCritical, ToPractise
from app.dialogue.scenario import Criterion, HiddenFact, Rubric, Scenario
from app.dialogue.state import Effect
from app.kernel.bilingual import Bilingual, Lang
from app.roleplay.access import SeenSession
from app.roleplay.pages.curve import Curve
from app.roleplay.pages.parts import Bubble, PromiseView, TicketRow, bubbles
from app.roleplay.queries import Exchange
from app.roleplay.rules.ladder import Fate, rung_of
from app.roleplay.rules.turns import quote
from app.utterance.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class EffectView:
    """What a turn set off and why: the words that did it, in which direction, what would have been better."""

    quote: str
    act: str
    changes: str
    note: str
    why: Bilingual | None
    better: Bilingual | None
    is_good: bool
    criterion: str


@dataclass(frozen=True, slots=True)
class TurnStory:
    """A turn with what followed; the opening has no effects and no `turn`."""

    seq: int
    bubbles: tuple[Bubble, ...]
    effects: tuple[EffectView, ...]
    may_retry: bool


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """A criterion with its share in thousandths and how much of its evidence was given."""

    title: Bilingual
    score: int
    given: int
    of: int


@dataclass(frozen=True, slots=True)
class CriticalView:
    """A critical error that was raised."""

    title: Bilingual
    quote: str
    turn: int
    why: Bilingual | None
    better: Bilingual | None
    decides: str


@dataclass(frozen=True, slots=True)
class PractiseView:
    """A weak criterion with words that would have helped and lessons about it."""

    title: Bilingual
    better: tuple[Bilingual, ...]
    lessons: tuple[tuple[str, Bilingual], ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that is kept back until an assessed conversation has its marks."""

    score: int
    pass_score: int
    is_passed: bool
    criteria: tuple[CriterionLine, ...]
    curve: Curve
    criticals: tuple[CriticalView, ...]
    found: tuple[HiddenFact, ...]
    missed: tuple[HiddenFact, ...]
    practise: tuple[PractiseView, ...]


@dataclass(frozen=True, slots=True)
class DebriefPage:
    """An ended conversation; `explained` is None while its marks are awaited."""

    seen: SeenSession
    scenario: Scenario
    fate: Fate
    ending: Bilingual | None
    ending_is_good: bool
    stories: tuple[TurnStory, ...]
    promises: tuple[PromiseView, ...]
    ticket: tuple[TicketRow, ...]
    explained: Explanation | None
    passed: bool | None = None
    score: int | None = None
    reason: str | None = None

    @property
    def rung(self) -> str:
        """The rung on which it stood."""
        return rung_of(self.seen.row.purpose, self.seen.row.mode)


@dataclass(frozen=True, slots=True)
class Levels:
    """Anger and trust before a turn and after it, as it went and as it would have gone."""

    title: str
    before: int
    was: int
    would_be: int


@dataclass(frozen=True, slots=True)
class WhatIfPage:
    """What would have followed from other words; nothing of it is stored."""

    seen: SeenSession
    scenario: Scenario
    turn: int
    text: str
    lang: str
    was: tuple[Bubble, ...]
    would_be: tuple[Bubble, ...] = ()
    effects: tuple[EffectView, ...] = ()
    levels: tuple[Levels, ...] = ()
    avoided: tuple[Bilingual, ...] = ()
    raised: tuple[Bilingual, ...] = ()
    is_over: bool = False
    error: str = ""
    key: str = field(default="", kw_only=True)


@dataclass(frozen=True, slots=True)
class Names:
    """The names of acts and criteria in the reader's language."""

    acts: Mapping[str, str]
    criteria: Mapping[str, str]


def names_of(rubric: Rubric, lexicon: Lexicon, lang: Lang) -> Names:
    """Return how acts and criteria are called."""
    return Names(
        {act.id: act.title.in_lang(lang) for act in lexicon.acts},
        {one.id: one.title.in_lang(lang) for one in rubric.criteria},
    )


def explanation(
    rubric: Rubric,
    material: Debrief,
    drawn: Curve,
    texts: Mapping[int, str],
    lessons: Mapping[str, Sequence[tuple[str, Bilingual]]],
) -> Explanation:
    """Return what the engine's material means; `texts` are the learner's words by turn, `lessons` by competency."""
    marks = material.checklist
    lines = tuple(
        CriterionLine(criterion.title, mark.score, len(mark.fired), len(mark.fired) + len(mark.open))
        for criterion, mark in zip(rubric.criteria, marks.criteria, strict=True)
        if mark.score is not None
    )
    return Explanation(
        score=marks.score,
        pass_score=rubric.pass_score,
        is_passed=marks.score >= rubric.pass_score and not marks.failed,
        criteria=lines,
        curve=drawn,
        criticals=tuple(_critical(one, texts) for one in material.criticals),
        found=material.found,
        missed=material.missed,
        practise=tuple(_practise(one, lessons) for one in material.practise),
    )


def stories(
    exchanges: Sequence[Exchange],
    effects: Iterable[Explained],
    scenario: Scenario,
    lang: Lang,
    *,
    names: Names,
    explains: bool,
) -> tuple[TurnStory, ...]:
    """Return the turns with what each set off; without `explains` only what was said."""
    by_turn: dict[int, list[Explained]] = {}
    for one in effects:
        by_turn.setdefault(one.turn, []).append(one)
    found, before = [], None
    for exchange in exchanges:
        said = bubbles((exchange,), scenario, lang, before=before, marked=explains)
        text = exchange.turn.text if exchange.turn else ""
        views = effect_views(by_turn.get(exchange.seq, ()), text, names) if explains else ()
        may_retry = explains and exchange.turn is not None and exchange.turn.kind != "left"
        found.append(TurnStory(exchange.seq, said, views, may_retry))
        before = exchange.step
    return tuple(found)


def effect_views(effects: Iterable[Explained], text: str, names: Names) -> tuple[EffectView, ...]:
    """Return effects in words; those that changed nothing and say nothing are left out."""
    return tuple(
        _effect(one, text, names)
        for one in effects
        if one.why or one.better or one.effect.anger or one.effect.trust or one.effect.patience
    )


def lessons_for(
    criteria: Iterable[Criterion], lessons: Iterable[Lesson], trade: str | None, *, most: int = 3
) -> dict[str, tuple[Lesson, ...]]:
    """Return the first lessons about each criterion's competency, by competency."""
    fitting = [lesson for lesson in lessons if trade is None or lesson.trade in {"any", trade}]
    wanted = {one.competency for one in criteria if one.competency}
    return {name: tuple(one for one in fitting if name in one.competencies)[:most] for name in wanted}


def _effect(one: Explained, text: str, names: Names) -> EffectView:
    effect = one.effect
    notes = {
        "repeated": _("worth half, because it was said before"),
        "early": _("worth less, because the feelings came second"),
        "clamped": _("no further, the scale ends there"),
        "": "",
    }
    return EffectView(
        quote=quote(text, effect.start, effect.end) if effect.act else "",
        act=names.acts.get(effect.act or "", ""),
        changes=change_words(effect),
        note=notes[effect.note],
        why=one.why,
        better=one.better,
        is_good=effect.anger - effect.trust - effect.patience <= 0 and effect.flag is None,
        criterion=names.criteria.get(effect.evidence or "", ""),
    )


def change_words(effect: Effect) -> str:
    """Return what changed, in numbers: the debrief may tell them."""
    values = ((_("anger"), effect.anger), (_("trust"), effect.trust), (_("patience"), effect.patience))
    return " · ".join(f"{name} {'+' if value > 0 else '−'}{abs(value)}" for name, value in values if value)


def _critical(one: RaisedCritical, texts: Mapping[int, str]) -> CriticalView:
    by_engine = one.critical.decide == "engine"
    return CriticalView(
        title=one.critical.title,
        quote=texts.get(one.turn, "")[one.start : one.end],
        turn=one.turn,
        why=one.critical.why,
        better=one.critical.better,
        decides=_("This is certain from the data.")
        if by_engine
        else _("In an assessed conversation a mentor decides."),
    )


def _practise(one: ToPractise, lessons: Mapping[str, Sequence[tuple[str, Bilingual]]]) -> PractiseView:
    return PractiseView(one.criterion.title, one.better, tuple(lessons.get(one.criterion.competency or "", ())))

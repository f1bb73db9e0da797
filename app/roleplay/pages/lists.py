"""What the list of role-plays and the page of one of them show."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from app.dialogue.scenario import Criterion, Rubric, Scenario
from app.kernel.bilingual import Bilingual
from app.roleplay.pages.words import channel_word, fate_words, grade_word, minutes_word, rung_about, rung_title
from app.roleplay.rules.ladder import (
    Assessment,
    Past,
    Rung,
    Standing,
    assessment_of,
    best_rung,
    done_rungs,
    next_rung,
    open_session,
    rungs_of,
)


@dataclass(frozen=True, slots=True)
class Card:
    """A scenario in the list: what one has done with it and what to press."""

    scenario: Scenario
    grade: str
    about: str
    best: str
    assessed: tuple[str, str] | None
    resume: Past | None
    is_next: bool


@dataclass(frozen=True, slots=True)
class ListPage:
    """The scenarios by grade; `first` is the one to go on with."""

    first: Card | None
    grades: tuple[tuple[str, tuple[Card, ...]], ...]


@dataclass(frozen=True, slots=True)
class RungView:
    """A way to play the scenario."""

    id: Rung
    title: str
    about: str
    is_done: bool
    is_next: bool
    resume: Past | None


@dataclass(frozen=True, slots=True)
class PastView:
    """A conversation one has begun."""

    past: Past
    title: str
    chip: str
    chip_kind: str


@dataclass(frozen=True, slots=True)
class ScenarioPage:
    """The brief of a scenario and the ladder."""

    scenario: Scenario
    title: Bilingual
    about: str
    channel: str
    minutes: str
    judged: tuple[Criterion, ...]
    rungs: tuple[RungView, ...]
    assessment: Assessment
    past: tuple[PastView, ...]


def list_page(standings: Sequence[Standing], first: Standing | None) -> ListPage:
    """Return the list; scenarios come sorted by grade."""
    cards = [_card(one, is_next=one is first) for one in standings]
    grades = tuple(
        (grade_word(grade), tuple(found)) for grade, found in groupby(cards, key=lambda card: card.scenario.grade)
    )
    return ListPage(next((card for card in cards if card.is_next), None), grades)


def _card(standing: Standing, *, is_next: bool) -> Card:
    scenario, best = standing.scenario, best_rung(standing.past)
    assessed = [one for one in standing.past if one.rung == "assessed" and not one.is_open]
    last = max(assessed, key=lambda one: (bool(one.passed), one.id), default=None)
    return Card(
        scenario=scenario,
        grade=grade_word(scenario.grade),
        about=f"{channel_word(scenario.channel)} · {minutes_word(scenario.minutes)}",
        best="" if best in {None, "assessed"} else rung_title(best or ""),
        assessed=None if last is None else fate_words(last.fate, passed=last.passed),
        resume=open_session(standing.past),
        is_next=is_next,
    )


def scenario_page(scenario: Scenario, rubric: Rubric, past: tuple[Past, ...]) -> ScenarioPage:
    """Return the page of a scenario for who has this past with it."""
    rungs, done = rungs_of(scenario), done_rungs(past)
    recommended = next_rung(rungs, past)
    opened = {one.rung: one for one in past if one.is_open}
    return ScenarioPage(
        scenario=scenario,
        title=scenario.title,
        about=f"{grade_word(scenario.grade)} · {channel_word(scenario.channel)}",
        channel=channel_word(scenario.channel),
        minutes=minutes_word(scenario.minutes),
        judged=tuple(one for one in rubric.criteria if one.id not in scenario.not_judged),
        rungs=tuple(
            RungView(rung, rung_title(rung), rung_about(rung), rung in done, rung == recommended, opened.get(rung))
            for rung in rungs
        ),
        assessment=assessment_of(past),
        past=tuple(
            PastView(one, rung_title(one.rung), *fate_words(one.fate, passed=one.passed)) for one in reversed(past)
        ),
    )

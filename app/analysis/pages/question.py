"""One question in one version: figures, options with their chart, time, sureness, versions, history, quarantine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from app.analysis.pages.charts import Line, thirds_lines
from app.analysis.pages.quiz import Figure
from app.analysis.pages.titles import plain, quiz_title
from app.analysis.pages.words import (
    NO_NUMBER,
    _,
    decimals,
    flag_chips,
    flag_words,
    interval,
    missing_words,
    percent_of,
    span,
    standing_words,
    whole,
)
from app.analysis.rules.options import option_texts
from app.content.library import Library, Question
from app.kernel.bilingual import Lang
from app.psychometrics.gates import Gate, gate_for
from app.web.forms import AppForm

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class OptionRow(NamedTuple):
    """An option: letter, words, what people did with it."""

    letter: str
    text: str
    is_key: bool
    people: int
    share: str
    between: str
    correlation: str
    thirds: tuple[str, str, str]
    verdict: str
    kind: str


class VersionRow(NamedTuple):
    """A version of the question: where to look at it, its first digits, people, facility."""

    url: str
    name: str
    is_shown: bool
    n: int
    facility: str


class Event(NamedTuple):
    """Something that was decided about the question: when, what, by whom and why."""

    at: datetime
    what: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """The page of one version of a question."""

    quiz_id: str
    quiz_title: str
    question_id: str
    stem: str
    chips: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    figures: tuple[Figure, ...]
    options: tuple[OptionRow, ...]
    lines: tuple[Line, ...]
    chart_sentence: str
    answers: tuple[tuple[str, int, str], ...]
    sureness: tuple[Figure, ...]
    versions: tuple[VersionRow, ...]
    events: tuple[Event, ...]
    is_quarantined: bool
    form: AppForm


class Shown(NamedTuple):
    """What the page is made of: the versions of a question, the one looked at with its words, and its history."""

    quiz_id: str
    body: Mapping[str, Any]
    versions: Sequence[Mapping[str, Any]]
    item: Mapping[str, Any]
    question: Question | None
    events: tuple[Event, ...]
    is_quarantined: bool


def question_page(library: Library, shown: Shown, spoken: Lang, form: AppForm) -> QuestionPage:
    """Make the page."""
    item, gate = shown.item, gate_for(shown.item["n"], shown.body["k"])
    options = _options(shown, gate, spoken)
    return QuestionPage(
        quiz_id=shown.quiz_id,
        quiz_title=quiz_title(library, shown.quiz_id, spoken),
        question_id=item["id"],
        stem=item["id"] if shown.question is None else plain(shown.question.stem[spoken]),
        chips=flag_chips(item["flags"], flag_words()),
        notes=_notes(item, gate),
        figures=_figures(item, shown.body, gate),
        options=options,
        lines=_lines(item, options) if gate.shows_discrimination else (),
        chart_sentence=_sentence(item),
        answers=_answers(item, gate),
        sureness=_sureness(item, gate),
        versions=_versions(shown),
        events=shown.events,
        is_quarantined=shown.is_quarantined,
        form=form,
    )


def _notes(item: Mapping[str, Any], gate: Gate) -> tuple[str, ...]:
    states = item["states"]
    notes = [standing_words(gate)]
    if not gate.shows_discrimination and gate.shows_numbers:
        notes.append(_("Discrimination and the chart are not shown yet. %(reason)s", reason=missing_words(gate, None)))
    left = {"void": _("void"), "full": _("given full credit"), "waiting": _("waiting for marks")}
    parts = [f"{words}: {states[state]}" for state, words in left.items() if states.get(state)]
    if parts:
        notes.append(_("Left out of the statistics: %(parts)s.", parts=" · ".join(parts)))
    return tuple(note for note in notes if note)


def _figures(item: Mapping[str, Any], body: Mapping[str, Any], gate: Gate) -> tuple[Figure, ...]:
    n = _("n = %(n)s", n=item["n"])
    judged = gate.shows_discrimination
    facility = percent_of(item["facility"]) if gate.shows_numbers else NO_NUMBER
    index = whole(item["discrimination_index"]) if judged else NO_NUMBER
    efficiency = whole(item["discriminative_efficiency"]) if judged else NO_NUMBER
    weight = (
        f"{decimals(item['effective_weight'], 1)}%" if judged and item["effective_weight"] is not None else NO_NUMBER
    )
    middle, around = NO_NUMBER, _("n = %(n)s", n=item["timed"])
    if item["seconds"] and gate.shows_numbers:
        low, median, high = item["seconds"]
        middle = span(median)
        around = _(
            "half of the people: %(low)s to %(high)s, n = %(n)s", low=span(low), high=span(high), n=item["timed"]
        )
    papers = body["papers"]
    exposure = percent_of(item["shown"] / papers) if papers and gate.shows_numbers else str(item["shown"])
    return (
        Figure(_("Facility"), facility, _("mean share of its points, %(n)s", n=n)),
        Figure(_("Discrimination"), index, _("correlation with the rest × 100, %(n)s", n=n)),
        Figure(_("Efficiency"), efficiency, _("per cent of what these marks allow, %(n)s", n=n)),
        Figure(_("Effective weight"), weight, _("of the differences between people, %(n)s", n=n)),
        Figure(_("Time, median"), middle, around),
        Figure(_("Exposure"), exposure, _("on %(part)s of %(all)s papers", part=item["shown"], all=papers)),
    )


def _options(shown: Shown, gate: Gate, spoken: Lang) -> tuple[OptionRow, ...]:
    texts = {} if shown.question is None else option_texts(shown.question.spec)
    said = {"true": _("True"), "false": _("False")}
    n = sum(shown.item["states"].values())
    found = []
    for place, one in enumerate(shown.item["options"]):
        text = texts.get(one["id"])
        words = plain(text.in_lang(spoken)) if text else said.get(one["id"], one["id"])
        verdict, kind = _verdict(one) if gate.shows_discrimination else ("", "")
        found.append(
            OptionRow(
                letter=_LETTERS[place % len(_LETTERS)],
                text=words,
                is_key=one["key"],
                people=one["count"],
                share=percent_of(one["share"]) if gate.shows_numbers else NO_NUMBER,
                between=interval(one["count"], n) if gate.shows_numbers else "",
                correlation=decimals(one["r"]) if gate.shows_discrimination else NO_NUMBER,
                thirds=_thirds(one["thirds"], gate),
                verdict=verdict,
                kind=kind,
            )
        )
    return tuple(found)


def _thirds(thirds: Sequence[float | None], gate: Gate) -> tuple[str, str, str]:
    low, middle, high = (percent_of(part) if gate.shows_discrimination else NO_NUMBER for part in thirds)
    return low, middle, high


def _verdict(one: Mapping[str, Any]) -> tuple[str, str]:
    if one["key"]:
        return _("right"), "ok"
    if one["alarm"]:
        return _("the strong prefer it to the right one"), "bad"
    if one["count"] == 0:
        return _("nobody chose it"), "warn"
    return (_("works"), "") if one["works"] else (_("hardly works"), "warn")


def _lines(item: Mapping[str, Any], options: Sequence[OptionRow]) -> tuple[Line, ...]:
    thirds = [one["thirds"] for one in item["options"]]
    return thirds_lines(thirds, [row.letter for row in options], [row.is_key for row in options])


def _sentence(item: Mapping[str, Any]) -> str:
    keys = [one["thirds"] for one in item["options"] if one["key"]]
    if len(keys) != 1 or any(part is None for part in keys[0]):
        return _("How often each option was chosen in the weakest, the middle and the strongest third.")
    low, _middle, high = keys[0]
    return _(
        "The right option was chosen by %(low)s of the weakest and %(high)s of the strongest third.",
        low=percent_of(low),
        high=percent_of(high),
    )


def _answers(item: Mapping[str, Any], gate: Gate) -> tuple[tuple[str, int, str], ...]:
    if not gate.shows_numbers:
        return ()
    return tuple((str(answer), people, f"{score // 10}%") for answer, people, score in item["answers"])


def _sureness(item: Mapping[str, Any], gate: Gate) -> tuple[Figure, ...]:
    if item["sure"] is None or not gate.shows_numbers:
        return ()
    sure, sure_right, unsure, unsure_right = item["sure"]
    asked = sure + unsure
    right = _("%(part)s of %(all)s", part=sure_right, all=sure)
    guessed = _("%(part)s of %(all)s", part=unsure_right, all=unsure)
    return (
        Figure(_("Sure of their answer"), percent_of(sure / asked), _("n = %(n)s", n=asked)),
        Figure(_("Right when sure"), percent_of(sure_right / sure if sure else None), right),
        Figure(_("Right when not sure"), percent_of(unsure_right / unsure if unsure else None), guessed),
    )


def _versions(shown: Shown) -> tuple[VersionRow, ...]:
    address = f"/item-health/{shown.quiz_id}/{shown.item['id']}"
    return tuple(
        VersionRow(
            url=f"{address}?version={one['version']}",
            name=one["version"][:8],
            is_shown=one["version"] == shown.item["version"],
            n=one["n"],
            facility=percent_of(one["facility"]) if gate_for(one["n"], shown.body["k"]).shows_numbers else NO_NUMBER,
        )
        for one in shown.versions
    )

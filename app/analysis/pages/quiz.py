"""The health of one quiz: figures with their n, the histogram, the table of questions, passes near the line."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from markupsafe import Markup

from app.analysis.pages.charts import Histogram, histogram
from app.analysis.pages.titles import quiz_title, stem_of
from app.analysis.pages.words import (
    NO_NUMBER,
    _,
    decimals,
    flag_chips,
    flag_words,
    interval,
    missing_words,
    ngettext,
    percent_of,
    span,
    standing_words,
    whole,
)
from app.content.library import Library
from app.kernel.bilingual import Lang
from app.psychometrics.gates import Gate, gate_for
from app.web.rendering import percent

Chips = tuple[tuple[str, str], ...]


class Figure(NamedTuple):
    """A number with what it is, and what it rests on or why it is missing."""

    label: str
    figure: str
    note: str


class ItemRow(NamedTuple):
    """A question (in one version) as the table shows it."""

    url: str
    stem: str
    chips: Chips
    n: int
    facility: str
    discrimination: str
    efficiency: str
    weight: str
    time: str
    exposure: str


@dataclass(frozen=True, slots=True)
class QuizPage:
    """The page but for the passes near the line, which depend on who looks."""

    title: str
    eyebrow: str
    notes: tuple[str, ...]
    figures: tuple[Figure, ...]
    decision: tuple[Figure, ...]
    chart: Histogram | None
    chart_sentence: str
    rows: tuple[ItemRow, ...]
    flagged: tuple[ItemRow, ...]
    hidden: str


class HealthKept(NamedTuple):
    """A quiz with its health, and the questions that are in quarantine."""

    quiz_id: str
    body: Mapping[str, Any]
    quarantined: Collection[str]


def quiz_page(library: Library, kept: HealthKept, spoken: Lang, *, links: bool) -> QuizPage:
    """Make the page; `links`: the reader may look at single questions, with their keys."""
    body = kept.body
    gate = gate_for(body["n"], body["k"])
    rows = _rows(library, kept, spoken, links=links)
    return QuizPage(
        title=quiz_title(library, kept.quiz_id, spoken),
        eyebrow=_eyebrow(body),
        notes=_notes(body, gate),
        figures=_figures(body, gate),
        decision=_decision(body, gate),
        chart=histogram(body["scores"], body["pass_score"]) if body["decided"] and gate.shows_numbers else None,
        chart_sentence=_sentence(body),
        rows=rows,
        flagged=tuple(row for row in rows if row.chips),
        hidden=_hidden(gate),
    )


def _eyebrow(body: Mapping[str, Any]) -> str:
    people = ngettext("%(num)s first attempt", "%(num)s first attempts", body["n"])
    questions = ngettext("%(num)s question on a paper", "%(num)s questions on a paper", body["k"])
    parts = [people, questions]
    if body["pool"] > body["k"]:
        parts.append(_("drawn from %(pool)s", pool=body["pool"]))
    return " · ".join(parts)


def _notes(body: Mapping[str, Any], gate: Gate) -> tuple[str, ...]:
    notes = [standing_words(gate)]
    if body["waiting"]:
        notes.append(
            ngettext(
                "%(num)s paper waits for marks and is in no total yet.",
                "%(num)s papers wait for marks and are in no total yet.",
                body["waiting"],
            )
        )
    return tuple(note for note in notes if note)


def _hidden(gate: Gate) -> str:
    if gate.shows_discrimination:
        return ""
    reason = missing_words(gate, None)
    return _("Discrimination, efficiency and weight are not shown yet. %(reason)s", reason=reason)


def _figures(body: Mapping[str, Any], gate: Gate) -> tuple[Figure, ...]:
    n, decided, passed = body["n"], body["decided"], body["passed"]
    counts = _("n = %(n)s", n=n)
    rate = (
        percent_of(passed / decided)
        if decided and gate.shows_numbers
        else _("%(part)s of %(all)s", part=passed, all=decided)
    )
    mean = f"{whole(body['mean'])}%" if gate.shows_numbers and body["mean"] is not None else NO_NUMBER
    spread = (
        _("SD %(sd)s, n = %(n)s", sd=f"{whole(body['sd'])}%", n=n)
        if mean != NO_NUMBER and body["sd"] is not None
        else counts
    )
    missing = missing_words(gate, body["without"])
    alpha = body["alpha"] if gate.shows_reliability else None
    sem = body["sem"] if gate.shows_reliability else None
    between = _("95%%: %(range)s, n = %(n)s", range=interval(passed, decided), n=decided) if decided else counts
    return (
        Figure(_("Passed at the first attempt"), rate, between),
        Figure(_("Mean score"), mean, spread),
        Figure(_("Reliability α"), decimals(alpha), counts if alpha is not None else missing),
        Figure(
            _("Standard error of a score"),
            NO_NUMBER if sem is None else f"±{decimals(sem, 1)}%",
            counts if sem is not None else missing,
        ),
    )


def _decision(body: Mapping[str, Any], gate: Gate) -> tuple[Figure, ...]:
    if not gate.shows_reliability or body["agreement"] is None:
        return ()
    n = _("n = %(n)s", n=body["n"])
    within, decided = body["within_sem"], body["decided"]
    return (
        Figure(_("Same decision by a second paper"), percent_of(body["agreement"]), _("of people; %(n)s", n=n)),
        Figure(_("Beyond chance κ"), decimals(body["kappa"]), n),
        Figure(
            _("Within one standard error of the line"),
            percent_of(within / decided) if decided else NO_NUMBER,
            _("%(part)s of %(all)s", part=within, all=decided),
        ),
    )


def _sentence(body: Mapping[str, Any]) -> str:
    line = body["pass_score"] // 10
    below = body["decided"] - sum(people for score, people in body["scores"] if score >= body["pass_score"])
    return _(
        "%(below)s of %(all)s first attempts are below the line at %(line)s%%.",
        below=below,
        all=body["decided"],
        line=line,
    )


def _rows(library: Library, kept: HealthKept, spoken: Lang, *, links: bool) -> tuple[ItemRow, ...]:
    words, out = flag_words(), _("In quarantine")
    old, void, full = _("Older version"), _("Void"), _("Full credit")
    seen: set[str] = set()
    found = []
    for item in kept.body["questions"]:
        question_id = item["id"]
        chips = flag_chips(item["flags"], words)
        marks = [(out, "bad")] if question_id in kept.quarantined and question_id not in seen else []
        marks += [(old, "")] if question_id in seen else []
        marks += [(word, "") for state, word in (("void", void), ("full", full)) if item["states"].get(state)]
        address = f"/item-health/{kept.quiz_id}/{question_id}"
        url = (f"{address}?version={item['version']}" if question_id in seen else address) if links else ""
        seen.add(question_id)
        stem = stem_of(library.questions.get(question_id), question_id, spoken)
        found.append(_row(item, kept.body, url, stem, (*chips, *marks)))
    return tuple(found)


def _row(item: Mapping[str, Any], body: Mapping[str, Any], url: str, stem: str, chips: Chips) -> ItemRow:
    gate = gate_for(item["n"], body["k"])
    judged = gate.shows_discrimination
    return ItemRow(
        url=url,
        stem=stem,
        chips=chips,
        n=item["n"],
        facility=percent_of(item["facility"]) if gate.shows_numbers else NO_NUMBER,
        discrimination=whole(item["discrimination_index"]) if judged else NO_NUMBER,
        efficiency=whole(item["discriminative_efficiency"]) if judged else NO_NUMBER,
        weight=decimals(item["effective_weight"], 1) if judged else NO_NUMBER,
        time=span(item["seconds"][1]) if item["seconds"] and gate.shows_numbers else NO_NUMBER,
        exposure=percent_of(item["shown"] / body["papers"])
        if body["papers"] and gate.shows_numbers
        else f"{item['shown']}",
    )


def near_words() -> dict[str, str]:
    """Return what the table of passes says, so that its template needs nothing of the request."""
    return {
        "title": _("Passes near the line, of my people"),
        "missing": _("Not shown yet: it rests on the reliability."),
        "about": _(
            "How likely a true score at or above the line is, given this score (Kelley). A pass stays a pass: "
            "this says where a talk or a second look is worth the time. Learners do not see it."
        ),
        "people": _("People"),
        "score": _("Score"),
        "chance": _("Probability"),
        "none": _("None: every pass is clearly above the line, or none is of your people."),
    }


def computed_words(at: str) -> Markup:
    """Say how fresh the numbers are."""
    words = _("Computed %(at)s. New outcomes are in within about a minute.", at=at)
    return Markup('<p class="small gap">{}</p>').format(words)


class NearRow(NamedTuple):
    """A pass near the line as managers of that person see it."""

    url: str
    name: str
    team: str
    score: str
    chance: str


@dataclass(frozen=True, slots=True)
class NearTable:
    """The passes near the line of one's own people; `missing` says why there is no such table."""

    rows: tuple[NearRow, ...]
    passes: int
    missing: str


def near_table(body: Mapping[str, Any], found: Sequence[Any]) -> NearTable:
    """Show how sure passes are, only above the gates of reliability."""
    gate = gate_for(body["n"], body["k"])
    missing = "" if gate.shows_reliability and body["alpha"] is not None else missing_words(gate, body["without"])
    if missing:
        return NearTable((), body["passes"], missing)
    rows = tuple(_near_row(one) for one in found)
    return NearTable(rows, body["passes"], "")


def _near_row(one: Any) -> NearRow:
    return NearRow(f"/people/{one.person_id}", one.name, one.team, percent(one.score), percent_of(one.reaches))

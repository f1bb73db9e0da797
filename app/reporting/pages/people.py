"""The list of people: level, way through the programme, last activity, what they wait for; also as rows to export."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.content.library import Library, Track
from app.kernel.bilingual import Lang
from app.reporting.pages.overview import Choice, team_choices, track_choices
from app.reporting.pages.words import STATE_NAMES, Titles, _, day_text, query
from app.reporting.rules.days import date_of
from app.reporting.rules.scope import Scope
from app.reporting.rules.shown import PersonStanding
from app.reporting.rules.standing import is_stuck

PEOPLE_SHOWN = 50


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person; `level_kind` colours the chip of the level."""

    url: str
    name: str
    number: str
    team: str
    level: str
    level_kind: str
    until: str
    progress: str
    last: str
    waiting: str
    is_stuck: bool


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of the list with its filters."""

    title: str
    teams: tuple[Choice, ...]
    tracks: tuple[Choice, ...]
    states: tuple[Choice, ...]
    people: tuple[PersonRow, ...]
    first_url: str
    next_url: str
    csv_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class Listed:
    """What the list is made of; `people` may be one more than a page shows."""

    library: Library
    track: Track
    scope: Scope
    wanted_team: int | None
    state: str
    after: int
    people: Sequence[PersonStanding]
    today: int
    lang: Lang

    def link(self, path: str, **values: str | int) -> str:
        """Return an address that keeps team, track and state."""
        return query(path, team=self.wanted_team, track=self.track.id, state=self.state, **values)


def people_page(listed: Listed) -> PeoplePage:
    """Make one page of the list."""
    shown = listed.people[:PEOPLE_SHOWN]
    is_more = len(listed.people) > PEOPLE_SHOWN
    return PeoplePage(
        title=_(STATE_NAMES[listed.state]),
        teams=team_choices(listed.scope, listed.wanted_team),
        tracks=track_choices(listed.library, listed.track, listed.lang),
        states=tuple(Choice(state, _(name), state == listed.state) for state, name in STATE_NAMES.items()),
        people=tuple(_rows(listed, shown)),
        first_url=listed.link("/overview/people") if listed.after else "",
        next_url=listed.link("/overview/people", after=shown[-1].person_id) if is_more else "",
        csv_url=listed.link("/overview.csv"),
        back_url=query("/overview", team=listed.wanted_team, track=listed.track.id),
    )


def export_head() -> list[str]:
    """Return the head of the exported list."""
    return [
        _("Full name"),
        _("Employee number"),
        _("Team"),
        _("Level"),
        _("Valid until"),
        _("Steps done"),
        _("Steps in all"),
        _("Last activity"),
        _("Waits for"),
        _("Since"),
    ]


def export_rows(listed: Listed) -> Iterable[list[object]]:
    """Return the rows of the exported list; days as ISO dates, so that spreadsheets sort them."""
    titles = Titles(listed.library, listed.track, listed.lang)
    for person in listed.people:
        level, _kind = _level(person, titles, listed.today)
        waits = _waiting(person, titles, listed.today)
        yield [
            person.name,
            person.employee_number,
            person.team,
            level,
            _iso(person.held_until),
            person.done,
            person.total,
            _iso(person.last_on),
            waits,
            _iso(person.since_on) if waits else "",
        ]


def _rows(listed: Listed, people: Sequence[PersonStanding]) -> Iterable[PersonRow]:
    titles = Titles(listed.library, listed.track, listed.lang)
    for person in people:
        level, kind = _level(person, titles, listed.today)
        stuck = bool(person.may_be_stuck and person.since_on and is_stuck(person.since_on, listed.today))
        yield PersonRow(
            url=f"/people/{person.person_id}",
            name=person.name,
            number=person.employee_number,
            team=person.team,
            level=level,
            level_kind=kind,
            until=day_text(person.held_until, listed.today, listed.lang) if person.held_until else "",
            progress=_("%(done)s of %(total)s", done=person.done, total=person.total) if person.total else "–",
            last=day_text(person.last_on, listed.today, listed.lang),
            waiting=_waiting(person, titles, listed.today),
            is_stuck=stuck,
        )


def _waiting(person: PersonStanding, titles: Titles, today: int) -> str:
    """Say what somebody waits for now: not who is certified, nor who is to be signed off some day."""
    if not (person.may_be_stuck and person.waits_for and person.since_on and person.since_on <= today):
        return ""
    return titles.waiting(person.waits_for, person.next_step or "")


def _level(person: PersonStanding, titles: Titles, today: int) -> tuple[str, str]:
    """Return what to print as the level, and the kind of its chip."""
    if person.track is None:
        return _("not on this track"), ""
    if person.level and (person.held_until is None or person.held_until > today):
        return titles.of(f"level:{person.level}"), "ok"
    if person.level or person.has_lapsed:
        return _("lapsed"), "bad"
    return _("none yet"), ""


def _iso(day: int | None) -> str:
    return date_of(day).isoformat() if day else ""

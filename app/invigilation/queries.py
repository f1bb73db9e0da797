"""What exam days read: who is invited, and how everybody stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.assessment.queries import (
    Audience,
    ExamPaper,
    SittingLine,
    audiences_of,
    export_accommodations,
    export_exam_days,
    gaps_of,
    papers_of,
    sittings_since,
)
from app.identity.queries import PersonBrief, find_id_by_identifier, find_person, people_in, team_paths_in


@dataclass(frozen=True, slots=True)
class Invited:
    """Who is invited to a sitting: teams by their paths, and people by name."""

    audience: Audience
    paths: Mapping[int, str]
    people: tuple[PersonBrief, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One person on the console; a paper once it is begun, with what silence cost it and what of that is given back."""

    person: PersonBrief
    paper: ExamPaper | None = None
    lost_seconds: int = 0
    owed_seconds: int = 0


def invited_to(session: Session, audience: Audience) -> Invited:
    """Return the teams and people of an audience."""
    paths = team_paths_in(session, [""]) if audience.teams else {}
    people = (find_person(session, person_id) for person_id in audience.people)
    return Invited(
        audience,
        {team: paths[team] for team in audience.teams if team in paths},
        tuple(person for person in people if person is not None),
    )


def sittings_with_audience(session: Session, since: datetime) -> tuple[tuple[SittingLine, Invited], ...]:
    """Return the sittings that close after an instant, each with who is invited."""
    found = sittings_since(session, since)
    audiences = audiences_of(session, [sitting.id for sitting in found])
    return tuple((sitting, invited_to(session, audiences[sitting.id])) for sitting in found)


def lines_of(
    session: Session, sitting_id: int, invited: Invited, *, at: datetime, since: datetime | None = None
) -> tuple[Line, ...]:
    """Return everybody invited or inside, by name; with `since` only those whose paper changed or is silent."""
    papers = papers_of(session, sitting_id, at=at, since=since)
    lost: dict[int, int] = {}
    owed: dict[int, int] = {}
    for gap in gaps_of(session, [paper.id for paper in papers]):
        lost[gap.attempt_id] = lost.get(gap.attempt_id, 0) + gap.seconds
        owed[gap.attempt_id] = owed.get(gap.attempt_id, 0) + (0 if gap.credited else gap.seconds)
    latest = {paper.person_id: paper for paper in papers}  # of several papers in one sitting the last
    people = {person.id: person for person in _everybody(session, invited)}
    for person_id in latest.keys() - people.keys():
        found = find_person(session, person_id)
        if found is not None:
            people[person_id] = found
    return tuple(
        Line(person, paper, lost.get(paper.id, 0), owed.get(paper.id, 0)) if paper else Line(person)
        for person in sorted(people.values(), key=lambda person: (person.name, person.id))
        if (paper := latest.get(person.id)) or since is None
    )


def people_by_number(session: Session, numbers: tuple[str, ...]) -> tuple[dict[int, PersonBrief], tuple[str, ...]]:
    """Return the people that employee numbers name, and the numbers that name nobody."""
    found: dict[int, PersonBrief] = {}
    unknown = []
    for number in numbers:
        person_id = find_id_by_identifier(session, number)
        person = None if person_id is None else find_person(session, person_id)
        if person is None:
            unknown.append(number)
        else:
            found[person.id] = person
    return found, tuple(unknown)


def export_person(session: Session, person_id: int) -> dict[str, object]:
    """Return what exam days keep about a person: accommodations, silences, and time given with its reasons."""
    return {**export_accommodations(session, person_id), **export_exam_days(session, person_id)}


def _everybody(session: Session, invited: Invited) -> list[PersonBrief]:
    return [*people_in(session, sorted(invited.paths.values())), *(p for p in invited.people if p.closed_at is None)]

"""The doors of exam days: sittings for people one manages, their papers and answer files; never one's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.assessment.queries import (
    AttemptRow,
    ExamPaper,
    SittingLine,
    audiences_of,
    find_attempt,
    find_sitting,
    papers_of,
)
from app.identity.access import access_managed_person
from app.identity.queries import PersonBrief, TeamLine, find_person, team_tree
from app.identity.rules import Actor
from app.invigilation.queries import Invited, Line, invited_to, lines_of, sittings_with_audience
from app.kernel.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Seen:
    """A sitting as somebody may see it; `may_edit`: everybody invited is one's own."""

    sitting: SittingLine
    invited: Invited
    may_edit: bool


def access_sittings(session: Session, actor: Actor, since: datetime) -> tuple[Seen, ...]:
    """Return the sittings that close after an instant and to which somebody of one's own is invited."""
    seen = (_seen(actor, *found) for found in sittings_with_audience(session, since))
    return tuple(one for one in seen if one is not None)


def access_sitting(session: Session, actor: Actor, sitting_id: int) -> Seen:
    """Return a sitting to which somebody of one's own is invited; NotFoundError otherwise."""
    sitting = find_sitting(session, sitting_id)
    audience = audiences_of(session, [sitting_id])[sitting_id]
    seen = None if sitting is None else _seen(actor, sitting, invited_to(session, audience))
    if seen is None:
        raise NotFoundError
    return seen


def access_sitting_to_edit(session: Session, actor: Actor, sitting_id: int) -> Seen:
    """Return a sitting to which only one's own people are invited; NotFoundError otherwise."""
    seen = access_sitting(session, actor, sitting_id)
    if not seen.may_edit:
        raise NotFoundError
    return seen


def access_lines(
    session: Session, actor: Actor, seen: Seen, *, at: datetime, since: datetime | None = None
) -> tuple[Line, ...]:
    """Return those of a sitting about whom the actor decides; others are somebody else's, and oneself is nobody's."""
    found = lines_of(session, seen.sitting.id, seen.invited, at=at, since=since)
    return tuple(line for line in found if _decides(actor, line.person))


def access_paper(session: Session, actor: Actor, sitting_id: int, attempt_id: int, *, at: datetime) -> ExamPaper:
    """Return a paper of a sitting of somebody about whom the actor decides; NotFoundError otherwise."""
    papers = {paper.id: paper for paper in papers_of(session, sitting_id, at=at)}
    if attempt_id not in papers:
        raise NotFoundError
    access_candidate(session, actor, papers[attempt_id].person_id)
    return papers[attempt_id]


def access_candidate(session: Session, actor: Actor, person_id: int) -> PersonBrief:
    """Return somebody about whose exams the actor decides; never oneself: NotFoundError otherwise."""
    if person_id == actor.person_id:
        raise NotFoundError
    return access_managed_person(session, actor, person_id)


def access_answers(session: Session, actor: Actor, attempt_id: int) -> AttemptRow:
    """Return the attempt that a file belongs to, when the actor decides about its person; NotFoundError otherwise."""
    found = find_attempt(session, attempt_id)
    if found is None:
        raise NotFoundError
    access_candidate(session, actor, found.person_id)
    return found


def access_teams(session: Session, actor: Actor) -> list[TeamLine]:
    """Return the teams whose people the actor may invite."""
    return [team for team in team_tree(session) if _manages(actor, team.path)]


def may_invite(actor: Actor, people: Sequence[PersonBrief]) -> bool:
    """Tell whether the actor manages all of these people; one may invite oneself to what one manages."""
    return all(_manages(actor, person.team_path) for person in people)


def name_of(session: Session, person_id: int | None) -> str:
    """Return the name of who did something, "" for the server."""
    person = None if person_id is None else find_person(session, person_id)
    return "" if person is None else person.name


def _seen(actor: Actor, sitting: SittingLine, invited: Invited) -> Seen | None:
    paths = [*invited.paths.values(), *(person.team_path for person in invited.people)]
    own = [_manages(actor, path) for path in paths]
    below = any(_reaches(actor, path) for path in invited.paths.values())
    if actor.has("admin") or any(own) or below:
        return Seen(sitting, invited, may_edit=actor.has("admin") or all(own))
    return None


def _manages(actor: Actor, path: str) -> bool:
    return actor.has("admin") or actor.covers("manager", path)


def _reaches(actor: Actor, path: str) -> bool:
    """Tell whether a team one manages lies below an invited one: its people are invited, too."""
    return any(held.startswith(path) for held in actor.paths("manager"))


def _decides(actor: Actor, person: PersonBrief) -> bool:
    return person.id != actor.person_id and _manages(actor, person.team_path)

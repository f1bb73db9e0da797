"""The one door to a conversation: one's own; ended ones also for mentors and managers of the person's team."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.content.library import Library
from app.dialogue.scenario import Scenario
from app.identity.access import access_person
from app.identity.queries import PersonBrief
from app.identity.rules import Actor
from app.kernel.errors import NotFoundError
from app.roleplay.queries import SessionRow, find_session


@dataclass(frozen=True, slots=True)
class SeenSession:
    """An ended conversation and whose it is."""

    row: SessionRow
    person: PersonBrief
    is_own: bool


def access_session(session: Session, actor: Actor, session_id: int) -> SessionRow:
    """Return the actor's own session; NotFoundError otherwise."""
    row = find_session(session, session_id)
    if row is None or row.person_id != actor.person_id:
        raise NotFoundError
    return row


def access_debrief(session: Session, actor: Actor, session_id: int) -> SeenSession:
    """Return a session whose debrief the actor may read: one's own, or an ended one of somebody one may see."""
    row = find_session(session, session_id)
    if row is None or (row.is_open and row.person_id != actor.person_id):
        raise NotFoundError
    return SeenSession(row, access_person(session, actor, row.person_id), row.person_id == actor.person_id)


def access_scenario(library: Library, scenario_id: str) -> Scenario:
    """Return a published scenario; NotFoundError when the release has none of this id."""
    scenario = library.scenarios.get(scenario_id)
    if scenario is None:
        raise NotFoundError
    return scenario

"""One door to a person and to a team: fetch and permit, or "not found"."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.identity.queries import PersonBrief, actor_for, find_person
from app.identity.rules import Actor, may_issue_code, may_see_person
from app.kernel.errors import NotFoundError


def access_person(session: Session, actor: Actor, person_id: int) -> PersonBrief:
    """Return a person whom the actor may see; NotFoundError otherwise."""
    person = find_person(session, person_id)
    if person is None or not may_see_person(actor, person_id, person.team_path):
        raise NotFoundError
    return person


def access_managed_person(session: Session, actor: Actor, person_id: int) -> PersonBrief:
    """Return a person about whom the actor decides: a manager of the team or above, or an admin."""
    person = find_person(session, person_id)
    if person is None or not (actor.has("admin") or actor.covers("manager", person.team_path)):
        raise NotFoundError
    return person


def access_code_receiver(session: Session, actor: Actor, person_id: int, *, at: datetime) -> PersonBrief:
    """Return a person whom the actor may let set a new password; NotFoundError otherwise."""
    person = find_person(session, person_id)
    if person is None or not may_give_code(session, actor, person, at=at):
        raise NotFoundError
    return person


def may_give_code(session: Session, actor: Actor, person: PersonBrief, *, at: datetime) -> bool:
    """Tell whether the actor decides about a person and gains nothing by setting that person's password."""
    if person.closed_at is not None or not (actor.has("admin") or actor.covers("manager", person.team_path)):
        return False
    return may_issue_code(actor, person.id, actor_for(session, person.id, at=at).grants)

"""Doors to certificates and to signing: fetch and permit, or "not found"."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from app.certification.queries import award_by_code
from app.certification.rules.cycles import Award
from app.identity.access import access_managed_person, access_person
from app.identity.queries import PersonBrief
from app.identity.rules import Actor
from app.kernel.errors import NotFoundError

SignerRole = Literal["mentor", "manager"]
_SIGNERS: tuple[SignerRole, ...] = ("mentor", "manager")


@dataclass(frozen=True, slots=True)
class AccessedCertificate:
    """A certificate that the actor may see, whose it is, and whether the actor may revoke it."""

    award: Award
    person: PersonBrief
    may_revoke: bool


def access_certificate(session: Session, actor: Actor, code: str) -> AccessedCertificate:
    """Return one's own certificate or that of somebody whom the actor may see; NotFoundError otherwise."""
    award = award_by_code(session, code)
    if award is None:
        raise NotFoundError
    person = access_person(session, actor, award.person_id)
    may_revoke = actor.has("admin") or actor.covers("manager", person.team_path)
    return AccessedCertificate(award, person, may_revoke and actor.person_id != person.id)


def access_revocable_certificate(session: Session, actor: Actor, code: str) -> AccessedCertificate:
    """Return a certificate that the actor may revoke: as a manager of the person or an admin, never one's own."""
    found = access_certificate(session, actor, code)
    access_managed_person(session, actor, found.person.id)
    if not found.may_revoke:
        raise NotFoundError
    return found


def access_signing(
    session: Session, actor: Actor, person_id: int, *, only: SignerRole | None = None
) -> tuple[PersonBrief, tuple[SignerRole, ...]]:
    """Return a person for whom the actor may sign, and as what; NotFoundError for others and for oneself."""
    person = access_person(session, actor, person_id)
    roles = tuple(role for role in _SIGNERS if actor.covers(role, person.team_path))
    if not roles or actor.person_id == person_id or (only is not None and only not in roles):
        raise NotFoundError
    return person, roles

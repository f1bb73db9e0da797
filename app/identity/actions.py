"""Changes to people, teams, grants, credentials and sign-in sessions."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from app.audit.actions import write_audit
from app.identity.models import (
    Credential,
    Membership,
    OneTimeCode,
    Person,
    RoleGrant,
    SignInFailure,
    SignInSession,
    Team,
)
from app.identity.rules import ROLES, Role
from app.kernel.errors import N_, InvalidError, NotFoundError, RefusedError
from app.kernel.ids import new_code, new_token
from app.kernel.text import fold
from app.storage.dialects import upsert

CODE_LASTS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is known of a person on the first day; only number, name and hire date are needed."""

    employee_number: str
    name: str
    hire_date: date
    phone: str | None = None
    email: str | None = None
    trade: str | None = None
    region: str | None = None
    shift: str | None = None
    lang: str | None = None
    zone: str | None = None


def digest_token(token: str) -> str:
    """Return what the tables keep of a token or code."""
    return hashlib.sha256(token.encode()).hexdigest()


def create_team(
    session: Session, name: str, *, parent_id: int | None = None, is_demo: bool = False, by: int | None, at: datetime
) -> int:
    """Add a team below another one, or at the root; return its id."""
    parent = _open_team(session, parent_id) if parent_id is not None else None
    team = Team(name=name, parent_id=parent_id, path="", created_at=at, is_demo=is_demo)
    session.add(team)
    session.flush()
    team.path = f"{parent.path if parent else '/'}{team.id}/"
    session.flush()
    write_audit(session, "team.created", f"team:{team.id}", {"name": name, "parent": parent_id}, by=by, at=at)
    return team.id


def create_person(
    session: Session, new: NewPerson, *, team_id: int | None, is_demo: bool = False, by: int | None, at: datetime
) -> int:
    """Add a person with the role of a learner; return the id; InvalidError when number, phone or e-mail is taken."""
    refuse_taken(session, new)
    if team_id is not None:
        _open_team(session, team_id)
    values = {name: getattr(new, name) for name in NewPerson.__dataclass_fields__}
    values |= {"phone": tidy_phone(new.phone), "email": fold(new.email) if new.email else None}
    person = Person(**values, created_at=at, is_demo=is_demo)
    session.add(person)
    session.flush()
    if team_id is not None:
        session.execute(insert(Membership).values(person_id=person.id, team_id=team_id, valid_from=at))
    session.execute(insert(RoleGrant).values(person_id=person.id, role="learner", valid_from=at))
    write_audit(session, "person.created", f"person:{person.id}", {"number": new.employee_number}, by=by, at=at)
    return person.id


def refuse_taken(session: Session, new: NewPerson, *, except_id: int | None = None) -> None:
    """Raise InvalidError at the field whose value another person has."""
    wanted = (
        ("employee_number", func.lower(Person.employee_number), fold(new.employee_number)),
        ("phone", Person.phone, tidy_phone(new.phone)),
        ("email", func.lower(Person.email), fold(new.email) if new.email else None),
    )
    for field, column, value in wanted:
        if value is None:
            continue
        holder = session.execute(select(Person.id).where(column == value)).scalar()
        if holder is not None and holder != except_id:
            raise InvalidError(field, N_("Somebody else already has this."))


def tidy_phone(phone: str | None) -> str | None:
    """Return a phone number without blanks and dashes, None for none."""
    return phone.replace(" ", "").replace("-", "") or None if phone else None


def move_person(session: Session, person_id: int, team_id: int, *, by: int | None, at: datetime) -> None:
    """End the present membership and begin one in another team; the past stays as it was."""
    _open_team(session, team_id)
    present = session.execute(
        select(Membership).where(Membership.person_id == person_id, Membership.valid_to.is_(None))
    ).scalar()
    if present is not None:
        if present.team_id == team_id:
            return
        present.valid_to = at
        session.flush()
    session.execute(insert(Membership).values(person_id=person_id, team_id=team_id, valid_from=at))
    write_audit(session, "person.moved", f"person:{person_id}", {"team": team_id}, by=by, at=at)


def grant_role(
    session: Session, person_id: int, role: Role, *, team_id: int | None = None, by: int | None, at: datetime
) -> int:
    """Give a role from now on, over a team and below or (None) everywhere; return the grant's id."""
    if role not in ROLES:
        raise InvalidError("role", N_("There is no such role."))
    held = select(RoleGrant.id).where(
        RoleGrant.person_id == person_id,
        RoleGrant.role == role,
        RoleGrant.team_id == team_id if team_id is not None else RoleGrant.team_id.is_(None),
        RoleGrant.valid_to.is_(None),
    )
    known = session.execute(held).scalar()
    if known is not None:
        return known
    values = {"person_id": person_id, "role": role, "team_id": team_id, "valid_from": at}
    grant_id = session.execute(insert(RoleGrant).values(**values).returning(RoleGrant.id)).scalar_one()
    detail = {"role": role, "team": team_id}
    write_audit(session, "role.granted", f"person:{person_id}", detail, by=by, at=at)
    return grant_id


def end_grant(session: Session, grant_id: int, *, by: int | None, at: datetime) -> None:
    """End a role from now on; the last administrator cannot be ended."""
    grant = session.get(RoleGrant, grant_id)
    if grant is None or grant.valid_to is not None:
        raise NotFoundError
    admins = select(func.count()).where(RoleGrant.role == "admin", RoleGrant.valid_to.is_(None))
    if grant.role == "admin" and session.execute(admins).scalar_one() == 1:
        raise RefusedError("last_admin", N_("Somebody has to administer this: make another admin first."))
    grant.valid_to = at
    detail = {"role": grant.role, "team": grant.team_id}
    write_audit(session, "role.ended", f"person:{grant.person_id}", detail, by=by, at=at)


def set_password(
    session: Session, person_id: int, password_hash: str, *, must_change: bool = False, by: int | None, at: datetime
) -> None:
    """Keep a new password hash; the caller hashed it before the gate was opened."""
    row = {"person_id": person_id, "password_hash": password_hash, "must_change": must_change, "changed_at": at}
    upsert(session, Credential.__table__, row, key=["person_id"])  # type: ignore[arg-type]
    write_audit(session, "password.set", f"person:{person_id}", {}, by=by, at=at)


def open_session(session: Session, person_id: int, device: str, *, clear: str, lasts: timedelta, at: datetime) -> str:
    """Begin a sign-in session, forget the failures under the throttle key `clear`; return the token."""
    token = new_token()
    values = {"person_id": person_id, "device": device[:200], "created_at": at, "expires_at": at + lasts}
    session.execute(insert(SignInSession).values(**values, token_hash=digest_token(token)))
    session.execute(delete(SignInFailure).where(SignInFailure.key == clear))
    return token


def end_sessions(
    session: Session, person_id: int, *, only: int | None = None, except_id: int | None = None, at: datetime
) -> int:
    """Revoke one, all or all other sign-in sessions of a person; return how many."""
    statement = update(SignInSession).where(SignInSession.person_id == person_id, SignInSession.revoked_at.is_(None))
    if only is not None:
        statement = statement.where(SignInSession.id == only)
    if except_id is not None:
        statement = statement.where(SignInSession.id != except_id)
    return int(session.execute(statement.values(revoked_at=at)).rowcount)  # type: ignore[attr-defined]


def note_failure(session: Session, keys: tuple[str, ...], *, window: timedelta, at: datetime) -> None:
    """Count a failed sign-in under every key; a window that has passed begins anew."""
    session.execute(delete(SignInFailure).where(or_(SignInFailure.window_start <= at - window)))
    for key in keys:
        seen = session.execute(
            update(SignInFailure).where(SignInFailure.key == key).values(failures=SignInFailure.failures + 1)
        )
        if seen.rowcount == 0:  # type: ignore[attr-defined]
            session.execute(insert(SignInFailure).values(key=key, window_start=at, failures=1))


def issue_code(session: Session, person_id: int, *, by: int | None, at: datetime) -> str:
    """Make a one-time code for setting a password, valid for `CODE_LASTS`; earlier ones end."""
    session.execute(
        update(OneTimeCode).where(OneTimeCode.person_id == person_id, OneTimeCode.used_at.is_(None)).values(used_at=at)
    )
    code = new_code(10)
    values = {"person_id": person_id, "created_by": by, "created_at": at, "expires_at": at + CODE_LASTS}
    session.execute(insert(OneTimeCode).values(**values, code_hash=digest_token(code)))
    write_audit(session, "password.code_issued", f"person:{person_id}", {}, by=by, at=at)
    return code


def use_code(session: Session, code: str, password_hash: str, *, at: datetime) -> int:
    """Set the password of whose code this is and end all sessions; InvalidError for a code that does not hold."""
    statement = select(OneTimeCode).where(
        OneTimeCode.code_hash == digest_token(code), OneTimeCode.used_at.is_(None), OneTimeCode.expires_at > at
    )
    found = session.execute(statement.with_for_update()).scalar()
    if found is None:
        raise InvalidError("code", N_("This code is wrong, used or too old. Ask for a new one."))
    found.used_at = at
    set_password(session, found.person_id, password_hash, by=found.person_id, at=at)
    end_sessions(session, found.person_id, at=at)
    return found.person_id


def _open_team(session: Session, team_id: int) -> Team:
    team = session.get(Team, team_id)
    if team is None or team.closed_at is not None:
        raise InvalidError("team", N_("There is no such team, or it has been closed."))
    return team

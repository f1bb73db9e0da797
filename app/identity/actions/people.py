"""People: created, edited, moved, closed and opened again."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from app.audit.actions import write_audit
from app.identity.actions.roles import refuse_last_admin
from app.identity.actions.signing import end_sessions
from app.identity.actions.teams import open_team
from app.identity.models import Membership, OneTimeCode, Person, RoleGrant, Team
from app.kernel.errors import N_, InvalidError, NotFoundError, RefusedError
from app.kernel.text import fold
from app.storage.locks import lock_person


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


@dataclass(frozen=True, slots=True)
class OwnDetails:
    """What people may change about themselves."""

    phone: str | None
    email: str | None
    lang: str | None
    zone: str | None


class StaleError(RefusedError):
    """Somebody else saved this person after the form was opened; `present` is how it stands now."""

    def __init__(self, present: NewPerson, version: int) -> None:
        super().__init__(
            "stale", N_("Somebody else has changed this person in the meantime. Your changes are not saved yet.")
        )
        self.present = present
        self.version = version


def create_person(
    session: Session, new: NewPerson, *, team_id: int | None, is_demo: bool = False, by: int | None, at: datetime
) -> int:
    """Add a person with the role of a learner; return the id; InvalidError when number, phone or e-mail is taken."""
    refuse_taken(session, new)
    if team_id is not None:
        open_team(session, team_id)
    person = Person(**_tidy(new), created_at=at, is_demo=is_demo)
    session.add(person)
    session.flush()
    if team_id is not None:
        session.execute(insert(Membership).values(person_id=person.id, team_id=team_id, valid_from=at))
    session.execute(insert(RoleGrant).values(person_id=person.id, role="learner", valid_from=at))
    write_audit(session, "person.created", f"person:{person.id}", {"number": new.employee_number}, by=by, at=at)
    _tell(session, person.id, at)
    return person.id


def edit_person(
    session: Session, person_id: int, wanted: NewPerson, *, version: int, by: int | None, at: datetime
) -> None:
    """Save all details of a person; StaleError when the row is no longer at `version`."""
    person = _held(session, person_id)
    present = _details(person)
    if person.version != version:
        raise StaleError(present, person.version)
    refuse_taken(session, wanted, except_id=person_id)
    _save(session, person, _tidy(wanted), by=by, at=at)


def edit_own(session: Session, person_id: int, wanted: OwnDetails, *, at: datetime) -> None:
    """Save what a person changed about himself or herself; InvalidError when phone or e-mail is taken."""
    person = _held(session, person_id)
    changed = {field: getattr(wanted, field) for field in OwnDetails.__dataclass_fields__}
    whole = NewPerson(**(asdict(_details(person)) | changed))
    refuse_taken(session, whole, except_id=person_id)
    _save(session, person, _tidy(whole), by=person_id, at=at)


def refuse_taken(session: Session, new: NewPerson, *, except_id: int | None = None) -> None:
    """Raise InvalidError at the field whose value another person signs in with."""
    number = fold(new.employee_number)
    phone = tidy_phone(new.phone)
    numbers, emails = func.lower(Person.employee_number), func.lower(Person.email)
    dialled = func.replace(numbers, "-", "")  # sign-in reads a number with dashes as a phone, too
    wanted = (
        ("employee_number", number, numbers),
        ("employee_number", tidy_phone(number), Person.phone),
        ("phone", phone, Person.phone),
        ("phone", phone, dialled),
        ("email", fold(new.email) if new.email else None, emails),
    )
    for field, value, column in wanted:
        if value is None:
            continue
        holders = select(Person.id).where(column == value, Person.id != (except_id or 0)).limit(1)
        if session.execute(holders).scalar() is not None:
            raise InvalidError(field, N_("Somebody else already has this."))


def tidy_phone(phone: str | None) -> str | None:
    """Return a phone number without blanks and dashes, in plain digits, None for none."""
    return fold(phone).replace(" ", "").replace("-", "") or None if phone else None


def move_person(session: Session, person_id: int, team_id: int, *, by: int | None, at: datetime) -> None:
    """End the present membership and begin one in another team; the past stays as it was."""
    lock_person(session, person_id)
    open_team(session, team_id)
    present = session.execute(
        select(Membership).where(Membership.person_id == person_id, Membership.valid_to.is_(None)).with_for_update()
    ).scalar()
    if present is not None:
        if present.team_id == team_id:
            return
        present.valid_to = at
        session.flush()
    session.execute(insert(Membership).values(person_id=person_id, team_id=team_id, valid_from=at))
    write_audit(session, "person.moved", f"person:{person_id}", {"team": team_id}, by=by, at=at)
    _tell(session, person_id, at)


def close_person(session: Session, person_id: int, *, by: int | None, at: datetime) -> None:
    """End somebody's access from now on: sessions and codes end, everything that counts stays."""
    person = _held(session, person_id)
    if person.closed_at is not None:
        return
    holds = select(RoleGrant.id).where(
        RoleGrant.person_id == person_id, RoleGrant.role == "admin", RoleGrant.valid_to.is_(None)
    )
    if session.execute(holds.limit(1)).scalar() is not None:
        refuse_last_admin(session, person_id)
    person.closed_at, person.version = at, person.version + 1
    end_sessions(session, person_id, at=at)
    codes = update(OneTimeCode).where(OneTimeCode.person_id == person_id, OneTimeCode.used_at.is_(None))
    session.execute(codes.values(used_at=at))
    write_audit(session, "person.closed", f"person:{person_id}", {}, by=by, at=at)
    _tell(session, person_id, at)


def reopen_person(session: Session, person_id: int, *, by: int | None, at: datetime) -> None:
    """Let somebody sign in again; who belonged to a team that was closed meanwhile belongs to none."""
    person = _held(session, person_id)
    if person.closed_at is None:
        return
    person.closed_at, person.version = None, person.version + 1
    closed = select(Team.id).where(Team.closed_at.is_not(None))
    stale = update(Membership).where(Membership.person_id == person_id, Membership.valid_to.is_(None))
    session.execute(stale.where(Membership.team_id.in_(closed)).values(valid_to=at))
    write_audit(session, "person.reopened", f"person:{person_id}", {}, by=by, at=at)
    _tell(session, person_id, at)


def _held(session: Session, person_id: int) -> Person:
    lock_person(session, person_id)
    person = session.get(Person, person_id, with_for_update=True)
    if person is None:
        raise NotFoundError
    return person


def _details(person: Person) -> NewPerson:
    return NewPerson(**{field: getattr(person, field) for field in NewPerson.__dataclass_fields__})


def _tidy(wanted: NewPerson) -> dict[str, Any]:
    values = {field: getattr(wanted, field) or None for field in NewPerson.__dataclass_fields__}
    return values | {"phone": tidy_phone(wanted.phone), "email": fold(wanted.email) if wanted.email else None}


def _save(session: Session, person: Person, values: dict[str, Any], *, by: int | None, at: datetime) -> None:
    changed = [field for field, value in values.items() if getattr(person, field) != value]
    if not changed:
        return
    for field in changed:
        setattr(person, field, values[field])
    person.version += 1
    # Names of fields, not their values: the audit says who changed what, the row says what it is.
    write_audit(session, "person.edited", f"person:{person.id}", {"fields": sorted(changed)}, by=by, at=at)
    _tell(session, person.id, at)


def _tell(session: Session, person_id: int, at: datetime) -> None:
    """Run what the factory wired for changes of people, in the same transaction."""
    for handler in session.info.get("person_handlers", ()):
        handler(session, person_id, at)

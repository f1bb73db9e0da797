"""Filling in the work order: each change of each field is appended, once, however often it is sent."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.kernel.errors import N_, InvalidError, NotFoundError, RefusedError
from app.roleplay.actions.sessions import close_session
from app.roleplay.actions.turns import LibraryOf
from app.roleplay.models import RoleplayTicketEntry
from app.roleplay.queries import SessionRow, entries_of, find_session, pinned_by
from app.roleplay.rules.tickets import FORM_CLIENT, TicketChange, changed_values, tidy_value, values_from

_ENTRIES: Any = RoleplayTicketEntry.__table__


def fill_ticket(
    session: Session,
    library_of: LibraryOf,
    session_id: int,
    changes: Sequence[TicketChange],
    *,
    lang: str,
    by: int,
    at: datetime,
) -> None:
    """Append changes of the work order.

    Raises:
        NotFoundError: There is no such session of this person.
        RefusedError: `closed`: the session is closed.
        InvalidError: A field that the work order has not, a choice that the field has not, a text too long.
    """
    row = _own_locked(session, session_id, by)
    scenario = pinned_by(library_of(row.release_id), row).scenario
    kept = [
        TicketChange(change.client, change.seq, change.field, tidy_value(scenario, change.field, change.value))
        for change in changes
    ]
    _append(session, row, kept, lang=lang, at=at)


def fill_ticket_form(
    session: Session,
    library_of: LibraryOf,
    session_id: int,
    sent: Mapping[str, str],
    *,
    seen: int,
    lang: str,
    by: int,
    at: datetime,
) -> Mapping[str, InvalidError]:
    """Append what a whole form changed against the page it came from (`seen`: its last entry); return what is wrong.

    Raises:
        NotFoundError: There is no such session of this person.
        RefusedError: `closed`.
    """
    row = _own_locked(session, session_id, by)
    scenario = pinned_by(library_of(row.release_id), row).scenario
    tidied, errors = {}, {}
    for field in scenario.ticket:
        if field.id in sent:
            try:
                tidied[field.id] = tidy_value(scenario, field.id, sent[field.id])
            except InvalidError as error:
                errors[field.id] = error
    entries = entries_of(session, session_id)
    shown = values_from(entry for entry in entries if entry.id <= seen)
    changed = changed_values(shown, tidied, values_from(entries))
    first = max((entry.seq for entry in entries if entry.client == FORM_CLIENT), default=0) + 1
    changes = [TicketChange(FORM_CLIENT, seq, *pair) for seq, pair in enumerate(changed.items(), start=first)]
    _append(session, row, changes, lang=lang, at=at)
    return errors


def finish_session(
    session: Session,
    library_of: LibraryOf,
    session_id: int,
    sent: Mapping[str, str],
    *,
    seen: int,
    lang: str,
    by: int,
    at: datetime,
) -> Mapping[str, InvalidError]:
    """Append what a whole form changed and close the session; when some cannot be read, it stays open.

    Raises:
        NotFoundError: There is no such session of this person.
        RefusedError: `talking`: the conversation has not ended yet.
    """
    row = find_session(session, session_id, lock=True)
    errors: Mapping[str, InvalidError] = {}
    if row is not None and row.is_open:
        errors = fill_ticket_form(session, library_of, session_id, sent, seen=seen, lang=lang, by=by, at=at)
    if not errors:
        close_session(session, session_id, by=by, at=at)
    return errors


def _own_locked(session: Session, session_id: int, by: int) -> SessionRow:
    row = find_session(session, session_id, lock=True)
    if row is None or row.person_id != by:
        raise NotFoundError
    if not row.is_open:
        raise RefusedError("closed", N_("This conversation is closed. The work order was not changed."))
    return row


def _append(session: Session, row: SessionRow, changes: Sequence[TicketChange], *, lang: str, at: datetime) -> None:
    rows = [
        {
            "session_id": row.id,
            "client": change.client,
            "seq": change.seq,
            "field": change.field,
            "value": change.value,
            "lang": lang,
            "at": at,
        }
        for change in changes
    ]
    if not rows:
        return
    dialect = {"sqlite": sqlite, "postgresql": postgresql}[session.get_bind().dialect.name]
    session.execute(dialect.insert(_ENTRIES).on_conflict_do_nothing(), rows)

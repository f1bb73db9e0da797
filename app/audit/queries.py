"""Reads of the audit rows and their chain."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.audit.models import AuditRow, AuditSeal
from app.audit.rules import Checkpoint, Report, Row, Seal, examine_chain, examine_unsealed

PAGE = 50
_CHUNK = 1000
_COLUMNS = (
    AuditRow.id,
    AuditRow.at,
    AuditRow.by,
    AuditRow.action,
    AuditRow.subject,
    AuditRow.digest,
    AuditRow.nonce,
    AuditRow.detail,
)


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One deed as a page shows it; `detail` is None when it was erased."""

    id: int
    at: datetime
    by: int | None
    action: str
    subject: str
    detail: dict[str, Any] | None
    is_sealed: bool


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What to show: an action or its family (`person`), a subject (`person:12`), who did it or to whom it was done."""

    action: str = ""
    subject: str = ""
    person_id: int | None = None


def audit_lines(
    session: Session, wanted: AuditFilter, *, before: int | None = None, limit: int = PAGE
) -> list[AuditLine]:
    """Return a page of deeds, the newest first; `before` is the smallest id of the page before."""
    statement = (
        select(*_COLUMNS, AuditSeal.id.label("seal_id"))
        .outerjoin(AuditSeal, AuditSeal.row_id == AuditRow.id)
        .order_by(AuditRow.id.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(AuditRow.id < before)
    return [_line(row) for row in session.execute(_filtered(statement, wanted))]


def _filtered(statement: Select[*tuple[Any, ...]], wanted: AuditFilter) -> Select[*tuple[Any, ...]]:
    if wanted.action:
        statement = statement.where(
            or_(AuditRow.action == wanted.action, AuditRow.action.startswith(wanted.action + ".", autoescape=True))
        )
    if wanted.subject:
        statement = statement.where(AuditRow.subject == wanted.subject)
    if wanted.person_id is not None:
        about = AuditRow.subject == f"person:{wanted.person_id}"
        statement = statement.where(or_(about, AuditRow.by == wanted.person_id))
    return statement


def _line(row: Any) -> AuditLine:
    detail = None if row.detail is None else json.loads(row.detail)
    return AuditLine(row.id, row.at, row.by, row.action, row.subject, detail, row.seal_id is not None)


def audit_actions(session: Session) -> list[str]:
    """Return every action that occurs, in alphabetical order: the choices of the filter."""
    return list(session.execute(select(AuditRow.action).distinct().order_by(AuditRow.action)).scalars())


def count_rows(session: Session) -> tuple[int, int]:
    """Return how many rows there are and how many of them are sealed."""
    rows = session.execute(select(func.count()).select_from(AuditRow)).scalar_one()
    return rows, session.execute(select(func.count()).select_from(AuditSeal)).scalar_one()


def last_seal(session: Session) -> Seal | None:
    """Return the newest link of the chain."""
    statement = select(AuditSeal).order_by(AuditSeal.id.desc()).limit(1)
    seal = session.execute(statement).scalar()
    return None if seal is None else Seal(seal.id, seal.row_id, seal.previous, seal.link, seal.sealed_at, None)


def highest_sealed_row(session: Session) -> int:
    """Return the greatest id among the sealed rows, 0 for none."""
    return session.execute(select(func.max(AuditSeal.row_id))).scalar() or 0


def unsealed_rows(session: Session, *, above: int = 0, limit: int | None = None) -> list[Row]:
    """Return the rows above an id that have no seal, in the order of their ids."""
    statement = (
        select(*_COLUMNS)
        .outerjoin(AuditSeal, AuditSeal.row_id == AuditRow.id)
        .where(AuditSeal.id.is_(None), AuditRow.id > above)
        .order_by(AuditRow.id)
        .limit(limit)
    )
    return [Row(**row._asdict()) for row in session.execute(statement)]


def verify(session: Session, checkpoints: Iterable[Checkpoint]) -> Report:
    """Examine the whole chain: altered, removed and inserted rows, and which details were erased."""
    report = Report()
    last = examine_chain(_chain(session), {point.seal_id: point for point in checkpoints}, report)
    examine_unsealed(unsealed_rows(session), last, report)
    return report


def _chain(session: Session) -> Iterator[Seal]:
    statement = (
        select(AuditSeal.id.label("seal_id"), AuditSeal.row_id, AuditSeal.previous, AuditSeal.link, AuditSeal.sealed_at)
        .add_columns(*_COLUMNS)
        .outerjoin(AuditRow, AuditRow.id == AuditSeal.row_id)
        .order_by(AuditSeal.id)
        .limit(_CHUNK)
    )
    after = 0
    while rows := session.execute(statement.where(AuditSeal.id > after)).all():
        for row in rows:
            found = None
            if row.id is not None:
                found = Row(row.id, row.at, row.by, row.action, row.subject, row.digest, row.nonce, row.detail)
            yield Seal(row.seal_id, row.row_id, row.previous, row.link, row.sealed_at, found)
        after = rows[-1].seal_id


def export_person(session: Session, person_id: int) -> dict[str, object]:
    """Return what the audit says a person did and what was done about this person."""
    lines = audit_lines(session, AuditFilter(person_id=person_id), limit=100_000)
    return {
        "audit": [
            {"at": line.at, "by": line.by, "action": line.action, "subject": line.subject, "detail": line.detail}
            for line in reversed(lines)
        ]
    }

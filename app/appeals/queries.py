"""Reads of appeals."""

from dataclasses import fields
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.appeals.models import Appeal
from app.appeals.rules import AppealRow

_COLUMNS = tuple(getattr(Appeal, part.name) for part in fields(AppealRow))
_OPEN = ("filed", "taken")


def find_appeal(session: Session, appeal_id: int, *, lock: bool = False) -> AppealRow | None:
    """Return an appeal or None; with `lock` nobody else decides about it until the transaction ends."""
    statement = select(*_COLUMNS).where(Appeal.id == appeal_id)
    row = session.execute(statement.with_for_update() if lock else statement).first()
    return None if row is None else AppealRow(**row._asdict())


def appeals_of(session: Session, person_id: int, attempt_id: int | None = None) -> tuple[AppealRow, ...]:
    """Return a person's appeals (about one attempt), newest first."""
    statement = select(*_COLUMNS).where(Appeal.person_id == person_id).order_by(Appeal.id.desc())
    if attempt_id is not None:
        statement = statement.where(Appeal.attempt_id == attempt_id)
    return tuple(AppealRow(**row._asdict()) for row in session.execute(statement))


def open_appeals(session: Session) -> tuple[AppealRow, ...]:
    """Return what waits for an answer, the most urgent first."""
    statement = select(*_COLUMNS).where(Appeal.state.in_(_OPEN)).order_by(Appeal.due_at, Appeal.id)
    return tuple(AppealRow(**row._asdict()) for row in session.execute(statement))


def decided_appeals(session: Session, *, since: datetime) -> tuple[AppealRow, ...]:
    """Return what was decided since an instant, newest first."""
    statement = select(*_COLUMNS).where(Appeal.decided_at >= since).order_by(Appeal.decided_at.desc())
    return tuple(AppealRow(**row._asdict()) for row in session.execute(statement))


def count_open(session: Session, question_id: str) -> int:
    """Return how many appeals about a question wait."""
    wanted = (Appeal.item_id == question_id, Appeal.state.in_(_OPEN))
    return int(session.execute(select(func.count()).select_from(Appeal).where(*wanted)).scalar_one())


def export_person(session: Session, person_id: int) -> dict[str, object]:
    """Return a person's appeals, for the copy of one's data; who decided stays inside the house."""
    names = (
        "attempt_id",
        "item_id",
        "claim",
        "filed_at",
        "due_at",
        "state",
        "outcome",
        "action",
        "reason",
        "decided_at",
    )
    statement = select(*(getattr(Appeal, name) for name in names)).where(Appeal.person_id == person_id)
    return {"appeals": [row._asdict() for row in session.execute(statement.order_by(Appeal.id))]}

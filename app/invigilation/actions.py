"""Deeds of the console: each for one paper or for all of one's own, told with how many it changed."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from app.assessment.actions import Changed, credit_lost_time, extend_attempts
from app.audit.actions import write_audit
from app.invigilation.queries import Line


def credit_papers(
    session: Session, sitting_id: int, lines: Iterable[Line], reason: str, *, by: int | None, at: datetime
) -> Changed:
    """Give back the lost minutes of these papers: what is not given back yet, once."""
    changed = credit_lost_time(session, _papers(lines), reason, by=by, at=at)
    return _told(session, "sitting.time_credited", sitting_id, changed, reason, by=by, at=at)


def extend_papers(
    session: Session, sitting_id: int, lines: Iterable[Line], minutes: int, reason: str, *, by: int | None, at: datetime
) -> Changed:
    """Give these papers more minutes; InvalidError for a number that can only be a slip."""
    changed = extend_attempts(session, _papers(lines), minutes, reason, by=by, at=at)
    return _told(session, "sitting.extended", sitting_id, changed, reason, by=by, at=at)


def _papers(lines: Iterable[Line]) -> list[int]:
    return [line.paper.id for line in lines if line.paper is not None]


def _told(
    session: Session, action: str, sitting_id: int, changed: Changed, reason: str, *, by: int | None, at: datetime
) -> Changed:
    if changed.attempts:
        detail = {"papers": changed.attempts, "seconds": changed.seconds, "reason": reason}
        write_audit(session, action, f"sitting:{sitting_id}", detail, by=by, at=at)
    return changed

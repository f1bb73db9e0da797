"""The recurring job of quizzes: attempts whose time has run out are handed in as the ledger has them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.assessment.actions import submit_overdue
from app.jobs.actions import enqueue
from app.jobs.rules import Recurring

SUBMIT_OVERDUE = "submit_overdue_attempts"
SCHEDULE = (Recurring(SUBMIT_OVERDUE, timedelta(minutes=1)),)
_AT_ONCE = 20


def submit_overdue_attempts(session: Session, _payload: Mapping[str, Any], at: datetime) -> None:
    """Hand in the oldest of them and ask for another round when there may be more."""
    libraries = session.info["libraries"]
    done = submit_overdue(session, lambda release_id: libraries.get(session, release_id), at=at, limit=_AT_ONCE)
    if done == _AT_ONCE:
        enqueue(session, SUBMIT_OVERDUE, {}, at=at)


HANDLERS = {SUBMIT_OVERDUE: submit_overdue_attempts}

"""The recurring job of role-plays: finished conversations whose work order nobody closed are closed as they stand."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.jobs.actions import enqueue
from app.jobs.rules import Recurring
from app.roleplay.actions import close_forgotten

CLOSE_FORGOTTEN = "close_role_plays"
SCHEDULE = (Recurring(CLOSE_FORGOTTEN, timedelta(minutes=5)),)
_AT_ONCE = 20


def close_role_plays(session: Session, _payload: Mapping[str, Any], at: datetime) -> None:
    """Close the oldest of them and ask for another round when there may be more."""
    if close_forgotten(session, at=at, limit=_AT_ONCE) == _AT_ONCE:
        enqueue(session, CLOSE_FORGOTTEN, {}, at=at)


HANDLERS = {CLOSE_FORGOTTEN: close_role_plays}

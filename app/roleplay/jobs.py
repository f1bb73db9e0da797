"""The recurring job of role-plays: closes, as they stand, conversations that their learners have left behind."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.jobs.actions import enqueue
from app.jobs.rules import Recurring
from app.roleplay.actions import close_abandoned, close_forgotten

CLOSE_FORGOTTEN = "close_role_plays"
SCHEDULE = (Recurring(CLOSE_FORGOTTEN, timedelta(minutes=5)),)
_AT_ONCE = 20


def close_role_plays(session: Session, _payload: Mapping[str, Any], at: datetime) -> None:
    """Close the oldest of them and ask for another round when there may be more."""
    forgotten = close_forgotten(session, at=at, limit=_AT_ONCE)
    abandoned = close_abandoned(session, at=at, limit=_AT_ONCE)
    if _AT_ONCE in (forgotten, abandoned):
        enqueue(session, CLOSE_FORGOTTEN, {}, at=at)


HANDLERS = {CLOSE_FORGOTTEN: close_role_plays}

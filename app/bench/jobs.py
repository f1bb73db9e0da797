"""The recurring job of the bench: conversations that somebody took and left lying are there for others again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.bench.actions import hand_back_forgotten
from app.jobs.rules import Recurring

HAND_BACK = "hand_back_forgotten"
SCHEDULE = (Recurring(HAND_BACK, timedelta(hours=1)),)


def hand_back(session: Session, _payload: Mapping[str, Any], at: datetime) -> None:
    """Hand back a few; what is left comes with the next hour."""
    hand_back_forgotten(session, at=at)


HANDLERS = {HAND_BACK: hand_back}

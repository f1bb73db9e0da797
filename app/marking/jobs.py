"""The recurring jobs of marking: what was taken and left lying, and what nobody else could ever mark."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.jobs.rules import Recurring
from app.marking.actions import hand_back_forgotten, settle_without_others

HAND_BACK, SETTLE = "hand_back_forgotten_answers", "settle_answers_without_others"
SCHEDULE = (Recurring(HAND_BACK, timedelta(hours=1)), Recurring(SETTLE, timedelta(hours=1)))


def hand_back(session: Session, _payload: Mapping[str, Any], at: datetime) -> None:
    """Hand back a few; what is left comes with the next hour."""
    hand_back_forgotten(session, at=at)


def settle(session: Session, _payload: Mapping[str, Any], at: datetime) -> None:
    """Settle what is overdue and has nobody left to wait for."""
    libraries = session.info["libraries"]
    settle_without_others(session, lambda release_id: libraries.get(session, release_id), at=at)


HANDLERS = {HAND_BACK: hand_back, SETTLE: settle}

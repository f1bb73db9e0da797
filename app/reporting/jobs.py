"""Recurring jobs: folding counts, and following what changes without a fact (moves, releases, the calendar)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.jobs.actions import enqueue
from app.jobs.rules import Recurring
from app.reporting.actions import fold_summaries, refresh_stale

FOLD, REFRESH = "fold_summaries", "refresh_summaries"
SCHEDULE = (Recurring(FOLD, timedelta(minutes=1)), Recurring(REFRESH, timedelta(minutes=10)))


def fold(session: Session, _payload: Mapping[str, Any], _at: datetime) -> None:
    """Fold what has been counted since the last time."""
    fold_summaries(session)


def refresh(session: Session, _payload: Mapping[str, Any], at: datetime) -> None:
    """Refresh one page of people and ask for the next: each page is a transaction of its own."""
    if refresh_stale(session, at=at):
        enqueue(session, REFRESH, {}, at=at)


HANDLERS = {FOLD: fold, REFRESH: refresh}

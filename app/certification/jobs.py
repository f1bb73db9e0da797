"""The recurring job of certification: levels that time alone has met, page by page."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.certification.actions import evaluate_everyone
from app.jobs.actions import enqueue
from app.jobs.rules import Recurring

EVALUATE = "evaluate_levels"
SCHEDULE = (Recurring(EVALUATE, timedelta(hours=1)),)


def evaluate_levels(session: Session, payload: Mapping[str, Any], at: datetime) -> None:
    """Evaluate one page of people and ask for the next: each page is a transaction of its own."""
    further = evaluate_everyone(session, after=int(payload.get("after", 0)), at=at)
    if further is not None:
        enqueue(session, EVALUATE, {"after": further}, at=at)


HANDLERS = {EVALUATE: evaluate_levels}

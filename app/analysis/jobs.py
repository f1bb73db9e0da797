"""The job that computes the health of a quiz: it looks for long and writes one row."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.analysis.actions import QUIZ_HEALTH, keep_health
from app.analysis.queries.health import health_now
from app.analysis.rules.health import Health
from app.jobs.rules import Recurring
from app.jobs.worker import InTwoSteps

SCHEDULE: tuple[Recurring, ...] = ()


def look(session: Session, payload: Mapping[str, Any], _at: datetime) -> Health:
    """Compute the health of the quiz in the payload."""
    return health_now(session, session.info["libraries"], str(payload["quiz"]))


def keep(session: Session, health: Health, at: datetime) -> None:
    """Keep it, unless something newer is kept."""
    keep_health(session, health, at=at)


HANDLERS = {QUIZ_HEALTH: InTwoSteps(look, keep)}

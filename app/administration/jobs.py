"""Recurring housekeeping: what nobody needs any more is deleted, and the audit is sealed deeply once a day."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.audit.actions import seal_rows
from app.identity.actions import forget_expired
from app.jobs.actions import forget_done
from app.jobs.rules import KEPT, Recurring
from app.jobs.worker import Handler

SIGN_INS_KEPT = timedelta(days=30)  # an ended sign-in stays that long, for somebody who asks where it came from


def keep_house(session: Session, _payload: Mapping[str, Any], at: datetime) -> None:
    """Forget done jobs, ended sign-ins, codes and counted failures."""
    forget_done(session, before=at - KEPT)
    forget_expired(session, before=at - SIGN_INS_KEPT)


def seal_deeply(session: Session, _payload: Mapping[str, Any], at: datetime) -> None:
    """Seal rows that lie so far below that the sealer of every minute does not look there."""
    seal_rows(session, at=at, is_deep=True)


HANDLERS: dict[str, Handler] = {"keep_house": keep_house, "seal_deeply": seal_deeply}
SCHEDULE = (Recurring("keep_house", timedelta(days=1)), Recurring("seal_deeply", timedelta(days=1)))

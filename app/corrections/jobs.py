"""The job that carries a correction on, page by page."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.corrections.actions import CARRY_OUT, go_on
from app.jobs.rules import Recurring

SCHEDULE: tuple[Recurring, ...] = ()


def carry_out_correction(session: Session, payload: Mapping[str, Any], at: datetime) -> None:
    """Grade the next attempts anew."""
    libraries = session.info["libraries"]
    go_on(session, lambda release_id: libraries.get(session, release_id), int(payload["correction"]), at=at)


HANDLERS = {CARRY_OUT: carry_out_correction}

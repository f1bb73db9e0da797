"""The recurring jobs of the audit: seal what is new, sign where the chain stands."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.audit.actions import seal_rows
from app.audit.checkpoints import append_checkpoint
from app.audit.queries import last_seal
from app.audit.rules import Checkpoint


class SealAudit:
    """Handler of `seal_audit`: signs the state that the last run committed, then seals what came since.

    In this order, because a checkpoint of a transaction that then fails would speak of seals that never were.
    """

    def __init__(self, data_dir: Path, *, is_deep: bool = False) -> None:
        self.data_dir = data_dir
        self.is_deep = is_deep

    def __call__(self, session: Session, payload: Mapping[str, Any], at: datetime) -> None:
        """Do it once."""
        last = last_seal(session)
        if last is not None:
            append_checkpoint(self.data_dir, Checkpoint(last.id, last.link, at))
        seal_rows(session, at=at, is_deep=self.is_deep)

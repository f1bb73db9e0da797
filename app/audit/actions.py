"""Writing audit rows."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.audit.models import AuditRow
from app.kernel.canonical import canonical_json, digest_text


def write_audit(
    session: Session, action: str, subject: str, detail: Mapping[str, object], *, by: int | None, at: datetime
) -> None:
    """Note a deed in the transaction that does it; `action` like `person.created`, `subject` like `person:12`."""
    nonce, text = secrets.token_hex(16), canonical_json(detail)
    row = {"at": at, "by": by, "action": action, "subject": subject, "nonce": nonce, "detail": text}
    session.execute(insert(AuditRow).values(**row, digest=digest_text(nonce + text)))

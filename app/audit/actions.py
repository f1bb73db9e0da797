"""Writing audit rows, sealing them into the chain, and dropping detail when a person is erased."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from app.audit.models import AuditRow, AuditSeal
from app.audit.queries import highest_sealed_row, last_seal, unsealed_rows
from app.audit.rules import GENESIS, digest_detail, link_of
from app.kernel.canonical import canonical_json
from app.storage.locks import SEALING, lock_named

BATCH = 2000
LOOK_BACK = 10_000  # ids; a transaction commits long before so many later rows were sealed


def write_audit(
    session: Session, action: str, subject: str, detail: Mapping[str, object], *, by: int | None, at: datetime
) -> None:
    """Note a deed in the transaction that does it; `action` like `person.created`, `subject` like `person:12`."""
    nonce, text = secrets.token_hex(16), canonical_json(detail)
    row = {"at": at, "by": by, "action": action, "subject": subject, "nonce": nonce, "detail": text}
    session.execute(insert(AuditRow).values(**row, digest=digest_detail(nonce, text)))


def seal_rows(session: Session, *, at: datetime, limit: int = BATCH, is_deep: bool = False) -> int:
    """Chain the committed rows that have no seal yet, in the order of their ids; return how many.

    The order of the chain is the order of sealing: a row committed after later ones were sealed comes behind them.
    One sealer at a time: an advisory lock keeps others waiting, and a fork would violate a unique constraint.
    Looks only `LOOK_BACK` ids below the newest sealed row, unless `is_deep`.
    """
    lock_named(session, SEALING)
    last = last_seal(session)
    previous = last.link if last is not None else GENESIS
    above = 0 if is_deep else highest_sealed_row(session) - LOOK_BACK
    seals = []
    for row in unsealed_rows(session, above=above, limit=limit):
        link = link_of(previous, row)
        seals.append({"row_id": row.id, "previous": previous, "link": link, "sealed_at": at})
        previous = link
    if seals:
        session.execute(insert(AuditSeal), seals)
    return len(seals)


def erase_detail(session: Session, subject: str) -> None:
    """Drop detail and nonce of every row about a subject; digest and chain stay and still hold."""
    session.execute(update(AuditRow).where(AuditRow.subject == subject).values(detail=None, nonce=None))

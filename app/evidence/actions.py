"""The one way into the ledger."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.evidence.models import Evidence
from app.evidence.rules import Fact, RecordedFact
from app.identity.queries import leaf_team_of


def record_fact(session: Session, fact: Fact, *, by: int | None, at: datetime) -> int:
    """Append a fact and run the handlers that the factory wired, in the same transaction; return its id."""
    row = asdict(fact) | {
        "detail": dict(fact.detail),
        "team_id": leaf_team_of(session, fact.person_id, at=fact.effective_at),
        "recorded_at": at,
        "recorded_by": by,
    }
    result = session.execute(insert(Evidence).values(**row).returning(Evidence.id))
    recorded = RecordedFact(result.scalar_one(), fact, at, by)
    for handler in session.info.get("evidence_handlers", ()):
        handler(session, recorded, at)
    return recorded.id

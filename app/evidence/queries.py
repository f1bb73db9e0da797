"""Reads of the evidence ledger."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, Select, Text, bindparam, exists, literal_column, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased

from app.evidence.models import Evidence
from app.evidence.rules import Fact, RecordedFact

_COLUMNS = (
    Evidence.id,
    Evidence.person_id,
    Evidence.track,
    Evidence.kind,
    Evidence.key,
    Evidence.effective_at,
    Evidence.passed,
    Evidence.score,
    Evidence.release_id,
    Evidence.supersedes,
    Evidence.source,
    Evidence.detail,
    Evidence.recorded_at,
    Evidence.recorded_by,
)


def facts_for(session: Session, person_id: int, *, known_at: datetime | None = None) -> tuple[RecordedFact, ...]:
    """Return all facts about a person in the order they were recorded, as known at an instant (now: all)."""
    statement = select(*_COLUMNS).where(Evidence.person_id == person_id).order_by(Evidence.id)
    if known_at is not None:
        statement = statement.where(Evidence.recorded_at <= known_at)
    return tuple(_recorded(row) for row in session.execute(statement))


def facts_of_kind(session: Session, person_id: int, kind: str, key: str | None = None) -> tuple[RecordedFact, ...]:
    """Return a person's facts of one kind (and key), in the order they were recorded."""
    statement = select(*_COLUMNS).where(Evidence.person_id == person_id, Evidence.kind == kind)
    if key is not None:
        statement = statement.where(Evidence.key == key)
    return tuple(_recorded(row) for row in session.execute(statement.order_by(Evidence.id)))


def export_person(session: Session, person_id: int) -> dict[str, object]:
    """Return every fact about a person as it lies in the ledger."""
    statement = select(*_COLUMNS).where(Evidence.person_id == person_id).order_by(Evidence.id)
    return {"evidence": [row._asdict() for row in session.execute(statement)]}


def _recorded(row: Row[tuple[object, ...]]) -> RecordedFact:
    fact = Fact(
        person_id=row.person_id,
        track=row.track,
        kind=row.kind,
        key=row.key,
        effective_at=row.effective_at,
        passed=row.passed,
        score=row.score,
        release_id=row.release_id,
        supersedes=row.supersedes,
        source=row.source,
        detail=row.detail,
    )
    return RecordedFact(row.id, fact, row.recorded_at, row.recorded_by)


def facts_of_people(
    session: Session, person_ids: Sequence[int], kinds: Sequence[str]
) -> dict[int, tuple[RecordedFact, ...]]:
    """Return the facts of some kinds of many people in one read, each person's in the order they were recorded."""
    found: dict[int, list[RecordedFact]] = {person_id: [] for person_id in person_ids}
    statement = select(*_COLUMNS).where(Evidence.person_id.in_(person_ids), Evidence.kind.in_(kinds))
    for row in session.execute(statement.order_by(Evidence.id)):
        found[row.person_id].append(_recorded(row))
    return {person_id: tuple(facts) for person_id, facts in found.items()}


def standing_details(kind: str) -> Select[int, str, str]:
    """Return a select of (id, key, detail as JSON text) of one person's facts of a kind that nothing replaced.

    For pages that may spend one statement only: its binds are `person` and `prefix` (of the key).
    """
    later = aliased(Evidence)
    return select(Evidence.id, Evidence.key, type_coerce(Evidence.detail, Text).label("detail")).where(
        Evidence.person_id == bindparam("person"),
        Evidence.kind == literal_column(f"'{kind}'"),
        Evidence.key.startswith(bindparam("prefix")),
        or_(Evidence.passed.is_(None), Evidence.passed.is_(True)),
        ~exists().where(later.supersedes == Evidence.id),
    )

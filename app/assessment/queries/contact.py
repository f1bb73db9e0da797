"""Reads of contact with open papers: signs of life, gaps, time given back, and the papers of a sitting."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, String, and_, bindparam, case, exists, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from app.assessment.models import Attempt, AttemptContact, AttemptCredit, AttemptEvent, AttemptGap
from app.assessment.rules.contact import SILENCE, Silence
from app.assessment.rules.ledger import SURE
from app.assessment.rules.timing import LatePolicy
from app.storage.prepared import Prepared
from app.storage.types import UtcDateTime

_A, _C = Attempt.__table__.c, AttemptContact.__table__.c
_INSTANT = UtcDateTime()
_HERE = _C.attempt_id == _A.id
_OWN = _C.client == bindparam("client")


def _latest(column: Any, *where: Any) -> Any:
    return type_coerce(select(func.max(column)).where(*where).correlate(Attempt.__table__).scalar_subquery(), String)


_SIGN = Prepared(
    select(
        _A.person_id,
        _A.state,
        type_coerce(_A.started_at, String).label("started"),
        type_coerce(_A.deadline_at, String).label("deadline"),
        _latest(_C.last_at, _HERE).label("heard"),
        _latest(_C.last_at, _HERE, _OWN).label("own"),
        _latest(AttemptCredit.at, AttemptCredit.attempt_id == _A.id).label("credited"),
        case((exists().where(_HERE, ~_OWN, _C.last_at > bindparam("lately", type_=_INSTANT)), 1), else_=0).label(
            "others"
        ),
    ).where(_A.id == bindparam("attempt_id"))
)


@dataclass(frozen=True, slots=True)
class Sign:
    """What a heartbeat has to know: when anybody and when this client was last heard of, and the last time given."""

    person_id: int
    is_open: bool
    started_at: datetime
    deadline_at: datetime | None
    heard_at: datetime | None
    own_at: datetime | None
    credited_at: datetime | None
    others: bool


@dataclass(frozen=True, slots=True)
class GapLine:
    """A silence that was measured, and whether its time was given back."""

    id: int
    attempt_id: int
    from_at: datetime
    to_at: datetime
    credited: bool

    @property
    def seconds(self) -> int:
        """How much was lost."""
        return Silence(self.from_at, self.to_at).seconds


@dataclass(frozen=True, slots=True)
class CreditLine:
    """Time that was given to a paper, why and by whom."""

    attempt_id: int
    kind: str
    seconds: int
    reason: str
    by: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ExamPaper:
    """A paper of a sitting as its console shows it; `heard_at` is the last sign of life of any client."""

    id: int
    person_id: int
    quiz_id: str
    release_id: int
    state: str
    started_at: datetime
    deadline_at: datetime | None
    ends_at: datetime | None
    submitted_at: datetime | None
    extra_seconds: int
    credited_seconds: int
    late_policy: LatePolicy
    is_zero: bool
    answered: int
    heard_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether answers may still be given."""
        return self.state == "open"


def find_sign(connection: Connection, attempt_id: int, *, client: str, at: datetime) -> Sign | None:
    """Return what is known of an attempt and a client in one cheap statement; nothing is locked."""
    row = _SIGN.first(connection, attempt_id=attempt_id, client=client, lately=at - SILENCE)
    if row is None:
        return None

    def instant(value: Any) -> Any:
        return _INSTANT.process_result_value(value, connection.dialect)

    return Sign(
        row.person_id,
        row.state == "open",
        instant(row.started),
        instant(row.deadline),
        instant(row.heard),
        instant(row.own),
        instant(row.credited),
        bool(row.others),
    )


def last_sign(session: Session, attempt_id: int) -> datetime | None:
    """Return when a page of this attempt was last heard of, None before the first sign."""
    found: datetime | None = session.execute(
        select(func.max(AttemptContact.last_at)).where(AttemptContact.attempt_id == attempt_id)
    ).scalar()
    return found


def signs_since(session: Session, attempt_id: int, since: datetime) -> tuple[datetime, ...]:
    """Return when answers of an attempt arrived after an instant."""
    statement = select(AttemptEvent.server_at).where(
        AttemptEvent.attempt_id == attempt_id, AttemptEvent.server_at > since
    )
    return tuple(session.execute(statement.distinct().order_by(AttemptEvent.server_at)).scalars())


def given_at(session: Session, attempt_id: int, at: datetime) -> int:
    """Return how many seconds were given to an attempt at an instant."""
    statement = select(func.coalesce(func.sum(AttemptCredit.seconds), 0)).where(
        AttemptCredit.attempt_id == attempt_id, AttemptCredit.at == at
    )
    return int(session.execute(statement).scalar_one())


def gaps_of(session: Session, attempt_ids: Collection[int]) -> tuple[GapLine, ...]:
    """Return the silences of attempts in their order."""
    credited = case((AttemptCredit.id.is_not(None), True), else_=False).label("credited")
    statement = (
        select(AttemptGap.id, AttemptGap.attempt_id, AttemptGap.from_at, AttemptGap.to_at, credited)
        .outerjoin(AttemptCredit, AttemptCredit.gap_id == AttemptGap.id)
        .where(AttemptGap.attempt_id.in_(set(attempt_ids)))
        .order_by(AttemptGap.id)
    )
    return tuple(GapLine(**row._asdict()) for row in session.execute(statement))


def open_gaps(session: Session, attempt_ids: Collection[int]) -> tuple[GapLine, ...]:
    """Return the silences whose time nobody has given back."""
    return tuple(gap for gap in gaps_of(session, attempt_ids) if not gap.credited)


def credits_of(session: Session, attempt_ids: Collection[int]) -> tuple[CreditLine, ...]:
    """Return the time that was given to attempts, oldest first."""
    names = CreditLine.__dataclass_fields__
    statement = select(*(getattr(AttemptCredit, name) for name in names)).where(
        AttemptCredit.attempt_id.in_(set(attempt_ids))
    )
    return tuple(CreditLine(**row._asdict()) for row in session.execute(statement.order_by(AttemptCredit.id)))


def papers_of(
    session: Session, sitting_id: int, *, at: datetime, since: datetime | None = None
) -> tuple[ExamPaper, ...]:
    """Return the papers of a sitting; with `since` those that changed after an instant or are silent now."""
    names = [name for name in ExamPaper.__dataclass_fields__ if name not in {"answered", "heard_at"}]
    statement = select(*(getattr(Attempt, name) for name in names)).where(Attempt.sitting_id == sitting_id)
    if since is not None:
        statement = statement.where(_changed(since, at))
    rows = session.execute(statement.order_by(Attempt.id)).all()
    ids = [row.id for row in rows]
    answered, heard = _answered(session, ids), _heard(session, ids)
    return tuple(
        ExamPaper(**row._asdict(), answered=answered.get(row.id, 0), heard_at=heard.get(row.id)) for row in rows
    )


def has_begun(session: Session, sitting_id: int) -> bool:
    """Tell whether anybody has begun a paper of a sitting."""
    return bool(session.execute(select(exists().where(Attempt.sitting_id == sitting_id))).scalar())


def has_open_papers(session: Session, sitting_id: int) -> bool:
    """Tell whether anybody still writes in a sitting."""
    found = exists().where(Attempt.sitting_id == sitting_id, Attempt.state == "open")
    return bool(session.execute(select(found)).scalar())


def export_exam_days(session: Session, person_id: int) -> dict[str, object]:
    """Return what the clock of a person's papers was made of: silences, and time given, with the reasons."""
    ids = list(session.execute(select(Attempt.id).where(Attempt.person_id == person_id)).scalars())
    gaps = [
        {"attempt_id": gap.attempt_id, "from_at": gap.from_at, "to_at": gap.to_at, "given_back": gap.credited}
        for gap in gaps_of(session, ids)
    ]
    given = [
        {"attempt_id": one.attempt_id, "kind": one.kind, "seconds": one.seconds, "reason": one.reason, "at": one.at}
        for one in credits_of(session, ids)
    ]
    return {"attempt_gaps": gaps, "attempt_time_given": given}


def _changed(since: datetime, at: datetime) -> Any:
    heard = exists().where(AttemptContact.attempt_id == Attempt.id, AttemptContact.last_at > at - SILENCE)
    return or_(
        Attempt.started_at > since,
        Attempt.submitted_at > since,
        and_(Attempt.state == "open", ~heard),
        *(
            exists().where(table.attempt_id == Attempt.id, column > since)
            for table, column in (
                (AttemptContact, AttemptContact.last_at),
                (AttemptEvent, AttemptEvent.server_at),
                (AttemptCredit, AttemptCredit.at),
            )
        ),
    )


def _answered(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """Return how many questions of each attempt have an answer in the server's order: near enough for a bar."""
    last = (
        select(func.max(AttemptEvent.id))
        .where(AttemptEvent.attempt_id.in_(ids), ~AttemptEvent.item_id.endswith(SURE))
        .group_by(AttemptEvent.attempt_id, AttemptEvent.item_id)
    )
    statement = (
        select(AttemptEvent.attempt_id, func.count().label("n"))
        .where(AttemptEvent.id.in_(last), AttemptEvent.answer.is_not(None))
        .group_by(AttemptEvent.attempt_id)
    )
    return {row.attempt_id: row.n for row in session.execute(statement)}


def _heard(session: Session, ids: Sequence[int]) -> dict[int, datetime]:
    """Return when each attempt was last heard of, by heartbeat or answer."""
    found: dict[int, datetime] = {}
    for table, column in ((AttemptContact, AttemptContact.last_at), (AttemptEvent, AttemptEvent.server_at)):
        statement = select(table.attempt_id, func.max(column).label("at")).where(table.attempt_id.in_(ids))
        for row in session.execute(statement.group_by(table.attempt_id)):
            found[row.attempt_id] = max(row.at, found.get(row.attempt_id, row.at))
    return found

"""Signs of life of open papers: the heartbeat moves contact forward, and its return after a silence leaves a gap."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.assessment.models import Attempt, AttemptContact, AttemptGap
from app.assessment.queries import last_sign, signs_since
from app.assessment.rules.contact import silences
from app.kernel.errors import NotFoundError
from app.storage.prepared import PreparedInsert

_CONTACTS: Any = AttemptContact.__table__
_ATTEMPTS: Any = Attempt.__table__
_COLUMNS = ("attempt_id", "client", "first_at", "last_at")
_WHILE_OPEN = select(*(bindparam(name, type_=_CONTACTS.c[name].type) for name in _COLUMNS)).where(
    _ATTEMPTS.c.id == bindparam("attempt_id"), _ATTEMPTS.c.state == "open"
)


def _forward(dialect: Any) -> Any:
    statement = dialect.insert(_CONTACTS).from_select(_COLUMNS, _WHILE_OPEN)
    later = statement.excluded.last_at
    return statement.on_conflict_do_update(
        index_elements=["attempt_id", "client"], set_={"last_at": later}, where=_CONTACTS.c.last_at < later
    )


_NOTE = PreparedInsert({"sqlite": _forward(sqlite), "postgresql": _forward(postgresql)})


def note_contact(connection: Connection, attempt_id: int, client: str, *, at: datetime) -> None:
    """Note that a client of an open attempt is there, in one cheap statement; nothing happens to a closed one."""
    row = {"attempt_id": attempt_id, "client": client, "first_at": at, "last_at": at}
    _NOTE.run(connection, [row])


def note_return(session: Session, attempt_id: int, client: str, *, at: datetime) -> int:
    """Note a client that is heard of after a silence, with a gap for each stretch nobody was; return how many.

    Two pages that return at the same moment leave one gap: the attempt is held while it is decided.

    Raises:
        NotFoundError: There is no such attempt.
    """
    held = select(Attempt.state, Attempt.started_at).where(Attempt.id == attempt_id).with_for_update()
    attempt = session.execute(held).first()
    if attempt is None:
        raise NotFoundError
    heard = last_sign(session, attempt_id)
    if attempt.state != "open":
        return 0
    signs = signs_since(session, attempt_id, heard or attempt.started_at)
    if heard is None:  # the first sign of a page: what was saved by forms before tells where it may begin
        heard, signs = max([attempt.started_at, *signs]), ()
    found = silences(heard, signs, at)
    for silence in found:
        row = {"attempt_id": attempt_id, "client": client, "from_at": silence.from_at, "to_at": silence.to_at}
        session.execute(insert(AttemptGap).values(**row))
    note_contact(session.connection(), attempt_id, client, at=at)
    return len(found)

"""Starting, answering and handing in attempts: the only way anything is written about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.assessment.actions.drawing import DrawnPaper, draw_paper, still_fits
from app.assessment.actions.grading import LibraryOf
from app.assessment.actions.handing_in import hand_in
from app.assessment.actions.practising import end_practice
from app.assessment.models import Attempt, AttemptAllowance, AttemptEvent
from app.assessment.queries import (
    AttemptRow,
    WritableAttempt,
    accommodation_of,
    events_of,
    find_attempt,
    find_writable_attempt,
    latest_series,
    overdue_attempts,
    specs_for,
    standing_in,
)
from app.assessment.rules.batch import Batch, Refusal, client_instant, read_answers, read_form
from app.assessment.rules.ledger import FORM_CLIENT, answers_from, changed_answers
from app.assessment.rules.paper import Paper
from app.assessment.rules.timing import (
    TimeFrame,
    accepts_answers,
    clock_of,
    extra_time,
    is_overdue,
    remaining_seconds,
)
from app.assessment.rules.verdicts import StartVerdict
from app.assessment.rules.windows import Window
from app.audit.actions import write_audit
from app.content.library import Library, Quiz
from app.identity.queries import trade_of
from app.kernel.errors import N_, InvalidError, NotFoundError, RefusedError
from app.storage.locks import SITTINGS, lock_person, share_named
from app.storage.prepared import PreparedInsert

_EVENTS: Any = AttemptEvent.__table__
_ATTEMPTS: Any = Attempt.__table__
_COLUMNS = ("attempt_id", "client", "seq", "item_id", "answer", "lang", "client_at", "server_at")
_WHILE_OPEN = (
    select(*(bindparam(name, type_=_EVENTS.c[name].type) for name in _COLUMNS))
    .where(_ATTEMPTS.c.id == bindparam("attempt_id"), _ATTEMPTS.c.state == "open")
    .with_for_update(read=True)  # so that a submission of the same moment comes before or after, never between
)
_APPEND = PreparedInsert(
    {
        "sqlite": sqlite.insert(_EVENTS).from_select(_COLUMNS, _WHILE_OPEN).on_conflict_do_nothing(),
        "postgresql": postgresql.insert(_EVENTS).from_select(_COLUMNS, _WHILE_OPEN).on_conflict_do_nothing(),
    }
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a batch: acknowledged seqs are safe once the transaction has committed."""

    acked: tuple[int, ...]
    refused: tuple[Refusal, ...]
    remaining_seconds: int | None
    others: bool


@dataclass(frozen=True, slots=True)
class ReadyEvents:
    """A batch that has been checked and read: the rows to append, and the answer to give once they stand."""

    attempt_id: int
    rows: tuple[Mapping[str, Any], ...]
    recorded: Recorded


@dataclass(frozen=True, slots=True)
class SentForm:
    """A whole paper sent as a form; `seen` is the last event that the page knew, None leaves answers alone."""

    fields: Mapping[str, Sequence[str]]
    seen: int | None
    lang: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether an attempt is handed in, and which answers of the sent form could not be read."""

    submitted: bool
    errors: Mapping[str, InvalidError] = field(default_factory=dict)


def start_attempt(
    session: Session,
    library_of: LibraryOf,
    quiz_id: str,
    person_id: int,
    *,
    release_id: int,
    by: int | None,
    at: datetime,
    seed: str | None = None,
    drawn: DrawnPaper | None = None,
) -> int:
    """Return the id of the person's open attempt at a quiz, a new one when none is open and one may start.

    An open attempt whose time has run out is handed in instead, and its id returned. A paper `drawn` ahead is taken
    if it still fits; so three hundred who begin at once wait for each other only while they are written down.

    Raises:
        NotFoundError: The release has no such quiz.
        RefusedError: `already_passed`, `attempts_exhausted`, `wait`, `waiting`, `closed`, `not_open`, `no_sitting` or
            `pool_too_small`.
    """
    quiz = library_of(release_id).quizzes.get(quiz_id)
    if quiz is None:
        raise NotFoundError
    lock_person(session, person_id)
    share_named(session, SITTINGS)
    standing = standing_in(session, quiz, person_id, at=at)
    if standing.verdict.attempt_id is not None:
        row = next(row for row in standing.series if row.id == standing.verdict.attempt_id)
        if is_overdue(row.deadline_at, row.ends_at, at):
            hand_in(session, row, library_of(row.release_id), by=None, at=at)
        return row.id
    _refuse(standing.verdict)
    end_practice(session, library_of, quiz_id, person_id, at=at)
    if drawn is None or not still_fits(session, drawn.paper, quiz_id, release_id):
        drawn = draw_paper(session, library_of(release_id), quiz, trade=trade_of(session, person_id), seed=seed)
    values = _times(session, quiz, person_id, standing.limits.window, at)
    values |= {"seed": drawn.seed, "cycle": standing.cycle}
    return _insert_attempt(session, person_id, drawn.paper, values, by=by, at=at)


def prepare_events(
    connection: Connection, library_of: LibraryOf, attempt_id: int, batch: Batch, *, by: int, at: datetime
) -> ReadyEvents:
    """Check and read a batch without any lock, so that the gate is open only for the append itself.

    Unknown questions and answers that cannot be read are refused one by one; the others are ready.

    Raises:
        NotFoundError: There is no such attempt of this person.
        RefusedError: `submitted` or `time_over` (deadline and grace have passed).
    """
    found = find_writable_attempt(connection, attempt_id, client=batch.client, seen=batch.seen_or_all)
    if found is None or found.person_id != by:
        raise NotFoundError
    _refuse_closed(found, at)
    kept, refused = read_answers(batch, found.paper, specs_for(library_of(found.release_id), found.paper))
    rows = tuple(
        {
            "attempt_id": attempt_id,
            "client": batch.client,
            "seq": event.seq,
            "item_id": event.item,
            "answer": answer,
            "lang": event.lang if event.lang in {"zh", "en"} else "zh",
            "client_at": client_instant(event),
            "server_at": at,
        }
        for event, answer in kept
    )
    acked = tuple(event.seq for event, _ in kept)
    left = remaining_seconds(found.deadline_at, at)
    return ReadyEvents(attempt_id, rows, Recorded(acked, tuple(refused), left, found.others))


def append_events(connection: Connection, ready: ReadyEvents) -> Recorded:
    """Append what is ready to the ledger, if the attempt is still open; events that stand there stay as they are.

    Raises:
        RefusedError: `submitted`.
    """
    _append(connection, ready.attempt_id, ready.rows)
    return ready.recorded


def record_events(
    session: Session, library_of: LibraryOf, attempt_id: int, batch: Batch, *, by: int, at: datetime
) -> Recorded:
    """Prepare and append a batch in one transaction."""
    connection = session.connection()
    return append_events(connection, prepare_events(connection, library_of, attempt_id, batch, by=by, at=at))


def record_form(
    session: Session, library_of: LibraryOf, attempt_id: int, form: SentForm, *, by: int, at: datetime
) -> Outcome:
    """Append what a whole form changed against the page it came from; answers that cannot be read come back.

    Raises:
        NotFoundError: There is no such attempt of this person.
        RefusedError: `submitted` or `time_over`.
    """
    row = _own_locked(session, attempt_id, by)
    _refuse_closed(row, at)
    return Outcome(submitted=False, errors=_record_form(session, row, library_of(row.release_id), form, at))


def submit_attempt(
    session: Session,
    library_of: LibraryOf,
    attempt_id: int,
    form: SentForm | None = None,
    *,
    by: int,
    at: datetime,
) -> Outcome:
    """Hand in an attempt: once, however often it is asked for; writes score, receipt, evidence and audit.

    Answers sent along are recorded first, in time or within the grace; when some cannot be read, the attempt
    stays open and they come back. After the grace the attempt is handed in as the ledger has it.

    Raises:
        NotFoundError: There is no such attempt of this person.
    """
    lock_person(session, by)
    row = _own_locked(session, attempt_id, by)
    if not row.is_open:
        return Outcome(submitted=True)
    library = library_of(row.release_id)
    if form is not None and accepts_answers(row.deadline_at, at):
        errors = _record_form(session, row, library, form, at)
        in_time = row.deadline_at is None or at < row.deadline_at
        if errors and in_time:
            return Outcome(submitted=False, errors=errors)
    hand_in(session, row, library, by=by, at=at)
    return Outcome(submitted=True)


def submit_overdue(session: Session, library_of: LibraryOf, *, at: datetime, limit: int = 20) -> int:
    """Hand in open attempts whose deadline and grace have passed, oldest first; return how many."""
    count = 0
    for attempt_id, release_id in overdue_attempts(session, at=at, limit=limit):
        row = find_attempt(session, attempt_id)
        if row is None:
            continue
        lock_person(session, row.person_id)
        locked = find_attempt(session, attempt_id, lock=True)
        if locked is not None and locked.is_open and is_overdue(locked.deadline_at, locked.ends_at, at):
            hand_in(session, locked, library_of(release_id), by=None, at=at)
            count += 1
    return count


def grant_attempts(
    session: Session, person_id: int, quiz_id: str, extra: int, reason: str, *, by: int | None, at: datetime
) -> None:
    """Let a person try a quiz that many times more in the present series; InvalidError below 1 or above 10."""
    if not 1 <= extra <= 10:  # noqa: PLR2004 - more is a slip of the hand
        raise InvalidError("extra", N_("Grant between 1 and 10 further attempts."))
    cycle = latest_series(session, person_id, quiz_id)
    row = {"person_id": person_id, "quiz_id": quiz_id, "cycle": cycle, "extra": extra, "reason": reason}
    session.execute(insert(AttemptAllowance).values(**row, granted_by=by, granted_at=at))
    detail = {"quiz": quiz_id, "extra": extra, "reason": reason}
    write_audit(session, "attempts.granted", f"person:{person_id}", detail, by=by, at=at)


def grant_one_more(session: Session, quiz: Quiz, person_id: int, reason: str, *, by: int | None, at: datetime) -> None:
    """Let a person who has used all attempts try the quiz once more.

    Raises:
        RefusedError: `attempts_left`, also for the second of two clicks.
    """
    lock_person(session, person_id)
    if standing_in(session, quiz, person_id, at=at).verdict.state != "exhausted":
        raise RefusedError("attempts_left", N_("There is an attempt left or a pass already. Nothing was changed."))
    grant_attempts(session, person_id, quiz.id, 1, reason, by=by, at=at)


def _times(session: Session, quiz: Quiz, person_id: int, window: Window, at: datetime) -> dict[str, Any]:
    """Return everything that decides until when a new attempt may be written."""
    accommodation = accommodation_of(session, person_id, at=at)
    plain = TimeFrame(at, quiz.time_limit, window.closes_at)
    extra = extra_time(accommodation, plain, window.opens_at)
    clock = clock_of(TimeFrame(at, quiz.time_limit, window.closes_at, extra), window.late, window.grace)
    second = timedelta(seconds=1)
    return {
        "started_at": at,
        "limit_seconds": None if quiz.time_limit is None else int(quiz.time_limit / second),
        "closes_at": window.closes_at,
        "extra_seconds": int(extra / second),
        "deadline_at": clock.deadline_at,
        "sitting_id": window.sitting_id,
        "accommodation_id": None if accommodation is None else accommodation.id,
        "late_policy": window.late,
        "grace_seconds": int(window.grace / second),
        "ends_at": clock.ends_at,
    }


def _insert_attempt(
    session: Session, person_id: int, paper: Paper, values: Mapping[str, Any], *, by: int | None, at: datetime
) -> int:
    what = {"person_id": person_id, "quiz_id": paper.quiz, "release_id": paper.release, "paper": paper.to_json()}
    inserted = session.execute(insert(Attempt).values(**what, **values).returning(Attempt.id))
    attempt_id = int(inserted.scalar_one())
    detail = {"quiz": paper.quiz, "release": paper.release, "cycle": values["cycle"], "sitting": values["sitting_id"]}
    write_audit(session, "attempt.started", f"attempt:{attempt_id}", detail, by=by, at=at)
    return attempt_id


def _own_locked(session: Session, attempt_id: int, by: int) -> AttemptRow:
    row = find_attempt(session, attempt_id, lock=True)
    if row is None or row.person_id != by:
        raise NotFoundError
    return row


def _record_form(
    session: Session, row: AttemptRow, library: Library, form: SentForm, at: datetime
) -> dict[str, InvalidError]:
    if form.seen is None:
        return {}
    sent, errors = read_form(form.fields, row.paper, specs_for(library, row.paper))
    events = events_of(session, row.id)
    shown = answers_from(event for event in events if event.id <= form.seen)
    changes = changed_answers(shown, sent, answers_from(events))
    first = max((event.seq for event in events if event.client == FORM_CLIENT), default=0) + 1
    rows = [
        {
            "attempt_id": row.id,
            "client": FORM_CLIENT,
            "seq": seq,
            "item_id": item_id,
            "answer": answer,
            "lang": form.lang,
            "client_at": None,
            "server_at": at,
        }
        for seq, (item_id, answer) in enumerate(changes.items(), start=first)
    ]
    _append(session.connection(), row.id, rows)
    return errors


def _append(connection: Connection, attempt_id: int, rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    if _APPEND.run(connection, rows) != len(rows):  # some stood there already, or the attempt was handed in meanwhile
        state = select(_ATTEMPTS.c.state).where(_ATTEMPTS.c.id == attempt_id)
        if connection.execute(state).scalar() != "open":
            raise _submitted()


def _submitted() -> RefusedError:
    return RefusedError("submitted", N_("This attempt is handed in already. Nothing was changed."))


def _refuse_closed(row: AttemptRow | WritableAttempt, at: datetime) -> None:
    if not row.is_open:
        raise _submitted()
    if not accepts_answers(row.deadline_at, at):
        raise RefusedError("time_over", N_("The time for this attempt is over. What was saved in time counts."))


def _refuse(verdict: StartVerdict) -> None:
    messages = {
        "passed": ("already_passed", N_("You have passed this quiz; there is nothing more to do.")),
        "exhausted": ("attempts_exhausted", N_("All attempts are used. Ask your manager for a further one.")),
        "waiting": ("waiting", N_("People are still marking your last paper. You will see the result here.")),
        "wait": ("wait", N_("The next attempt is not open yet. The page of the quiz says when it will be.")),
        "closed": ("closed", N_("This quiz is closed.")),
        "not_open": ("not_open", N_("This quiz is not open yet. Its page says when it will be.")),
        "no_sitting": ("no_sitting", N_("This quiz is written at an appointed time. Ask your manager for one.")),
    }
    if verdict.state in messages:
        raise RefusedError(*messages[verdict.state])

"""Answer files that staff bring in: looked at first, then appended to the ledger, also after the time was over."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.assessment.actions.grading import LibraryOf
from app.assessment.actions.handing_in import keep_hand_in
from app.assessment.models import AttemptEvent
from app.assessment.queries import AttemptRow, events_of, find_attempt, marks_of, specs_for
from app.assessment.rules.batch import Batch, Refusal, SentEvent, client_instant, read_answers
from app.assessment.rules.handover import Brought, weigh_file
from app.audit.actions import write_audit
from app.items.base import Answer
from app.items.registry import KINDS
from app.kernel.errors import NotFoundError
from app.storage.dialects import insert_ignore
from app.storage.locks import lock_person


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a file would do to a paper: by question, and what cannot be read at all."""

    brought: tuple[Brought, ...]
    refused: tuple[Refusal, ...]

    @property
    def changes(self) -> tuple[Brought, ...]:
        """What becomes the answer."""
        return tuple(one for one in self.brought if one.verdict == "changes")


def weigh_answer_file(session: Session, library_of: LibraryOf, row: AttemptRow, batch: Batch) -> Weighed:
    """Tell what a file would do; nothing is written."""
    return _weigh(session, library_of, row, batch)[0]


def take_answer_file(
    session: Session,
    library_of: LibraryOf,
    attempt_id: int,
    batch: Batch,
    reason: str,
    *,
    counts_in_time: bool,
    by: int,
    at: datetime,
) -> Weighed:
    """Append a file's answers under their own client and numbers; a paper that is handed in gets a new receipt.

    Taking the same file again changes nothing. With `counts_in_time` a paper that counts as zero because the network
    kept its person from handing in counts as handed in.

    Raises:
        NotFoundError: There is no such attempt.
    """
    row = _held(session, attempt_id)
    weighed, kept = _weigh(session, library_of, row, batch)
    wanted = {seq for one in weighed.brought for seq in one.seqs}
    rows = [_event(row.id, batch.client, event, answer, at) for event, answer in kept if event.seq in wanted]
    added = insert_ignore(session, AttemptEvent.__table__, rows)  # type: ignore[arg-type]
    lifts = row.is_zero and counts_in_time
    if not (added or lifts):
        return weighed
    changed = [one.item_id for one in weighed.changes]
    detail = {"client": batch.client, "reason": reason, "events": added, "changed": changed, "in_time": lifts}
    write_audit(session, "attempt.answers_brought", f"attempt:{row.id}", detail, by=by, at=at)
    if row.submitted_at is not None and (changed or lifts):
        _mark_anew(session, row, changed, at)
        zero, library = row.is_zero and not lifts, library_of(row.release_id)
        keep_hand_in(session, row, library, submitted_at=row.submitted_at, is_zero=zero, by=by, at=at)
    return weighed


def _mark_anew(session: Session, row: AttemptRow, changed: Collection[str], at: datetime) -> None:
    """Take the paper from its markers when an answer that people mark has changed: its new grade asks them anew."""
    if any(item.id in changed and KINDS[item.kind].marked_by == "people" for item in row.paper.items):
        for handler in session.info.get("reopening_handlers", ()):
            handler(session, row.id, at)


def _held(session: Session, attempt_id: int) -> AttemptRow:
    """Lock the person, then the attempt, as everybody does who hands in."""
    found = find_attempt(session, attempt_id)
    if found is None:
        raise NotFoundError
    lock_person(session, found.person_id)
    return find_attempt(session, attempt_id, lock=True) or found


def _weigh(
    session: Session, library_of: LibraryOf, row: AttemptRow, batch: Batch
) -> tuple[Weighed, Sequence[tuple[SentEvent, Answer]]]:
    kept, refused = read_answers(batch, row.paper, specs_for(library_of(row.release_id), row.paper))
    brought = weigh_file(events_of(session, row.id), batch.client, kept, marks_of(session, row.id).keys())
    return Weighed(brought, tuple(refused)), kept


def _event(attempt_id: int, client: str, event: SentEvent, answer: Answer, at: datetime) -> dict[str, Any]:
    return {
        "attempt_id": attempt_id,
        "client": client,
        "seq": event.seq,
        "item_id": event.item,
        "answer": answer,
        "lang": event.lang if event.lang in {"zh", "en"} else "zh",
        "client_at": client_instant(event),
        "server_at": at,
    }

"""Filing, taking, looking and deciding: the only way anything is written about appeals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from app.appeals.models import Appeal
from app.appeals.queries import appeals_of, find_appeal
from app.appeals.rules import LONGEST, OUTCOMES, TO_ANSWER, Action, AppealRow, Outcome, actions_for, may_file
from app.assessment.queries import AttemptRow, grades_of
from app.audit.actions import write_audit
from app.identity.queries import leaf_team_of
from app.kernel.errors import N_, InvalidError, NotFoundError, RefusedError
from app.marking.actions import ask_again
from app.storage.locks import lock_person

_REFUSALS = {
    "open": N_("Hand in the attempt first."),
    "late": N_("The time to appeal is over: fourteen days after the result."),
    "filed": N_("You have appealed about this question already."),
    "unmarked": N_("This question still waits for its mark. Appeal when you have seen it."),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer decided; the reason is written for the learner."""

    outcome: Outcome
    action: Action
    reason: str


def file_appeal(session: Session, attempt: AttemptRow, item_id: str, claim: str, *, by: int, at: datetime) -> int:
    """File a learner's claim about one question of the own attempt; return the appeal's id.

    Raises:
        NotFoundError: The question is not on the paper, or the attempt is somebody else's or does not count.
        InvalidError: No claim.
        RefusedError: `open`, `late`, `filed` or `unmarked`.
    """
    if attempt.person_id != by or attempt.mode != "graded":
        raise NotFoundError
    lock_person(session, by)
    grades = grades_of(session, attempt.id)
    states = {row[0]: row[3] for row in (grades[-1].items if grades else [])}
    if item_id not in {item.id for item in attempt.paper.items}:
        raise NotFoundError
    if not claim.strip():
        raise InvalidError("claim", N_("Say what is wrong about the question or its mark."))
    refusal = may_file(
        is_open=attempt.is_open,
        known_at=grades[-1].at if grades else None,
        item_state=states.get(item_id, ""),
        filed=any(appeal.item_id == item_id for appeal in appeals_of(session, by, attempt.id)),
        at=at,
    )
    if refusal != "none":
        raise RefusedError(refusal, _REFUSALS[refusal])
    appeal_id = _insert(session, attempt, item_id, claim, by=by, at=at)
    detail = {"attempt": attempt.id, "question": item_id}
    write_audit(session, "appeal.filed", f"appeal:{appeal_id}", detail, by=by, at=at)
    return appeal_id


def _insert(session: Session, attempt: AttemptRow, item_id: str, claim: str, *, by: int, at: datetime) -> int:
    values = {
        "attempt_id": attempt.id,
        "item_id": item_id,
        "person_id": by,
        "team_id": leaf_team_of(session, by, at=at),
        "quiz_id": attempt.quiz_id,
        "release_id": attempt.release_id,
        "claim": claim.strip()[:LONGEST],
        "filed_at": at,
        "due_at": at + TO_ANSWER,
    }
    return int(session.execute(insert(Appeal).values(**values).returning(Appeal.id)).scalar_one())


def withdraw_appeal(session: Session, appeal_id: int, *, by: int, at: datetime) -> None:
    """Take the own appeal back while nobody has decided; RefusedError `decided` afterwards."""
    row = _locked(session, appeal_id)
    if row.person_id != by:
        raise NotFoundError
    _refuse_decided(row)
    _save(session, row, "appeal.withdrawn", {"state": "withdrawn", "decided_at": at}, by=by, at=at)


def take_appeal(session: Session, appeal_id: int, *, by: int, at: datetime) -> None:
    """Take an appeal to look at it; doing it twice changes nothing.

    Raises:
        NotFoundError: It is one's own.
        RefusedError: `decided`, or `taken` by a colleague.
    """
    row = _locked(session, appeal_id)
    if row.person_id == by:
        raise NotFoundError
    _refuse_decided(row)
    if row.reviewer_id not in (None, by):
        raise RefusedError("taken", N_("A colleague is looking at this appeal already."))
    if row.reviewer_id is None:
        _save(session, row, "appeal.taken", {"state": "taken", "reviewer_id": by, "taken_at": at}, by=by, at=at)


def hand_back_appeal(session: Session, appeal_id: int, *, by: int, at: datetime) -> None:
    """Give an appeal back to the others; what was noted goes with it."""
    row = _taken(session, appeal_id, by)
    values = {"state": "filed", "reviewer_id": None, "taken_at": None, "look": None}
    _save(session, row, "appeal.handed_back", values, by=by, at=at)


def note_look(session: Session, appeal_id: int, look: str, *, by: int, at: datetime) -> None:
    """Keep what the reviewer thinks before key and mark are shown; once.

    Raises:
        InvalidError: Nothing written.
        RefusedError: `looked`: the key has been shown since.
    """
    row = _taken(session, appeal_id, by)
    if not look.strip():
        raise InvalidError("look", N_("Say which answers you would accept, and why."))
    if row.look is not None:
        raise RefusedError("looked", N_("You have written down your view already; since then the key is shown."))
    _save(session, row, "appeal.looked_at", {"look": look.strip()[:LONGEST]}, by=by, at=at)


def decide_appeal(
    session: Session, appeal_id: int, decision: Decision, *, marked_by: str, by: int, at: datetime
) -> AppealRow:
    """Decide an appeal with a reason for the learner; return it as it stands then.

    `marked_by` is who marks the question's kind (engine or people).

    Raises:
        InvalidError: No reason, or an action that does not follow from the outcome.
        RefusedError: `not_looked`: the own view comes before the key.
    """
    row = _taken(session, appeal_id, by)
    if row.look is None:
        raise RefusedError("not_looked", N_("Write down your own view first."))
    if decision.outcome not in OUTCOMES:
        raise InvalidError("outcome", N_("Please choose an outcome."))
    if decision.action not in actions_for(marked_by, decision.outcome):
        raise InvalidError("action", N_("This does not follow from the outcome."))
    if not decision.reason.strip():
        raise InvalidError("reason", N_("Give the learner a reason."))
    values = {
        "state": "decided",
        "outcome": decision.outcome,
        "action": decision.action,
        "reason": decision.reason.strip()[:LONGEST],
        "decided_at": at,
    }
    _save(session, row, "appeal.decided", values, by=by, at=at)
    if decision.action == "remark":
        ask_again(session, row.attempt_id, row.item_id, by=by, at=at)
    return _locked(session, appeal_id)


def _locked(session: Session, appeal_id: int) -> AppealRow:
    row = find_appeal(session, appeal_id, lock=True)
    if row is None:
        raise NotFoundError
    return row


def _taken(session: Session, appeal_id: int, by: int) -> AppealRow:
    row = _locked(session, appeal_id)
    _refuse_decided(row)
    if row.reviewer_id != by:
        raise RefusedError("not_taken", N_("Take this appeal first."))
    return row


def _refuse_decided(row: AppealRow) -> None:
    if row.state in {"decided", "withdrawn"}:
        raise RefusedError("decided", N_("This appeal is closed already. Nothing was changed."))


def _save(session: Session, row: AppealRow, deed: str, values: Mapping[str, object], *, by: int, at: datetime) -> None:
    session.execute(update(Appeal).where(Appeal.id == row.id).values(**values))
    kept = {name: value for name, value in values.items() if name in {"outcome", "action", "state"}}
    write_audit(session, deed, f"appeal:{row.id}", kept, by=by, at=at)

"""Carrying corrections of questions out: decided once, then every attempt it touches is graded anew."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from app.assessment.actions.grading import LibraryOf, append_grade
from app.assessment.models import AttemptCorrection, ItemCorrection, ItemQuarantine
from app.assessment.queries.attempts import find_attempt
from app.assessment.queries.corrections import CorrectionLine, Scope, attempts_left, find_correction, last_attempt
from app.assessment.queries.grades import quarantined
from app.assessment.rules.grades import Graded
from app.assessment.rules.marking import ACTIONS, HARMS, Action, Harm
from app.audit.actions import write_audit
from app.items.base import ItemSpec
from app.kernel.errors import N_, InvalidError, NotFoundError, RefusedError
from app.storage.locks import lock_person


@dataclass(frozen=True, slots=True)
class CorrectionDraft:
    """What somebody is about to decide: nothing of it is written before it is confirmed."""

    scope: Scope
    action: Action
    harm: Harm
    reason: str
    spec: ItemSpec | None = None
    explain: dict[str, str] | None = None
    appeal_id: int | None = None


def decide_correction(
    session: Session, draft: CorrectionDraft, *, preview: dict[str, Any], by: int | None, at: datetime
) -> int:
    """Keep a correction with the dry run that was confirmed; a void question goes into quarantine. Return its id.

    Raises:
        InvalidError: Without a reason, or a new key without the corrected question.
    """
    if draft.action not in ACTIONS or draft.harm not in HARMS:
        raise NotFoundError
    if not draft.reason.strip():
        raise InvalidError("reason", N_("Say why. Everybody whose result changes can read it."))
    if (draft.action == "rekey") != (draft.spec is not None):
        raise InvalidError("action", N_("A new key needs the corrected question."))
    values = {
        "question_id": draft.scope.question_id,
        "action": draft.action,
        "harm": draft.harm,
        "scope": {**asdict(draft.scope), "versions": list(draft.scope.versions), "upto": last_attempt(session)},
        "spec": None if draft.spec is None else draft.spec.model_dump(mode="json", exclude_none=True),
        "explain": draft.explain,
        "reason": draft.reason.strip(),
        "preview": preview,
        "appeal_id": draft.appeal_id,
    }
    statement = insert(ItemCorrection).values(**values, by=by, at=at).returning(ItemCorrection.id)
    correction_id = int(session.execute(statement).scalar_one())
    if draft.action == "void":
        quarantine_item(session, draft.scope.question_id, draft.reason, by=by, at=at)
    detail = {"correction": correction_id, "action": draft.action, "harm": draft.harm, "preview": preview}
    write_audit(session, "question.corrected", f"question:{draft.scope.question_id}", detail, by=by, at=at)
    return correction_id


def carry_out(
    session: Session, library_of: LibraryOf, correction_id: int, *, limit: int = 100, at: datetime
) -> tuple[list[Graded], bool]:
    """Grade the next attempts of a correction anew; return the new outcomes and whether some are left.

    Every attempt is reached exactly once, whatever is killed in between: what was done is a row beside its grade.
    """
    correction = find_correction(session, correction_id)
    if correction is None:
        raise NotFoundError
    left = attempts_left(session, correction_id, scope_of(correction), upto=int(correction.scope["upto"]), limit=limit)
    graded = []
    for person_id, attempt_id in left:  # in the order of people, so that two corrections never wait for each other
        lock_person(session, person_id)
        row = find_attempt(session, attempt_id, lock=True)
        if row is None:
            continue
        session.execute(insert(AttemptCorrection).values(attempt_id=attempt_id, correction_id=correction_id))
        library = library_of(row.release_id)
        graded.append(
            append_grade(
                session, library, attempt_id, "correction", by=correction.by, at=at, correction_id=correction_id
            )
        )
    return graded, len(left) == limit


def scope_of(correction: CorrectionLine) -> Scope:
    """Return whose attempts a kept correction is about."""
    kept = correction.scope
    return Scope(kept["question_id"], kept["quiz_id"], kept["sitting_id"], tuple(kept["versions"]))


def quarantine_item(session: Session, question_id: str, reason: str, *, by: int | None, at: datetime) -> None:
    """Keep a question off new papers until somebody lifts it; doing it twice changes nothing.

    InvalidError without a reason.
    """
    if not reason.strip():
        raise InvalidError("reason", N_("Say why this question is not to be drawn."))
    if question_id in quarantined(session):
        return
    session.execute(insert(ItemQuarantine).values(question_id=question_id, reason=reason.strip()[:400], by=by, at=at))
    write_audit(session, "question.quarantined", f"question:{question_id}", {"reason": reason}, by=by, at=at)


def lift_quarantine(session: Session, question_id: str, *, by: int | None, at: datetime) -> None:
    """Let a question be drawn again; RefusedError `not_quarantined` when it is not kept off."""
    if question_id not in quarantined(session):
        raise RefusedError("not_quarantined", N_("This question is not in quarantine. Nothing was changed."))
    standing = (ItemQuarantine.question_id == question_id, ItemQuarantine.lifted_at.is_(None))
    session.execute(update(ItemQuarantine).where(*standing).values(lifted_by=by, lifted_at=at))
    write_audit(session, "question.released", f"question:{question_id}", {}, by=by, at=at)

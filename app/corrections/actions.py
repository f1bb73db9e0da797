"""Correcting a question: confirmed with the counts that were seen, carried out page by page, certificates followed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.assessment.actions import CorrectionDraft, LibraryOf, carry_out, decide_correction
from app.assessment.queries import find_correction, grades_of
from app.assessment.rules.grades import Graded
from app.certification.actions import revoke_award
from app.certification.queries import candidate_for, published_library
from app.certification.rules.ladder import tracks_for
from app.content.library import Library
from app.corrections.queries import awards_resting_on, dry_run_of, stands_without
from app.identity.queries import find_person
from app.jobs.actions import enqueue
from app.kernel.errors import N_, NotFoundError, RefusedError

CARRY_OUT = "carry_out_correction"
AT_ONCE = 50


def confirm_correction(
    session: Session,
    library_of: LibraryOf,
    draft: CorrectionDraft,
    *,
    seen: Mapping[str, Any],
    accepts_harm: bool,
    by: int,
    at: datetime,
) -> int:
    """Decide a correction after its dry run was seen, and begin to carry it out; return its id.

    Raises:
        RefusedError: `changed` when the dry run would count differently now, `harms` when somebody would lose and
            that was not confirmed a second time. Nothing is changed.
    """
    run = dry_run_of(session, draft.scope, draft.action, draft.harm, draft.spec)
    if run.to_json() != dict(seen):
        raise RefusedError("changed", N_("Meanwhile the numbers have changed. Please look at them again."))
    if run.harms and not accepts_harm:
        raise RefusedError("harms", N_("Somebody would lose by this. Confirm that you want it."))
    correction_id = decide_correction(session, draft, preview=run.to_json(), by=by, at=at)
    go_on(session, library_of, correction_id, at=at)
    return correction_id


def go_on(session: Session, library_of: LibraryOf, correction_id: int, *, at: datetime) -> None:
    """Grade the next attempts of a correction anew, follow with certificates, and ask for another round."""
    correction = find_correction(session, correction_id)
    if correction is None:
        raise NotFoundError
    graded, left = carry_out(session, library_of, correction_id, limit=AT_ONCE, at=at)
    library = published_library(session)
    for outcome in graded:
        if library is not None and outcome.result.passed is not True:
            _follow(session, library, outcome, correction.reason, by=correction.by, at=at)
    if left:
        enqueue(session, CARRY_OUT, {"correction": correction_id}, at=at)


def _follow(session: Session, library: Library, outcome: Graded, reason: str, *, by: int | None, at: datetime) -> None:
    """Take back certificates that rest on the outcome as it was and would not be given any more."""
    person = find_person(session, outcome.person_id)
    if person is None:
        return
    candidate = candidate_for(session, person)
    behind = [grade.evidence_id for grade in grades_of(session, outcome.attempt_id)]
    for track in tracks_for(library, person.trade):
        for award in awards_resting_on(candidate, track, behind, at=at):
            if not stands_without(candidate, library, track, award, at=at):
                revoke_award(session, award.id, reason, by=by, at=at)

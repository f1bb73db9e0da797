"""Practising a quiz: attempts without a clock that count for nothing."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.assessment.actions.drawing import draw_paper
from app.assessment.actions.grading import LibraryOf
from app.assessment.actions.handing_in import hand_in
from app.assessment.models import Attempt
from app.assessment.queries import GRADED, attempts_of, plan_for, result_of
from app.assessment.queries.attempts import AttemptRow
from app.assessment.rules.paper import Paper, build_paper
from app.assessment.rules.practising import retry_plan, wrong_of
from app.audit.actions import write_audit
from app.content.library import Library, Quiz
from app.identity.queries import trade_of
from app.kernel.errors import N_, NotFoundError, RefusedError
from app.kernel.ids import new_token
from app.storage.locks import lock_person

PRACTICE, RETRY = "practice", "retry"


def start_practice(
    session: Session,
    library_of: LibraryOf,
    quiz_id: str,
    person_id: int,
    *,
    release_id: int,
    only_wrong: bool = False,
    by: int,
    at: datetime,
    seed: str | None = None,
) -> int:
    """Return the id of the person's open practice of a quiz, a new one when none is open.

    `only_wrong` asks again what was not entirely right in the last practice, pinned as it was then.

    Raises:
        NotFoundError: No such quiz, or it may not be practised.
        RefusedError: `graded_open` while a counting attempt is open, `nothing_wrong`, or `pool_too_small`.
    """
    quiz = library_of(release_id).quizzes.get(quiz_id)
    if quiz is None or not quiz.practice:
        raise NotFoundError
    lock_person(session, person_id)
    attempts = attempts_of(session, person_id, quiz_id)
    present = next((row for row in attempts if row.is_open), None)
    if present is not None and present.mode == GRADED:
        raise RefusedError("graded_open", N_("An attempt that counts is open. Hand it in before you practise."))
    if present is not None:
        return present.id
    token = seed or new_token()
    if only_wrong:
        paper = _again(session, library_of, quiz, attempts, token)
    else:
        paper = draw_paper(session, library_of(release_id), quiz, trade=trade_of(session, person_id), seed=token).paper
    return _insert(session, person_id, paper, RETRY if only_wrong else PRACTICE, token, by=by, at=at)


def end_practice(session: Session, library_of: LibraryOf, quiz_id: str, person_id: int, *, at: datetime) -> None:
    """Hand in an open practice of a quiz, so that an attempt that counts may begin; nothing to do without one."""
    for row in attempts_of(session, person_id, quiz_id):
        if row.is_open and row.mode != GRADED:
            hand_in(session, row, library_of(row.release_id), by=person_id, at=at)


def _again(session: Session, library_of: LibraryOf, quiz: Quiz, attempts: tuple[AttemptRow, ...], seed: str) -> Paper:
    """Build a paper of what was wrong in the last practice from the release that it was pinned to."""
    last = next((row for row in reversed(attempts) if row.mode != GRADED), None)
    if last is None:
        raise RefusedError("nothing_wrong", N_("Practise the quiz once; then you can repeat what was wrong."))
    library: Library = library_of(last.release_id)
    wrong = wrong_of(result_of(session, library, last))
    if not wrong:
        raise RefusedError("nothing_wrong", N_("Nothing was wrong the last time. Practise with new questions."))
    return build_paper(retry_plan(plan_for(library, quiz), [library.questions[name] for name in wrong]), seed)


def _insert(session: Session, person_id: int, paper: Paper, mode: str, seed: str, *, by: int, at: datetime) -> int:
    values = {
        "person_id": person_id,
        "quiz_id": paper.quiz,
        "release_id": paper.release,
        "cycle": 0,  # of no series
        "seed": seed,
        "paper": paper.to_json(),
        "mode": mode,
        "started_at": at,
    }
    attempt_id = int(session.execute(insert(Attempt).values(**values).returning(Attempt.id)).scalar_one())
    write_audit(session, "practice.started", f"attempt:{attempt_id}", {"quiz": paper.quiz, "mode": mode}, by=by, at=at)
    return attempt_id

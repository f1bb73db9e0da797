"""Keeping the health of quizzes: asked for with every outcome, computed a little later, once for many."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import cast

import msgspec
from sqlalchemy import Table
from sqlalchemy.orm import Session

from app.analysis.models import QuizHealth
from app.analysis.queries.health import find_stamp, health_now, sums_of_versions
from app.analysis.rules.health import Health, VersionSums
from app.assessment.actions.facilities import KnownFacility, keep_facilities
from app.assessment.queries import GRADED
from app.assessment.queries.outcomes import quizzes_attempted
from app.assessment.rules.grades import Graded
from app.jobs.actions import enqueue
from app.storage.dialects import upsert
from app.storage.locks import HEALTH, lock_named

QUIZ_HEALTH = "compute_quiz_health"
WAIT = timedelta(seconds=30)  # outcomes that come within it are computed together
_HEALTH = cast("Table", QuizHealth.__table__)


def on_grade(session: Session, graded: Graded, at: datetime) -> None:
    """Ask for the health of a quiz after a new outcome; practice says nothing about questions."""
    if graded.mode == GRADED:
        wish = {"quiz": graded.quiz_id}
        enqueue(session, QUIZ_HEALTH, wish, at=at, run_at=at + WAIT, unique_key=f"quiz_health:{graded.quiz_id}")


def keep_health(session: Session, health: Health, *, at: datetime) -> bool:
    """Keep a quiz's health and what follows for its questions; False when something newer is kept already."""
    lock_named(session, HEALTH)
    kept = find_stamp(session.connection(), health.quiz_id)
    if kept is not None and kept.upto_grade_id > health.upto_grade_id:
        return False
    row = {
        "quiz_id": health.quiz_id,
        "upto_grade_id": health.upto_grade_id,
        "n": health.n,
        "k": health.k,
        "body": msgspec.json.encode(health.body).decode(),
        "summary": msgspec.json.encode(health.summary).decode(),
        "sums": [list(sums) for sums in health.sums],
        "at": at,
    }
    upsert(session, _HEALTH, row, key=("quiz_id",))
    known = sums_of_versions(session, [(sums.question_id, sums.version) for sums in health.sums])
    keep_facilities(session, _facilities(known), at=at)
    return True


def rebuild_health(session: Session, *, at: datetime) -> int:
    """Compute the health of every quiz anew from the outcomes; return how many quizzes."""
    found = quizzes_attempted(session)
    for quiz_id in found:
        keep_health(session, health_now(session, session.info["libraries"], quiz_id), at=at)
    return len(found)


def _facilities(known: Mapping[tuple[str, str], VersionSums]) -> list[KnownFacility]:
    return [
        KnownFacility(one.question_id, one.version, one.n, one.shown, one.total // one.n if one.n else None)
        for one in known.values()
    ]

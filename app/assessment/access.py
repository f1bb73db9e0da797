"""The one door to an attempt: one's own, or not found."""

from sqlalchemy.orm import Session

from app.assessment.queries import AttemptRow, find_attempt
from app.content.library import Library, Quiz
from app.identity.access import access_managed_person
from app.identity.queries import PersonBrief
from app.identity.rules import Actor
from app.kernel.errors import NotFoundError


def access_attempt(session: Session, actor: Actor, attempt_id: int) -> AttemptRow:
    """Return the actor's own attempt; NotFoundError otherwise (managers see results, never papers in progress)."""
    attempt = find_attempt(session, attempt_id)
    if attempt is None or attempt.person_id != actor.person_id:
        raise NotFoundError
    return attempt


def access_examinee(session: Session, actor: Actor, person_id: int) -> PersonBrief:
    """Return a person to whom the actor may give a further attempt; never oneself: NotFoundError otherwise."""
    if person_id == actor.person_id:
        raise NotFoundError
    return access_managed_person(session, actor, person_id)


def access_quiz(library: Library, quiz_id: str) -> Quiz:
    """Return a published quiz; NotFoundError when the release has none of this id."""
    quiz = library.quizzes.get(quiz_id)
    if quiz is None:
        raise NotFoundError
    return quiz

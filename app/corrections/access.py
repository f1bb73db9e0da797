"""The door to a question's correction: it is published, or somebody has answered it."""

from sqlalchemy.orm import Session

from app.assessment.queries import Scope, touched_by
from app.content.library import Library, Question
from app.kernel.errors import NotFoundError


def access_question(session: Session, library: Library, question_id: str) -> Question | None:
    """Return a published question; None for one that only past papers hold; NotFoundError for neither."""
    question = library.questions.get(question_id)
    if question is None and not touched_by(session, Scope(question_id)):
        raise NotFoundError
    return question

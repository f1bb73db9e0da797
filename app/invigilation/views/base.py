"""The blueprint that every module of these views registers on, and what they share."""

from flask import Blueprint, Response, redirect

from app.content.library import Library, Quiz
from app.invigilation.access import Seen
from app.kernel.bilingual import Bilingual
from app.kernel.errors import NotFoundError
from app.web.request import library, library_of

blueprint = Blueprint("invigilation", __name__, template_folder="../templates")

SITTING = "/sittings/<int(max=9007199254740991):sitting_id>"


def go(url: str) -> Response:
    """Go on to a page after something was done."""
    return redirect(url, 303)  # type: ignore[return-value]


def title_of(seen: Seen) -> Bilingual | None:
    """Return the title of a sitting's quiz, None when the release has it no more."""
    quiz = library().quizzes.get(seen.sitting.quiz_id)
    return None if quiz is None else quiz.title


def quiz_of(release: int | None, quiz_id: str) -> Quiz:
    """Return a quiz as a paper pinned it, or as it is published; NotFoundError when there is none."""
    found: Library = library() if release is None else library_of(release)
    quiz = found.quizzes.get(quiz_id)
    if quiz is None:
        raise NotFoundError
    return quiz

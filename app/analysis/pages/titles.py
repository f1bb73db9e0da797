"""Titles of quizzes and stems of questions as plain words."""

import re
from html import unescape

from app.content.library import Library, Question
from app.kernel.bilingual import Lang

_TAG = re.compile(r"<[^>]+>")
_LONGEST = 90


def quiz_title(library: Library, quiz_id: str, spoken: Lang) -> str:
    """Return the title of a quiz; its id when the content no longer has it."""
    quiz = library.quizzes.get(quiz_id)
    return quiz_id if quiz is None else quiz.title.in_lang(spoken)


def plain(html: str) -> str:
    """Return inline HTML as plain words."""
    return unescape(_TAG.sub("", html)).strip()


def stem_of(question: Question | None, question_id: str, spoken: Lang) -> str:
    """Return the stem of a question, shortened for a list; its id when the content no longer has it."""
    words = question_id if question is None else plain(question.stem[spoken])
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"

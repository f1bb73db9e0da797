"""Answers in the queue of the bench: what waits, until when, for whom."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app.kernel.bilingual import Bilingual
from app.marking.pages.words import deadline_words, span_words
from app.marking.rules.tasks import ScriptTaskRow


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """A task in words; `title` is the quiz's. Nothing tells who the learner is, nor whether another one marks, too."""

    task: ScriptTaskRow
    title: Bilingual
    waits: str
    deadline: str
    deadline_kind: str
    role: str
    url: str
    is_marked: bool = False


def script_line(task: ScriptTaskRow, title: Bilingual, at: datetime) -> ScriptLine:
    """Put a task into words; `title` is the quiz's."""
    waits, deadline = span_words(at - task.created_at), deadline_words(task.due_at, at)
    role = _("third view") if task.role == "adjudicator" else ""
    return ScriptLine(task, title, waits, *deadline, role, f"/marking/{task.id}")

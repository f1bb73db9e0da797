"""What the templates of appeals show."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from app.appeals.access import AppealedItem
from app.appeals.rules import AppealRow
from app.assessment.pages import ItemView
from app.assessment.queries import CorrectionLine
from app.content.library import Library
from app.items.registry import KINDS
from app.kernel.bilingual import Bilingual, Lang
from app.web.forms import AppForm


@dataclass(frozen=True, slots=True)
class FilePage:
    """The form by which a learner appeals about one question."""

    attempt_id: int
    number: int
    title: Bilingual
    stem: Markup
    form: AppForm


@dataclass(frozen=True, slots=True)
class AppealLine:
    """An appeal in a list: which quiz and question, and where it stands."""

    row: AppealRow
    title: Bilingual
    stem: str
    state: str
    tone: str
    is_late: bool = False
    reviewer: str = ""


@dataclass(frozen=True, slots=True)
class AppealsPage:
    """One's own appeals."""

    lines: tuple[AppealLine, ...]


@dataclass(frozen=True, slots=True)
class AppealPage:
    """One's own appeal with its answer."""

    line: AppealLine
    number: int
    follows: str


@dataclass(frozen=True, slots=True)
class AppealQueuePage:
    """What waits for an answer, and what was decided lately."""

    waiting: tuple[AppealLine, ...]
    decided: tuple[AppealLine, ...]


@dataclass(frozen=True, slots=True)
class ReviewAppealPage:
    """An appeal for who looks at it: blind until the own view is written down; `item` then has its result."""

    line: AppealLine
    item: ItemView
    is_mine: bool
    look_form: AppForm
    decision_form: AppForm
    corrections: tuple[CorrectionLine, ...]

    @property
    def shows_key(self) -> bool:
        """Whether key and mark may be seen."""
        return self.line.row.look is not None or self.line.row.state == "decided"


def state_words(row: AppealRow) -> tuple[str, str]:
    """Say where an appeal stands, with the tone of its chip."""
    if row.state == "decided":
        return {
            "upheld": (_("Upheld"), "ok"),
            "partly": (_("Partly upheld"), "warn"),
            "rejected": (_("Rejected"), "bad"),
        }[row.outcome or "rejected"]
    return {"filed": (_("Filed"), "teal"), "taken": (_("Being looked at"), "teal")}.get(row.state, (_("Withdrawn"), ""))


def follow_words(action: str | None) -> str:
    """Say what follows from a decision."""
    words: dict[str, str] = {
        "remark": _("Another marker marks the answer again."),
        "correct": _("The question is corrected for everybody who had it."),
    }
    return words.get(action or "", "")


def line_of(
    library: Library, row: AppealRow, lang: Lang, *, is_late: bool = False, names: Mapping[int, str] | None = None
) -> AppealLine:
    """Return an appeal for a list; `library` is the release of its attempt."""
    question, quiz = library.questions.get(row.item_id), library.quizzes.get(row.quiz_id)
    stem = row.item_id if question is None else str(Markup(question.stem[lang]).striptags())  # noqa: S704 - tags go away
    state, tone = state_words(row)
    title = Bilingual(row.quiz_id, row.quiz_id) if quiz is None else quiz.title
    return AppealLine(row, title, stem, state, tone, is_late, (names or {}).get(row.reviewer_id or 0, ""))


def item_view(library: Library, found: AppealedItem, lang: Lang, *, shows_key: bool) -> ItemView:
    """Return the question as its kind's templates show it; without the key until it may be seen."""
    question = library.questions[found.item.id]
    written = {} if found.answer is None else KINDS[found.item.kind].write(question.spec, found.answer)
    return ItemView(found.number, found.item, question, written, lang, "", found.result if shows_key else None)

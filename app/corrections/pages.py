"""What the templates of corrections show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from app.assessment.queries import CorrectionLine
from app.content.library import Library, Question
from app.corrections.queries import Flip
from app.corrections.rules import Changed, DryRun
from app.kernel.bilingual import Lang
from app.web.forms import AppForm


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """A correction in the list; `done` attempts have been graded anew."""

    line: CorrectionLine
    stem: str
    action: str
    harm: str
    by: str
    done: int


@dataclass(frozen=True, slots=True)
class CorrectionsPage:
    """What was corrected, newest first."""

    rows: tuple[CorrectionRow, ...]


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """One attempt whose outcome would differ, with the person's name."""

    changed: Changed
    name: str


@dataclass(frozen=True, slots=True)
class NewCorrectionPage:
    """The form, and with `run` the dry run that may be confirmed; rows are the first ones of each list."""

    question_id: str
    question: Question | None
    form: AppForm
    stem: str
    run: DryRun | None = None
    seen: str = ""
    passing: tuple[ChangedRow, ...] = ()
    failing: tuple[ChangedRow, ...] = ()
    flips: tuple[Flip, ...] = ()


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    """One correction: what was decided, what the dry run said, how far it is carried out."""

    row: CorrectionRow
    total: int

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """The kept counts with their words."""
        kept = self.row.line.preview or {}
        words = count_words()
        return tuple((words[name], int(kept[name])) for name in words if name in kept)


def count_words() -> dict[str, str]:
    """Say what each count of a dry run means."""
    return {
        "attempts": _("Attempts that hold the question"),
        "people": _("People affected"),
        "raised": _("Scores that rise"),
        "lowered": _("Scores that fall"),
        "held": _("Kept from harm"),
        "newly_passed": _("Newly passed"),
        "newly_failed": _("No longer passed"),
    }


def action_words(action: str) -> str:
    """Name what happened to a question."""
    words: dict[str, str] = {
        "void": _("Void"),
        "drop": _("Dropped"),
        "full_credit": _("Full credit"),
        "rekey": _("New key"),
    }
    return words.get(action, action)


def harm_words(harm: str) -> str:
    """Name who might lose."""
    words: dict[str, str] = {
        "raise_only": _("Nobody's score falls"),
        "hold_harmless": _("Nobody loses a pass"),
        "as_computed": _("As computed for everybody"),
    }
    return words.get(harm, harm)


def stem_of(library: Library, question_id: str, lang: Lang) -> str:
    """Return the plain words of a question, its id when it is not published any more."""
    question = library.questions.get(question_id)
    return question_id if question is None else str(Markup(question.stem[lang]).striptags())  # noqa: S704 - tags go away


def changed_rows(changed: Iterable[Changed], names: Mapping[int, str]) -> tuple[ChangedRow, ...]:
    """Put names beside outcomes."""
    return tuple(ChangedRow(one, names.get(one.person_id, "")) for one in changed)

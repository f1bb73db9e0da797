"""What the accommodations of a person and a file of answers show."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app.assessment.actions import Weighed
from app.assessment.pages import accommodation_words
from app.assessment.queries import AccommodationLine, AttemptRow
from app.assessment.rules.handover import Verdict
from app.identity.queries import PersonBrief
from app.invigilation.rules.answer_file import AnswerFile
from app.kernel.bilingual import Bilingual
from app.web.errors import translated
from app.web.forms import AppForm


@dataclass(frozen=True, slots=True)
class AccommodationRow:
    """An accommodation in words, with who granted and ended it."""

    line: AccommodationLine
    granted_by: str
    ended_by: str
    holds: bool
    is_coming: bool

    @property
    def words(self) -> str:
        """How much more time it is."""
        more = accommodation_words(self.line.multiplier, self.line.minutes)
        return str(_("%(span)s more", span=more))


@dataclass(frozen=True, slots=True)
class AccommodationsPage:
    """A person's accommodations, and the form for a further one."""

    person: PersonBrief
    rows: tuple[AccommodationRow, ...]
    form: AppForm


@dataclass(frozen=True, slots=True)
class AnswerFilePage:
    """Where a file of answers is brought in."""

    form: AppForm
    notice: str = ""


@dataclass(frozen=True, slots=True)
class FileLine:
    """What becomes of a file's answer to one question; answers themselves are the person's and are not shown."""

    number: int
    words: str
    kind: str
    written_at: datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class WeighedPage:
    """What a file would change, before it is taken."""

    file: AnswerFile
    attempt: AttemptRow
    person: PersonBrief
    quiz: Bilingual
    lines: tuple[FileLine, ...]
    refused: tuple[tuple[int, str], ...]
    changes: int
    form: AppForm

    @property
    def does_something(self) -> bool:
        """Whether taking the file changes anything."""
        return bool(self.changes) or self.attempt.is_zero

    @property
    def late(self) -> int:
        """How many answers the device wrote down after the deadline."""
        return sum(line.is_late for line in self.lines if line.kind == "ok")


def file_lines(weighed: Weighed, attempt: AttemptRow) -> tuple[FileLine, ...]:
    """Return what becomes of each question of a file, in the order of the paper."""
    numbers = {item.id: number for number, item in enumerate(attempt.paper.items, start=1)}
    lines = []
    for one in weighed.brought:
        words, kind = _verdict_words(one.verdict, is_open_before=one.standing is None)
        is_late = None not in (one.written_at, attempt.deadline_at) and one.written_at > attempt.deadline_at  # type: ignore[operator]
        lines.append(FileLine(numbers.get(one.item, 0), words, kind, one.written_at, is_late))
    return tuple(sorted(lines, key=lambda line: line.number))


def refused_lines(weighed: Weighed, attempt: AttemptRow) -> tuple[tuple[int, str], ...]:
    """Return (number of the question, why) of what cannot be read; number 0 is no question of the paper."""
    numbers = {item.id: number for number, item in enumerate(attempt.paper.items, start=1)}
    return tuple((numbers.get(one.item, 0), translated(one.error)) for one in weighed.refused)


def _verdict_words(verdict: Verdict, *, is_open_before: bool) -> tuple[str, str]:
    match verdict:
        case "changes":
            return (_("new answer") if is_open_before else _("changes the answer")), "ok"
        case "older":
            return _("answered later on another device: stays"), "warn"
        case "marked":
            return _("marked by a person already: stays"), "warn"
        case _:
            return _("stands already"), ""

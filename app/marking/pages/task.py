"""The page on which one answer is marked: blind before one's own mark, with evidence after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from app.items.people import Criterion
from app.items.writing import count_words
from app.kernel.bilingual import Bilingual, Lang
from app.marking.queries import MarkRow, Script
from app.marking.rules.sheet import Sheet, total_of, whole_of
from app.marking.rules.tasks import ScriptTaskRow

MOST_BUTTONS = 6  # points up to here are chosen, more are typed


@dataclass(frozen=True, slots=True)
class CriterionView:
    """A criterion, what is given for it so far ("" for nothing) and what is wrong with that."""

    id: str
    criterion: Criterion
    title: Markup
    given: str
    error: str = ""

    @property
    def choices(self) -> tuple[int, ...]:
        """The points to choose from; none where they are typed."""
        return tuple(range(self.criterion.points + 1)) if self.criterion.points <= MOST_BUTTONS else ()


@dataclass(frozen=True, slots=True)
class Asked:
    """The question and the answer, without anything that tells whose it is."""

    title: Bilingual
    stem: Markup
    situation: Markup
    say: Markup
    model: Markup
    answer: str
    lang: Lang
    words: int
    least: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class TaskPage:
    """An answer to be marked; `version` is that of the draft shown; `error` says what is still open or wrong."""

    task: ScriptTaskRow
    asked: Asked
    criteria: tuple[CriterionView, ...]
    sheet: Sheet
    version: int
    deadline: tuple[str, str]
    saved_at: datetime | None
    error: str = ""

    @property
    def whole(self) -> int:
        """The most points."""
        return sum(view.criterion.points for view in self.criteria)

    @property
    def open_count(self) -> int:
        """How many criteria have no points yet."""
        return sum(not view.given for view in self.criteria)

    @property
    def earned(self) -> int:
        """The points entered so far."""
        return sum(int(view.given) for view in self.criteria if view.given.isdigit())


@dataclass(frozen=True, slots=True)
class Heard:
    """What the engine listened for in a new wording."""

    title: Bilingual
    wanted: bool
    heard: bool


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """An answer after one's own mark.

    state: `settled` (with its points and how they came about), `dispute` or `waiting` for another marker. others: the
    totals in thousandths of the other marks, only once it is settled.
    """

    task: ScriptTaskRow
    asked: Asked
    criteria: tuple[CriterionView, ...]
    own: MarkRow
    state: str
    heard: tuple[Heard, ...]
    others: tuple[int, ...] = ()
    settled: int | None = None
    how: str = ""

    @property
    def whole(self) -> int:
        """The most points."""
        return sum(view.criterion.points for view in self.criteria)


def criterion_views(
    script: Script, sheet: Sheet, lang: Lang, *, typed: Mapping[str, str] | None = None, errors: Mapping[str, str] = {}
) -> tuple[CriterionView, ...]:
    """Return the criteria in the author's order; `typed` is what stands in the form instead of the sheet."""
    given = {name: str(points) for name, points in sheet.points.items()} if typed is None else typed
    return tuple(
        CriterionView(name, criterion, _html(criterion.in_lang(lang)), given.get(name, ""), errors.get(name, ""))
        for name, criterion in script.criteria.items()
    )


def asked_of(script: Script, title: Bilingual, lang: Lang) -> Asked:
    """Return a question and its answer for the page."""
    spec = script.question.spec
    texts = {name: getattr(spec, name, None) for name in ("situation", "say", "model")}
    limits = getattr(spec, "words", None)
    return Asked(
        title=title,
        stem=_html(script.question.stem[lang]),
        answer=script.answer,
        lang=script.lang,
        words=count_words(script.answer),
        least=None if limits is None else limits.min,
        most=None if limits is None else limits.max,
        **{name: _html(text.in_lang(lang) if text else "") for name, text in texts.items()},
    )


def settled_total(script: Script, points: Mapping[str, int]) -> int:
    """Return what settled points come to, in thousandths."""
    return total_of(Sheet(points), script.criteria) if whole_of(script.criteria) else 0


def _html(words: str) -> Markup:
    return Markup(words)  # noqa: S704 - sanitised when published

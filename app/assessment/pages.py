"""What the templates of quizzes and attempts show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from app.assessment.queries import GRADED, AttemptRow, AttemptSummary, Settled
from app.assessment.rules.batch import field_name
from app.assessment.rules.ledger import SURE
from app.assessment.rules.marking import ItemResult, Result
from app.assessment.rules.paper import PaperItem
from app.assessment.rules.people import PeoplePart
from app.assessment.rules.timing import GRACE, Accommodation, LatePolicy
from app.assessment.rules.verdicts import ReviewState, StartVerdict
from app.assessment.rules.windows import Window
from app.content.library import Course, Question, Quiz
from app.identity.queries import PersonBrief
from app.items.base import FULL, Grade, Reason, Text, Values
from app.items.registry import KINDS
from app.kernel.bilingual import LANGS, Bilingual, Lang
from app.web.forms import AppForm
from app.web.rendering import percent


@dataclass(frozen=True, slots=True)
class ExamTerms:
    """When the reader may write a quiz and what the clock means: appointment, more time, late papers in words."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    sitting: str = ""
    late: str = ""
    more_time: str = ""


@dataclass(frozen=True, slots=True)
class QuizPage:
    """The rules of a quiz and what the reader may do now."""

    quiz: Quiz
    verdict: StartVerdict
    attempts: tuple[AttemptSummary, ...]
    time_limit: str
    wait: str
    has_red_line: bool
    terms: ExamTerms = ExamTerms()
    places: tuple[Course, ...] = ()

    @property
    def has_practised(self) -> bool:
        """Whether a practice has been handed in: then what was wrong can be repeated."""
        return any(attempt.mode != GRADED and attempt.submitted_at is not None for attempt in self.attempts)


@dataclass(frozen=True, slots=True)
class ItemView:
    """A question on a paper as its kind's templates use it; `values` are the form's values by part.

    Texts of published questions are sanitised inline HTML. The key stays in `spec`: paper templates take words
    from it and nothing else.
    """

    number: int
    item: PaperItem
    question: Question
    values: Values
    lang: Lang
    error: str = ""
    result: ItemResult | None = None
    sure: str = ""
    within: str = ""  # the part of a case that this is, "" for a whole question

    @property
    def spec(self) -> Any:
        """The kind's own value."""
        return self.question.spec

    @property
    def stem(self) -> Markup:
        """The question's words."""
        return Markup(self.question.stem[self.lang])  # noqa: S704 - sanitised when published

    @property
    def explain(self) -> Markup:
        """The author's explanation; only for reviews."""
        return Markup(self.question.explain.get(self.lang, ""))  # noqa: S704 - sanitised when published

    @property
    def orders(self) -> Mapping[str, Sequence[str]]:
        """The ids in the order in which this paper shows them."""
        return self.item.orders

    @property
    def template(self) -> str:
        """The kind's paper form."""
        return KINDS[self.item.kind].paper_template

    @property
    def review_template(self) -> str:
        """The kind's review."""
        return KINDS[self.item.kind].review_template

    @property
    def anchor(self) -> str:
        """The id of its section on the page."""
        return f"item-{self.number}-{self.within}" if self.within else f"item-{self.number}"

    @property
    def credit(self) -> str:
        """How parts of an answer count, "" where there is only right and wrong."""
        words = KINDS[self.item.kind].credit(self.spec)
        return words.in_lang(self.lang) if words else ""

    @property
    def sure_name(self) -> str:
        """The name of the field that asks how sure one is."""
        return field_name(self.item.id + SURE)

    @property
    def is_answered(self) -> bool:
        """Whether anything stands in its fields."""
        return any(any(values) for values in self.values.values())

    @property
    def reasons(self) -> Mapping[str, Reason]:
        """The reasons by part; only for reviews."""
        return {} if self.result is None else {reason.part: reason for reason in self.result.grade.reasons}

    def name(self, part: str = "") -> str:
        """Return the name of a form field."""
        return field_name(self.item.id, ".".join(filter(None, (self.within, part))))

    def chosen(self, part: str = "") -> Sequence[str]:
        """Return the values that stand in a field."""
        return self.values.get(part, ())

    def typed(self, part: str = "") -> str:
        """Return the first value of a field, "" for none."""
        return next(iter(self.chosen(part)), "")

    def words(self, text: Text | Bilingual) -> Markup:
        """Return the wording in the reader's language."""
        return Markup(text.in_lang(self.lang))  # noqa: S704 - sanitised when published

    def html(self, words: str) -> Markup:
        """Return a piece of the question's words."""
        return Markup(words)  # noqa: S704 - sanitised when published

    def part(self, part_id: str) -> "ItemView":
        """Return a part of a case as a question of its own, for the templates of its kind."""
        spec = self.spec.parts[part_id]
        words = {lang: (spec.stem.in_lang(lang), spec.explain.in_lang(lang) if spec.explain else "") for lang in LANGS}
        question = msgspec.structs.replace(
            self.question,
            kind=spec.type,
            points=spec.points,
            spec=spec,
            stem={lang: stem for lang, (stem, _explain) in words.items()},
            explain={lang: explain for lang, (_stem, explain) in words.items()},
        )
        item = replace(self.item, kind=spec.type, points=spec.points, orders=_within(self.orders, part_id))
        result = self.result and replace(self.result, points=spec.points, grade=_grade_of(self.result.grade, part_id))
        return ItemView(
            self.number, item, question, _within(self.values, part_id), self.lang, result=result, within=part_id
        )


@dataclass(frozen=True, slots=True)
class AttemptPage:
    """A paper to be answered; `seen` is the last event of the ledger that it shows, `person` an employee number."""

    attempt: AttemptRow
    title: Bilingual
    items: tuple[ItemView, ...]
    seen: int
    remaining_seconds: int | None
    person: str
    is_saved: bool = False
    sections: Mapping[str, Bilingual] = field(default_factory=dict)

    @property
    def total_seconds(self) -> int:
        """How long the paper may be written from start to deadline, 0 without one."""
        end = self.attempt.deadline_at
        return 0 if end is None else int((end - self.attempt.started_at).total_seconds())

    @property
    def more_time(self) -> str:
        """What the reader has beyond the usual time: granted to the person, or given to this paper."""
        return span(timedelta(seconds=self.attempt.extra_seconds + self.attempt.credited_seconds))

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return sum(item.is_answered for item in self.items)

    @property
    def is_practice(self) -> bool:
        """Whether it counts for nothing and explains at once."""
        return self.attempt.mode != GRADED

    def heading(self, item: ItemView) -> Bilingual | None:
        """Return the title of the section that begins with a question."""
        place = item.number - 1
        section = self.attempt.paper.items[place].section
        if not section or (place and self.attempt.paper.items[place - 1].section == section):
            return None
        return self.sections.get(section)

    @property
    def errors(self) -> tuple[ItemView, ...]:
        """The questions whose answers could not be read."""
        return tuple(item for item in self.items if item.error)


@dataclass(frozen=True, slots=True)
class TimeOverPage:
    """An attempt whose time has run out and which is not handed in yet."""

    attempt: AttemptRow
    title: Bilingual
    answered: int
    count: int


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """What was handed in, what came of it, and what comes next; `places` tells of a placement test what is known."""

    attempt: AttemptRow
    quiz_id: str
    title: Bilingual
    result: Result
    review: ReviewState
    verdict: StartVerdict
    by_people: tuple[PeoplePart, ...] = ()
    corrections: tuple[tuple[datetime, str], ...] = ()
    places: tuple[tuple[Course, bool], ...] = ()

    @property
    def waiting(self) -> tuple[PeoplePart, ...]:
        """The questions that people still have to mark."""
        return tuple(part for part in self.by_people if part.given is None)

    @property
    def marked(self) -> tuple[PeoplePart, ...]:
        """The questions that people have marked."""
        return tuple(part for part in self.by_people if part.given is not None)

    @property
    def count(self) -> int:
        """How many questions the paper has."""
        return len(self.attempt.paper.items)


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """The answers with their reasons; `items` is empty while the key is kept back.

    `corrected` holds explanations {zh, en} that a correction put in the place of the author's first one; `settled`
    what people said of answers that they marked.
    """

    attempt: AttemptRow
    title: Bilingual
    review: ReviewState
    items: tuple[ItemView, ...] = ()
    corrected: Mapping[str, dict[str, str]] = field(default_factory=dict)
    settled: Mapping[str, Settled] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """When the key will be shown."""
        return review_words(self.review)


@dataclass(frozen=True, slots=True)
class PersonAttemptsPage:
    """A person's attempts at all quizzes for who answers for them; `form` grants a further attempt."""

    person: PersonBrief
    attempts: tuple[tuple[AttemptSummary, Bilingual | None], ...]
    form: AppForm
    may_grant: bool


def _within(values: Mapping[str, Sequence[str]], part_id: str) -> dict[str, Sequence[str]]:
    """Return what stands under a part of a case (`part`, `part.sub`), named as in a question of its own."""
    return {sub: given for name, given in values.items() for owner, _, sub in [name.partition(".")] if owner == part_id}


def _grade_of(grade: Grade, part_id: str) -> Grade:
    """Return the reasons of a part of a case; its score is whether all of it is right."""
    found = {reason.part.partition(".")[::2]: reason for reason in grade.reasons}
    reasons = tuple(replace(reason, part=sub) for (owner, sub), reason in found.items() if owner == part_id)
    return Grade(FULL if all(reason.right for reason in reasons) else 0, reasons)


def span(duration: timedelta | None) -> str:
    """Write a duration in hours and minutes, "" for none."""
    minutes = int(duration.total_seconds() // 60) if duration else 0
    hours, rest = divmod(minutes, 60)
    parts: list[str] = []
    if hours:
        parts.append(ngettext("%(num)d hour", "%(num)d hours", hours))
    if rest:
        parts.append(ngettext("%(num)d minute", "%(num)d minutes", rest))
    return " ".join(parts)


def exam_terms(window: Window, accommodation: Accommodation | None, sitting: str, *, is_timed: bool) -> ExamTerms:
    """Return what the clock of a quiz means for one person; `is_timed`: something ends a paper."""
    more = "" if accommodation is None else accommodation_words(accommodation.multiplier, accommodation.minutes)
    late = late_words(window.late, window.grace) if is_timed and (sitting or window.late != "submit") else ""
    return ExamTerms(window.opens_at, window.closes_at, sitting, late, more)


def accommodation_words(multiplier: int | None, minutes: int | None) -> str:
    """Write how much more time somebody has."""
    parts: list[str] = []
    if multiplier is not None:
        parts.append(percent(multiplier - 1000))
    if minutes is not None:
        parts.append(span(timedelta(minutes=minutes)))
    return str(_(" and ")).join(parts)


def late_words(policy: LatePolicy, grace: timedelta) -> str:
    """Say what happens to a paper that is not handed in when its time ends."""
    words: dict[LatePolicy, str] = {
        "submit": _("When the time is over, your paper is handed in as it stands."),
        "overdue": _(
            "When the time is over, no new answers count. Hand in within %(span)s, otherwise the paper counts as zero.",
            span=span(max(grace, GRACE)),
        ),
        "zero": _("Hand in before the time is over: what is not handed in by then counts as zero."),
    }
    return str(words[policy])


def item_views(
    row: AttemptRow,
    questions: Mapping[str, Question],
    values: Mapping[str, Values],
    lang: Lang,
    *,
    errors: Mapping[str, str] | None = None,
    results: Iterable[ItemResult] = (),
) -> tuple[ItemView, ...]:
    """Return the questions of a paper for the templates; `values`, `errors` and results by question."""
    by_id = {result.id: result for result in results}
    return tuple(
        ItemView(
            number,
            item,
            questions[item.id],
            values.get(item.id, {}),
            lang,
            (errors or {}).get(item.id, ""),
            by_id.get(item.id),
            next(iter(values.get(item.id + SURE, {}).get("", ())), ""),
        )
        for number, item in enumerate(row.paper.items, start=1)
    )


def answer_values(row: AttemptRow, questions: Mapping[str, Question], answers: Mapping[str, Any]) -> dict[str, Values]:
    """Return standing answers as the values of the form's fields, by question."""
    written = {
        item.id: KINDS[item.kind].write(questions[item.id].spec, answers[item.id])
        for item in row.paper.items
        if item.id in answers
    }
    return written | {key: {"": [said]} for key, said in answers.items() if key.endswith(SURE)}


def review_words(state: ReviewState) -> str:
    """Say when the key will be shown, "" when it is shown now."""
    words: dict[ReviewState, str] = {
        "open": "",
        "not_submitted": _("The answers are shown after you have handed in."),
        "never": _("The answers of this quiz are not shown, because its questions are used again."),
        "until_passed": _("The answers are shown once you have passed."),
        "until_closed": _("The answers are shown when the quiz has closed for you."),
    }
    return words[state]

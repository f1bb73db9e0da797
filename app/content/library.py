"""The frozen values of one published release: what every other part of the product reads of the content."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Literal

from msgspec import Struct

from app.content.aids import Case, Checklist, Situation
from app.content.conditions import Condition
from app.content.statements import Competency, FactStatement
from app.dialogue.scenario import Rubric, Scenario
from app.items.base import ItemSpec
from app.items.registry import KINDS
from app.kernel.bilingual import Bilingual, Lang
from app.utterance.lexicon import Lexicon

Trade = str  # a policy's trade such as "aircon", or "any"
Part = tuple[Literal["html", "check"], str]  # a piece of a lesson: HTML, or the id of a check to stand here


class Objective(Struct, frozen=True):
    """What the learner can do afterwards."""

    id: str
    title: Bilingual


class Family(Struct, frozen=True):
    """A group of courses in the catalogue, in the order shown."""

    id: str
    title: Bilingual
    courses: tuple[str, ...]


class Course(Struct, frozen=True, kw_only=True):
    """A course; `lessons` holds lesson ids in their order (the key of a lesson is `course/lesson`)."""

    id: str
    title: Bilingual
    summary: Bilingual
    family: str
    requires: tuple[str, ...] = ()
    objectives: tuple[Objective, ...] = ()
    lessons: tuple[str, ...] = ()
    hash: str = ""

    @property
    def lesson_keys(self) -> tuple[str, ...]:
        """The keys `course/lesson` of its lessons, in order."""
        return tuple(f"{self.id}/{lesson}" for lesson in self.lessons)


class Section(Struct, frozen=True):
    """A heading of a lesson; `anchor` is its id in the HTML, `level` 2 or 3, the title plain text."""

    anchor: str
    level: int
    title: Bilingual


class CheckChoice(Struct, frozen=True):
    """One answer of a self-check; text and reason are inline HTML."""

    id: str
    text: Bilingual
    reason: Bilingual
    right: bool


class Check(Struct, frozen=True):
    """An ungraded question inside a lesson; exactly one choice is right. The question is inline HTML."""

    id: str
    question: Bilingual
    choices: tuple[CheckChoice, ...]


class Lesson(Struct, frozen=True, kw_only=True):
    """A lesson in both languages.

    `text_hash` changes only with a substantive change (the author raised `edition`, a quoted policy value or
    a check's key changed), `hash` with every change. `policies` are the quoted policy keys with their values.
    """

    key: str
    id: str
    course: str
    trade: Trade
    minutes: int
    title: Bilingual
    sections: tuple[Section, ...]
    checks: dict[str, Check]
    parts: dict[Lang, tuple[Part, ...]]
    objectives: tuple[str, ...] = ()
    competencies: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    edition: int = 1
    policies: dict[str, int] = {}
    text_hash: str = ""
    hash: str = ""


class StageItem(Struct, frozen=True):
    """One thing to do in a stage."""

    kind: Literal["course", "quiz", "roleplay"]
    id: str


class Stage(Struct, frozen=True):
    """A stretch of a programme; days count from 1, the day the person is enrolled."""

    id: str
    title: Bilingual
    first_day: int
    last_day: int
    items: tuple[StageItem, ...]


class Programme(Struct, frozen=True, kw_only=True):
    """A learning path with planned days; `track` names the levels it leads to."""

    id: str
    title: Bilingual
    summary: Bilingual
    trade: Trade
    track: str | None
    stages: tuple[Stage, ...]
    hash: str = ""


class Draw(Struct, frozen=True, kw_only=True):
    """A block of a blueprint: take `count` questions of the bank that fit every filter given.

    With `balance` papers are drawn for equal difficulty, as far as facilities are known.
    """

    id: str
    bank: str
    count: int
    objective: str | None = None
    competency: str | None = None
    tag: str | None = None
    tags: tuple[str, ...] = ()
    difficulty: tuple[int, ...] = ()
    type: str | None = None
    must_pass: bool = False
    balance: bool = False
    section: str | None = None


class Quiz(Struct, frozen=True, kw_only=True):
    """A graded quiz: either `draws` or a fixed list `questions`; `pass_score` in thousandths.

    With `repeat_after` attempts count afresh that long after the quiz was last passed. `late` says what happens to a
    paper that is not handed in when its time ends (`grace` belongs to `overdue`); with `sittings` required it may only
    be begun in a sitting. `confidence` asks for each answer whether one is sure; `practice` lets people try it
    without its counting, with the reasons at once. `sections` are (id, title) in the order of the paper. `places` are
    courses: whoever reaches the pass mark in the questions about one is taken to know its lessons.
    """

    id: str
    title: Bilingual
    intro: Bilingual
    trade: Trade
    course: str | None
    pass_score: int
    draws: tuple[Draw, ...] = ()
    questions: tuple[str, ...] = ()
    time_limit: timedelta | None = None
    attempts: int | None = None
    wait_between: timedelta = timedelta()
    repeat_after: timedelta | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    late: Literal["submit", "overdue", "zero"] = "submit"
    grace: timedelta = timedelta()
    sittings: Literal["optional", "required"] = "optional"
    confidence: bool = False
    practice: bool = False
    places: tuple[str, ...] = ()
    sections: tuple[tuple[str, Bilingual], ...] = ()
    shuffle: tuple[Literal["questions", "choices"], ...] = ()
    release_key: Literal["never", "after_submit", "after_pass", "after_close"] = "after_pass"
    hash: str = ""

    @property
    def question_count(self) -> int:
        """How many questions one paper has."""
        return len(self.questions) or sum(draw.count for draw in self.draws)


class Bank(Struct, frozen=True, kw_only=True):
    """A question bank; `questions` holds question ids in file order."""

    id: str
    title: Bilingual
    questions: tuple[str, ...]
    hash: str = ""


class Shown(Struct, frozen=True):
    """A picture where it is shown: its address and its size in pixels."""

    url: str
    width: int
    height: int


class Question(Struct, frozen=True, kw_only=True):
    """A question as published: policy quotes filled in, every {zh, en} text in `spec` and `stem` inline HTML.

    `spec` is what `app.items.specs.parse_spec` reads; a number quoted from a policy stands in it as a number.
    `pictures` are those that the spec names, so that a question pins what is seen.
    """

    id: str
    bank: str
    kind: str
    points: int
    trade: Trade
    stem: dict[Lang, str]
    explain: dict[Lang, str]
    spec: ItemSpec
    objective: str | None = None
    competency: str | None = None
    difficulty: int = 2
    tags: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    policies: dict[str, int] = {}
    pictures: dict[str, dict[Lang, Shown]] = {}
    hash: str = ""


class Media(Struct, frozen=True, kw_only=True):
    """A picture of a course in one language or for both; its bytes (of that sha256) stand beside the object."""

    key: str
    type: str
    width: int
    height: int
    size: int
    sha256: str
    hash: str = ""

    @property
    def url(self) -> str:
        """Where it is served: an address that never shows anything else."""
        return f"/media/{self.hash}.{self.key.rpartition('.')[2]}"


class Renewal(Struct, frozen=True):
    """How a level is renewed: the window opens that long before expiry."""

    open: timedelta
    delta: bool
    require: Condition


class Level(Struct, frozen=True, kw_only=True):
    """One certification level; `valid_months` None means for ever."""

    id: str
    title: Bilingual
    require: Condition
    summary: Bilingual = Bilingual("", "")
    valid_months: int | None = None
    renew: Renewal | None = None


class Track(Struct, frozen=True, kw_only=True):
    """The levels of a track, lowest first."""

    id: str
    title: Bilingual
    trade: Trade
    levels: tuple[Level, ...]
    hash: str = ""


class PolicyValue(Struct, frozen=True, kw_only=True):
    """A company's number; `key` is `<policy>.<name>`, `text` reads “48 小时” / “48 hours”."""

    key: str
    trade: Trade
    value: int
    unit: str
    kind: str
    title: Bilingual
    text: Bilingual


class Term(Struct, frozen=True):
    """Jargon explained in plain words (inline HTML); `also` are other spellings found in lessons."""

    id: str
    term: Bilingual
    plain: Bilingual
    also: dict[Lang, tuple[str, ...]] = {}


class Library(Struct, frozen=True, kw_only=True, dict=True):
    """Everything of one release, looked up by id; `lessons` by `course/lesson`."""

    release_id: int
    seq: int
    families: tuple[Family, ...] = ()
    courses: Mapping[str, Course] = {}
    lessons: Mapping[str, Lesson] = {}
    programmes: Mapping[str, Programme] = {}
    quizzes: Mapping[str, Quiz] = {}
    banks: Mapping[str, Bank] = {}
    questions: Mapping[str, Question] = {}
    tracks: Mapping[str, Track] = {}
    policies: Mapping[str, PolicyValue] = {}
    glossary: Mapping[str, Term] = {}
    phrases: Mapping[str, Situation] = {}
    checklists: Mapping[str, Checklist] = {}
    cases: Mapping[str, Case] = {}
    competencies: Mapping[str, Competency] = {}
    facts: Mapping[str, FactStatement] = {}
    scenarios: Mapping[str, Scenario] = {}
    rubrics: Mapping[str, Rubric] = {}
    media: Mapping[str, Media] = {}
    lexicon: Lexicon | None = None

    def lessons_of(self, course_id: str, trade: Trade | None = None) -> tuple[Lesson, ...]:
        """The lessons of a course in order; with a trade only its own and those for any trade."""
        lessons = (self.lessons[key] for key in self.courses[course_id].lesson_keys)
        return tuple(lesson for lesson in lessons if trade is None or lesson.trade in ("any", trade))

    def pool(self, quiz: Quiz, draw: Draw, trade: Trade | None = None) -> tuple[Question, ...]:
        """The questions that a draw block may take, in bank order: its trade or any, every filter met.

        A quiz for any trade asks a person of a `trade` nothing about another one.
        """
        bank = self.banks[draw.bank]
        wanted = quiz.trade if quiz.trade != "any" else trade or "any"
        questions = (self.questions[question] for question in bank.questions)
        return tuple(question for question in questions if fits(question, draw, wanted))

    def questions_of(self, quiz: Quiz) -> frozenset[str]:
        """The ids of all questions that a paper of a quiz may hold."""
        drawn = {question.id for draw in quiz.draws for question in self.pool(quiz, draw)}
        return frozenset(quiz.questions) | drawn

    @cached_property
    def course_of_objective(self) -> Mapping[str, str]:
        """Objective id → the course that declares it."""
        return {objective.id: course.id for course in self.courses.values() for objective in course.objectives}

    @cached_property
    def placements_of_course(self) -> Mapping[str, tuple[Quiz, ...]]:
        """Course id → the placement tests that can show it to be known."""
        found: dict[str, tuple[Quiz, ...]] = {}
        for quiz in self.quizzes.values():
            for course in quiz.places:
                found[course] = (*found.get(course, ()), quiz)
        return found

    @cached_property
    def quizzes_of_course(self) -> Mapping[str, tuple[str, ...]]:
        """Course id → ids of its quizzes."""
        found: dict[str, tuple[str, ...]] = {}
        for quiz in self.quizzes.values():
            if quiz.course:
                found[quiz.course] = (*found.get(quiz.course, ()), quiz.id)
        return found


def fits(question: Question, draw: Draw, trade: Trade) -> bool:
    """Tell whether a draw block for a trade may take the question.

    Questions that people mark, or nobody, are taken only by a block that names their type: a quiz that was
    written without them never waits for a person by accident.
    """
    return (
        (trade == "any" or question.trade in ("any", trade))
        and draw.objective in (None, question.objective)
        and draw.competency in (None, question.competency)
        and (draw.type == question.kind or (draw.type is None and KINDS[question.kind].marked_by == "engine"))
        and (draw.tag is None or draw.tag in question.tags)
        and set(draw.tags) <= set(question.tags)
        and (not draw.difficulty or question.difficulty in draw.difficulty)
    )

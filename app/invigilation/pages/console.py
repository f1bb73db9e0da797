"""What the console of a sitting and the page of one of its papers show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.assessment.queries import CreditLine, ExamPaper, GapLine, GradeLine, SittingLine
from app.identity.queries import PersonBrief
from app.invigilation.pages.words import clock_words, measured_words, span_words, state_words, until_words
from app.invigilation.queries import Line
from app.invigilation.rules.standing import STATES, State, count_states, state_of
from app.kernel.bilingual import Bilingual
from app.web.forms import AppForm


@dataclass(frozen=True, slots=True)
class ConsoleRow:
    """One person on the console."""

    person: PersonBrief
    paper: ExamPaper | None
    state: State
    total: int
    heard: str
    silent_for: str
    until: str
    lost: str
    owed: str

    @property
    def reason(self) -> str:
        """The reason kept when lost time is given back with one click."""
        return measured_words()

    @property
    def chip(self) -> tuple[str, str]:
        """The words and the colour of the state."""
        return state_words(self.state)


@dataclass(frozen=True, slots=True)
class Count:
    """How many stand in a state."""

    state: State
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class ConsolePage:
    """The console: everybody invited or inside, those first whom somebody has to look after."""

    sitting: SittingLine
    quiz: Bilingual
    rows: tuple[ConsoleRow, ...]
    counts: tuple[Count, ...]
    owed_papers: int
    owed: str
    after: str
    may_edit: bool
    credit_form: AppForm
    extend_form: AppForm
    file_form: AppForm
    notice: str = ""


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A paper of a sitting: its clock, its silences, what was given and handed in, and what can be done."""

    sitting: SittingLine
    quiz: Bilingual
    row: ConsoleRow
    gaps: tuple[tuple[GapLine, str, str], ...]
    credits: tuple[tuple[CreditLine, str], ...]
    outcomes: tuple[GradeLine, ...]
    forms: Mapping[str, AppForm]
    notice: str = ""

    @property
    def paper(self) -> ExamPaper:
        """The paper."""
        if self.row.paper is None:
            raise ValueError("the page of a paper has one")
        return self.row.paper


def console_row(line: Line, total: int, at: datetime) -> ConsoleRow:
    """Return a person for the console; `total` is how many questions the paper has."""
    paper = line.paper
    state = state_of(
        is_open=paper is not None and paper.is_open,
        heard_at=None if paper is None else paper.heard_at,
        started_at=None if paper is None else paper.started_at,
        deadline_at=None if paper is None else paper.deadline_at,
        at=at,
    )
    heard = None if paper is None else max(paper.heard_at or paper.started_at, paper.started_at)
    silent = int((at - heard).total_seconds()) if heard is not None and state == "silent" else 0
    return ConsoleRow(
        person=line.person,
        paper=paper,
        state=state,
        total=total,
        heard=clock_words(heard),
        silent_for=span_words(silent) if silent else "",
        until="" if paper is None else until_words(paper.deadline_at, at),
        lost=span_words(line.lost_seconds) if line.lost_seconds else "",
        owed=span_words(line.owed_seconds) if line.owed_seconds and state not in {"done", "absent"} else "",
    )


def in_order(rows: Iterable[ConsoleRow]) -> tuple[ConsoleRow, ...]:
    """Return the rows with those first whom somebody has to look after."""
    return tuple(sorted(rows, key=lambda row: STATES.index(row.state)))


def counts_of(rows: Iterable[ConsoleRow]) -> tuple[Count, ...]:
    """Return how many stand in each state."""
    found = count_states(row.state for row in rows)
    return tuple(Count(state, state_words(state)[0], count) for state, count in found.items())

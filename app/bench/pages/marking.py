"""The bench page: the conversation beside the rubric, to be marked before anything of the engine is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.bench.pages.talk import PromisedView, Quote, TurnView, quotes_of
from app.bench.queries import Frame
from app.bench.rules.sheet import CriterionMark, Finding, Missing, Sheet, missing_in
from app.bench.rules.tasks import TaskRow
from app.dialogue.scenario import Criterion, Critical, Scenario
from app.kernel.bilingual import Bilingual
from app.roleplay.pages.parts import TicketRow
from app.web.forms import AppForm

KEYS = "asdfghlq"  # attach what is in focus to the first, second … criterion; j, k, n and digits mean something else


@dataclass(frozen=True, slots=True)
class CriterionView:
    """A criterion with its five anchors, how it is marked so far, and the key that attaches evidence to it."""

    criterion: Criterion
    mark: CriterionMark
    quotes: tuple[Quote, ...]
    key: str
    is_missing: bool = False

    @property
    def anchors(self) -> tuple[tuple[int, Bilingual], ...]:
        """The anchors, lowest first."""
        return tuple((int(number), words) for number, words in sorted(self.criterion.anchors.items()))


@dataclass(frozen=True, slots=True)
class CriticalView:
    """A critical error and what the marker says of it."""

    critical: Critical
    finding: Finding
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What the learner did, as facts: the words, the work order, the promises."""

    scenario: Scenario
    turns: tuple[TurnView, ...]
    ticket: tuple[TicketRow, ...]
    promises: tuple[PromisedView, ...]


@dataclass(frozen=True, slots=True)
class MarkingPage:
    """A conversation to be marked blind; `version` is that of the draft shown, `missing` is told after a try.

    open_count of total answers are still missing; `form` returns the conversation to the learner.
    """

    task: TaskRow
    told: Told
    criteria: tuple[CriterionView, ...]
    criticals: tuple[CriticalView, ...]
    sheet: Sheet
    version: int
    deadline: tuple[str, str]
    saved_at: datetime | None
    open_count: int
    total: int
    missing: tuple[Missing, ...] = ()
    form: AppForm | None = None


def criterion_views(
    frame: Frame, sheet: Sheet, texts: Mapping[int, str], missing: tuple[Missing, ...] = ()
) -> tuple[CriterionView, ...]:
    """Return the criteria in the rubric's order."""
    absent = {found.key for found in missing if found.kind == "criterion"}
    keys = [*KEYS, *([""] * len(frame.scale.criteria))]
    return tuple(
        CriterionView(
            criterion,
            mark := sheet.mark_of(criterion.id),
            quotes_of(mark.evidence, texts),
            keys[place],
            criterion.id in absent,
        )
        for place, criterion in enumerate(frame.scale.criteria)
    )


def critical_views(frame: Frame, sheet: Sheet, missing: tuple[Missing, ...] = ()) -> tuple[CriticalView, ...]:
    """Return the critical errors that mentors decide."""
    absent = {found.key for found in missing if found.kind == "critical"}
    return tuple(
        CriticalView(critical, sheet.finding_of(critical.id), critical.id in absent)
        for critical in frame.scale.by_mentors
    )


def count_open(sheet: Sheet, frame: Frame) -> tuple[int, int]:
    """Return how many answers are still missing, of how many."""
    asked = frame.asked
    return len(missing_in(sheet, asked)), len(asked.criteria) + len(asked.critical) + 1

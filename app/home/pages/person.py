"""The page of one person, for the person, the mentor, the manager."""

from dataclasses import dataclass

from app.assessment.queries import AttemptSummary
from app.certification.rules.cycles import Award
from app.certification.rules.ladder import Ladder, Why
from app.evidence.rules import RecordedFact
from app.identity.queries import PersonBrief
from app.kernel.bilingual import Bilingual
from app.learning.pages.maps import ProgrammePage
from app.learning.queries import AssignmentRow


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """An attempt at a quiz with the quiz's title."""

    attempt: AttemptSummary
    title: Bilingual


@dataclass(frozen=True, slots=True)
class FactLine:
    """A row of the ledger in words: the title of what it is about, who recorded it (None: the system, or not told).

    url: where more about it can be read ("" for nowhere).
    """

    recorded: RecordedFact
    title: Bilingual
    by: str | None
    url: str = ""


@dataclass(frozen=True, slots=True)
class AssignmentLine:
    """A standing assignment with its title, who asked, and whether it is done or late."""

    row: AssignmentRow
    title: Bilingual
    by: str | None
    is_done: bool
    is_late: bool


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything about one person that the reader may know.

    may_manage: enrol, assign and so on. may_give_code: let the person set a password.
    signings: what the reader may sign or waive now, as (why, kind, role).
    """

    person: PersonBrief
    day: int
    is_own: bool
    may_manage: bool
    may_give_code: bool
    ladders: tuple[Ladder, ...]
    signings: tuple[tuple[Why, str, str], ...]
    programmes: tuple[ProgrammePage, ...]
    assignments: tuple[AssignmentLine, ...]
    attempts: tuple[AttemptLine, ...]
    awards: tuple[Award, ...]
    facts: tuple[FactLine, ...]
    facts_total: int

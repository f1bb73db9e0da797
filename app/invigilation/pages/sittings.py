"""What the list of sittings and the form of one show."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.assessment.queries import SittingLine
from app.identity.queries import TeamLine
from app.invigilation.access import Seen
from app.kernel.bilingual import Bilingual
from app.web.forms import AppForm


@dataclass(frozen=True, slots=True)
class SittingRow:
    """A sitting in the list; `quiz` None when the release has it no more."""

    seen: Seen
    quiz: Bilingual | None
    when: Literal["now", "later", "over", "cancelled"]


@dataclass(frozen=True, slots=True)
class SittingsPage:
    """The sittings for one's people: what runs, what comes, what was lately."""

    running: tuple[SittingRow, ...]
    coming: tuple[SittingRow, ...]
    past: tuple[SittingRow, ...]
    notice: str = ""


@dataclass(frozen=True, slots=True)
class SittingPage:
    """The form of a sitting; `sitting` None for a new one, `locked` says why it cannot change any more."""

    form: AppForm
    zone: str
    teams: tuple[TeamLine, ...]
    sitting: SittingLine | None = None
    locked: str = ""
    notice: str = ""

    @property
    def action(self) -> str:
        """Where the form is sent."""
        return "/sittings/new" if self.sitting is None else f"/sittings/{self.sitting.id}"


def sitting_row(seen: Seen, quiz: Bilingual | None, at: datetime) -> SittingRow:
    """Return a sitting of the list with when it is."""
    sitting = seen.sitting
    if sitting.cancelled_at is not None:
        return SittingRow(seen, quiz, "cancelled")
    if sitting.closes_at <= at:
        return SittingRow(seen, quiz, "over")
    return SittingRow(seen, quiz, "now" if sitting.opens_at <= at else "later")

"""What a person takes along of a paper: a file of answers that did not arrive, and the receipt as text."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app.assessment.queries import AttemptRow
from app.kernel.bilingual import Bilingual
from app.web.rendering import bi, in_zone


@dataclass(frozen=True, slots=True)
class HandOverPage:
    """What has arrived of one's own paper; `person` is the employee number that the file bears."""

    attempt: AttemptRow
    title: Bilingual
    person: str
    arrived: int

    @property
    def count(self) -> int:
        """How many questions the paper has."""
        return len(self.attempt.paper.items)

    @property
    def back(self) -> str:
        """Where the paper is now: open, or handed in."""
        return f"/attempts/{self.attempt.id}" + ("" if self.attempt.is_open else "/receipt")


def receipt_text(
    attempt: AttemptRow, title: Bilingual, owner: str, receipts: tuple[tuple[str, datetime], ...], public_url: str
) -> str:
    """Write the receipts of a paper as plain text; `receipts` are (code, handed in) of every hand-in, oldest first."""
    lines = [
        _("Receipt of %(title)s", title=bi(title)),
        "",
        _("Person: %(owner)s", owner=owner),
        _("Attempt: %(number)s", number=attempt.id),
        _("Started: %(moment)s", moment=_exact(attempt.started_at)),
    ]
    for code, submitted_at in receipts:
        handed_in = _("Handed in: %(moment)s", moment=_exact(submitted_at))
        lines += ["", handed_in, _("Receipt code: %(code)s", code=code), f"{public_url}/verify/{code}"]
    proof = _("The code is computed from your paper, your answers and the time. It proves what you handed in.")
    return "\n".join([*lines, "", proof, ""])


def _exact(at: datetime) -> str:
    """Write an instant to the second with its distance from UTC: this is read elsewhere, too."""
    return f"{in_zone(at):%Y-%m-%d %H:%M:%S %z}"

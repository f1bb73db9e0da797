"""A mentor's people: progress, last activity, what waits for the mentor."""

from dataclasses import dataclass

from app.certification.rules.ladder import Ladder, Why, signings_open
from app.home.queries import NewcomerLine


@dataclass(frozen=True, slots=True)
class NewcomerRow:
    """One learner: day since hire, progress, the signatures that could be given now and complete something."""

    line: NewcomerLine
    day: int
    waiting: tuple[tuple[Why, str, str], ...]

    @property
    def ladder(self) -> Ladder | None:
        """The ladder of the person's own trade."""
        return self.line.ladders[0] if self.line.ladders else None


@dataclass(frozen=True, slots=True)
class NewcomersPage:
    """One page of learners, the newest first; `everybody` also shows those hired longer ago."""

    rows: tuple[NewcomerRow, ...]
    total: int
    number: int
    pages: int
    everybody: bool


def waiting_for(line: NewcomerLine, roles: tuple[str, ...]) -> tuple[tuple[Why, str, str], ...]:
    """Return the sign-offs a holder of the roles may give that are the only thing of the learner's still open.

    As long as courses or quizzes are missing nobody waits for a signature; mere passing of time does not count.
    """
    found = []
    for ladder in line.ladders:
        for why, kind, role in signings_open(ladder, roles):
            others = [leaf for leaf in why.reason.open_leaves() if leaf.who == "you"]
            if kind == "signoff" and not others:
                found.append((why, kind, role))
    return tuple(found)

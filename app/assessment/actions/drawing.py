"""Drawing papers: before the gate is opened, so that many can begin at once."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.assessment.queries import known_of, plan_for, quarantined
from app.assessment.rules.paper import Paper, build_paper
from app.content.library import Library, Quiz
from app.kernel.errors import RefusedError
from app.kernel.ids import new_token


@dataclass(frozen=True, slots=True)
class DrawnPaper:
    """A paper that nobody has begun, with the seed it was drawn by."""

    paper: Paper
    seed: str


def draw_paper(
    session: Session, library: Library, quiz: Quiz, *, trade: str | None, seed: str | None = None
) -> DrawnPaper:
    """Draw a paper of a quiz for somebody of a trade; RefusedError `pool_too_small` when a block cannot be filled."""
    known = known_of(session, library, quiz)
    plan = plan_for(library, quiz, trade=trade, without=quarantined(session), known=known)
    return DrawnPaper(build_paper(plan, seed := seed or new_token()), seed)


def draw_ahead(session: Session, library: Library, quiz: Quiz, *, trade: str | None) -> DrawnPaper | None:
    """Draw a paper before the gate is opened to begin it; None when that is refused, so that starting says why."""
    try:
        return draw_paper(session, library, quiz, trade=trade)
    except RefusedError:
        return None


def still_fits(session: Session, paper: Paper, quiz_id: str, release_id: int) -> bool:
    """Tell whether a paper drawn a moment ago is of this quiz and release, without what went into quarantine since."""
    same = (paper.quiz, paper.release) == (quiz_id, release_id)
    return same and not quarantined(session) & {item.id for item in paper.items}

"""Panels: called together, judged alone and then together, closed with a recommendation."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from app.analysis.models import AngoffJudge, AngoffPanel, AngoffRating
from app.analysis.queries.panels import PanelRow, find_panel, judges_of, state_now
from app.analysis.rules.angoff import FULL, STEP, PanelCut, cut_of
from app.analysis.rules.asked import asked_about
from app.audit.actions import write_audit
from app.content.library import Library
from app.kernel.errors import N_, InvalidError, NotFoundError, RefusedError

_LONGEST_TITLE = 120


def create_panel(
    session: Session, library: Library, subject: str, title: str, judges: Sequence[int], *, by: int, at: datetime
) -> int:
    """Call a panel together about a quiz, or about `roleplay:` and a scenario; return its id.

    Raises:
        InvalidError: No such subject, no judges, or a title that is empty or too long.
    """
    asked = asked_about(library, subject)
    if not asked:
        raise InvalidError("subject", N_("Please choose a quiz or a role-play."))
    if not title.strip() or len(title.strip()) > _LONGEST_TITLE:
        raise InvalidError("title", N_("Give the panel a title of at most %(most)s characters."), most=_LONGEST_TITLE)
    if not judges:
        raise InvalidError("judges", N_("Choose the judges."))
    values = {
        "quiz_id": subject,
        "release_id": library.release_id,
        "title": title.strip(),
        "questions": [list(one) for one in asked],
        "created_by": by,
        "created_at": at,
    }
    panel_id = int(session.execute(insert(AngoffPanel).values(**values).returning(AngoffPanel.id)).scalar_one())
    unique = list(dict.fromkeys(judges))
    session.execute(insert(AngoffJudge), [{"panel_id": panel_id, "person_id": person} for person in unique])
    write_audit(session, "panel.created", f"panel:{panel_id}", {"subject": subject, "judges": unique}, by=by, at=at)
    return panel_id


def rate_questions(session: Session, panel_id: int, shares: Mapping[str, int], *, by: int, at: datetime) -> int:
    """Keep a judge's judgements (question → thousandths) that differ from the judge's last; return how many.

    Judgements made once all have judged alone are marked as discussed.

    Raises:
        NotFoundError: No such panel, or one in which the person does not judge.
        RefusedError: `closed`.
        InvalidError: A share that is not in steps of five per cent, or a question that is not before the panel.
    """
    panel = _open_panel(session, panel_id)
    if by not in judges_of(session, panel_id):
        raise NotFoundError
    known = {one.id for one in panel.asked}
    for question_id, share in shares.items():
        if question_id not in known or not 0 <= share <= FULL or share % STEP:
            raise InvalidError(question_id, N_("Answer from 0 to 100 in steps of 5."))
    state = state_now(session, panel)
    before = state.held[by]
    rows = [
        {"panel_id": panel_id, "person_id": by, "question_id": name, "share": share, "at": at,
         "is_discussed": state.is_discussing}
        for name, share in shares.items()
        if before.get(name) != share
    ]  # fmt: skip
    if rows:
        session.execute(insert(AngoffRating), rows)
    return len(rows)


def remove_judge(session: Session, panel_id: int, person_id: int, *, by: int, at: datetime) -> None:
    """Go on without a judge who has not judged everything, so that the others need not wait.

    Raises:
        NotFoundError: No such panel or judge. RefusedError: `closed`, `judged` or `last`.
    """
    panel = _open_panel(session, panel_id)
    state = state_now(session, panel)
    if person_id not in state.judges:
        raise NotFoundError
    if person_id in state.complete:
        raise RefusedError("judged", N_("This judge has judged everything; the judgement counts."))
    if len(state.judges) == 1:
        raise RefusedError("last", N_("A panel needs a judge. Nothing was changed."))
    session.execute(delete(AngoffJudge).where(AngoffJudge.panel_id == panel_id, AngoffJudge.person_id == person_id))
    write_audit(session, "panel.judge_removed", f"panel:{panel_id}", {"judge": person_id}, by=by, at=at)


def close_panel(session: Session, panel_id: int, *, by: int, at: datetime) -> PanelCut:
    """Close a panel in which all judges have judged; return its cut, which is a recommendation and changes nothing.

    Raises:
        NotFoundError: No such panel. RefusedError: `closed`, or `waiting` for a judge.
    """
    panel = _open_panel(session, panel_id)
    state = state_now(session, panel)
    cut = cut_of(state)
    if cut is None or not state.is_discussing:
        raise RefusedError("waiting", N_("Not all judges have judged everything yet. Nothing was changed."))
    session.execute(update(AngoffPanel).where(AngoffPanel.id == panel_id).values(closed_at=at))
    error = None if cut.standard_error is None else round(cut.standard_error * 10)
    detail = {"cut": round(cut.cut * 10), "standard_error": error, "judges": len(state.complete)}
    write_audit(session, "panel.closed", f"panel:{panel_id}", detail, by=by, at=at)
    return cut


def _open_panel(session: Session, panel_id: int) -> PanelRow:
    panel = find_panel(session, panel_id, lock=True)
    if panel is None:
        raise NotFoundError
    if not panel.is_open:
        raise RefusedError("closed", N_("This panel is closed. Nothing was changed."))
    return panel

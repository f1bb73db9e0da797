"""Reads of panels: who judges what, what was judged, and the cut of the last closed panel."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.analysis.models import AngoffJudge, AngoffPanel, AngoffRating
from app.analysis.rules.angoff import Asked, PanelCut, PanelState, Rating, cut_of, state_of


@dataclass(frozen=True, slots=True)
class PanelRow:
    """A panel; `subject` is a quiz id, or `roleplay:` and a scenario's id."""

    id: int
    subject: str
    release_id: int
    title: str
    asked: tuple[Asked, ...]
    created_by: int | None
    created_at: datetime
    closed_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether judges may still judge."""
        return self.closed_at is None


_COLUMNS = (
    AngoffPanel.id,
    AngoffPanel.quiz_id,
    AngoffPanel.release_id,
    AngoffPanel.title,
    AngoffPanel.questions,
    AngoffPanel.created_by,
    AngoffPanel.created_at,
    AngoffPanel.closed_at,
)


def find_panel(session: Session, panel_id: int, *, lock: bool = False) -> PanelRow | None:
    """Return a panel or None; with `lock` nobody else closes it or judges until the transaction ends."""
    statement = select(*_COLUMNS).where(AngoffPanel.id == panel_id)
    row = session.execute(statement.with_for_update() if lock else statement).first()
    return None if row is None else _panel(tuple(row))


def panels_for(session: Session, judge_id: int | None = None) -> tuple[PanelRow, ...]:
    """Return panels (in which somebody judges), open ones first, then the newest."""
    statement = select(*_COLUMNS).order_by(AngoffPanel.closed_at.is_not(None), AngoffPanel.id.desc())
    if judge_id is not None:
        mine = exists().where(AngoffJudge.panel_id == AngoffPanel.id, AngoffJudge.person_id == judge_id)
        statement = statement.where(mine)
    return tuple(_panel(tuple(row)) for row in session.execute(statement))


def judges_of(session: Session, panel_id: int) -> tuple[int, ...]:
    """Return the judges of a panel in the order in which they were asked."""
    statement = select(AngoffJudge.person_id).where(AngoffJudge.panel_id == panel_id).order_by(AngoffJudge.id)
    return tuple(session.execute(statement).scalars())


def state_now(session: Session, panel: PanelRow) -> PanelState:
    """Return where a panel stands."""
    columns = (AngoffRating.person_id, AngoffRating.question_id, AngoffRating.share, AngoffRating.is_discussed)
    statement = select(*columns).where(AngoffRating.panel_id == panel.id).order_by(AngoffRating.id)
    ratings = (Rating(*row) for row in session.execute(statement))
    return state_of(judges_of(session, panel.id), panel.asked, ratings)


def closed_cut(session: Session, subject: str) -> PanelCut | None:
    """Return the cut of the panel about a subject that was closed last, None without one."""
    statement = (
        select(*_COLUMNS)
        .where(AngoffPanel.quiz_id == subject, AngoffPanel.closed_at.is_not(None))
        .order_by(AngoffPanel.closed_at.desc(), AngoffPanel.id.desc())
    )
    row = session.execute(statement.limit(1)).first()
    return None if row is None else cut_of(state_now(session, _panel(tuple(row))))


def export_person(session: Session, person_id: int) -> dict[str, object]:
    """Return what somebody judged in panels, for the copy of one's data."""
    columns = (AngoffRating.panel_id, AngoffRating.question_id, AngoffRating.share, AngoffRating.is_discussed)
    statement = select(*columns, AngoffRating.at).where(AngoffRating.person_id == person_id).order_by(AngoffRating.id)
    return {"panel_judgements": [row._asdict() for row in session.execute(statement)]}


def _panel(row: tuple[object, ...]) -> PanelRow:
    panel_id, subject, release_id, title, questions, *rest = row
    asked = tuple(Asked(*one) for one in questions)  # type: ignore[attr-defined]
    return PanelRow(panel_id, subject, release_id, title, asked, *rest)  # type: ignore[arg-type]

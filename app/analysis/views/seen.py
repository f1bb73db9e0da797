"""What the pages of panels are made of, read for the person who asks."""

from collections.abc import Mapping

from app.analysis.access import leads_panels
from app.analysis.pages.panel import PanelSeen
from app.analysis.queries.health import health_body
from app.analysis.queries.panels import PanelRow, closed_cut, state_now
from app.analysis.rules.angoff import ROLEPLAY, cut_of
from app.analysis.rules.role_plays import RoleplayLine, roleplay_line
from app.bench.queries import impressions_by_scenario
from app.content.library import Library, Question
from app.identity.queries import names_of
from app.kernel.errors import NotFoundError
from app.web.request import actor, connection, reading
from app.web.services import services


def seen_of(panel: PanelRow, wrong: Mapping[str, str]) -> PanelSeen:
    """Read a panel with its judges and its questions as they were when it was called together."""
    state = state_now(reading(), panel)
    return PanelSeen(
        panel=panel,
        state=state,
        cut=cut_of(state),
        names=names_of(reading(), state.judges),
        questions={one.id: _question(one.hash) for one in panel.asked},
        me=actor().person_id,
        leads=leads_panels(actor()),
        scores=_scores(panel.subject),
        wrong=wrong,
    )


def lines_of_role_plays(library: Library) -> dict[str, RoleplayLine]:
    """Read what marks and panels say about every scenario."""
    marks = impressions_by_scenario(reading())
    found = {}
    for name in library.scenarios:
        panel = closed_cut(reading(), ROLEPLAY + name)
        if panel is not None or name in marks:
            cut = None if panel is None else (panel.cut, panel.standard_error)
            found[name] = roleplay_line(marks.get(name, []), cut)
    return found


def _scores(subject: str) -> list[list[int]]:
    if not subject.startswith(ROLEPLAY):
        return list(health_body(connection(), subject).get("scores", ()))
    marks = impressions_by_scenario(reading()).get(subject.removeprefix(ROLEPLAY), [])
    return [[total, 1] for _impression, total in marks]


def _question(hash_: str) -> Question | None:
    try:
        return services().libraries.question(reading(), hash_)
    except NotFoundError:
        return None

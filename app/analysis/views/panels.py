"""Panels that recommend a line: called together, judged, closed; and the lines of role-plays."""

from collections.abc import Mapping

from flask import Response, make_response, redirect, request, url_for
from flask_babel import gettext

from app.analysis.access import access_panel, leads_panels
from app.analysis.actions import close_panel, create_panel, rate_questions, remove_judge
from app.analysis.forms import PanelForm, shares_in
from app.analysis.pages.panel import PanelLine, PanelsPage, agreement_of, panel_page, subject_title
from app.analysis.pages.role_plays import role_plays_page
from app.analysis.queries.panels import panels_for, state_now
from app.analysis.rules.angoff import ROLEPLAY
from app.analysis.views.base import blueprint
from app.analysis.views.seen import lines_of_role_plays, seen_of
from app.identity.queries import holders_of
from app.kernel.errors import N_, InvalidError, NotFoundError
from app.web.guards import needs
from app.web.rendering import render, render_part
from app.web.request import actor, lang, library, now, reading, writing


@blueprint.get("/panels")
@needs("mentor", "manager", "author", "admin")
def panels() -> str:
    """List the panels that one leads or judges in."""
    return _panels(PanelForm())


@blueprint.post("/panels")
@needs("author", "admin")
def call_panel() -> Response:
    """Call a panel together."""
    form = _offered(PanelForm.from_request())
    if form.validate():
        try:
            with writing() as session:
                panel_id = create_panel(
                    session,
                    library(),
                    form.subject.data,
                    form.title.data or "",
                    [int(person) for person in form.judges.data or ()],
                    by=actor().person_id,
                    at=now(),
                )
            return _to_panel(panel_id)
        except InvalidError as error:
            form.blame(error)
    return make_response(_panels(form), 422)


@blueprint.get("/panels/role-plays")
@needs("author", "admin")
def role_plays() -> str:
    """Show what marks and panels say about the lines of role-plays."""
    found = lines_of_role_plays(library())
    return render("analysis/role_plays.html", role_plays_page(library(), found, lang()))


@blueprint.get("/panels/<int:panel_id>")
@needs("mentor", "manager", "author", "admin")
def panel(panel_id: int) -> str:
    """Show a panel as this judge, or its leader, may see it."""
    return _panel(panel_id, {})


@blueprint.get("/panels/<int:panel_id>/agreement")
@needs("mentor", "manager", "author", "admin")
def agreement(panel_id: int) -> str:
    """Answer the open page with how far the judges agree by now; not to somebody who still judges alone."""
    found = access_panel(reading(), actor(), panel_id)
    seen = seen_of(found, {})
    if actor().person_id in seen.state.judges and not seen.state.is_discussing and found.is_open:
        raise NotFoundError
    if not leads_panels(actor()) and not seen.state.is_discussing and found.is_open:
        raise NotFoundError
    return render_part("analysis/agreement.html", agreement_of(library(), seen, lang()))


@blueprint.post("/panels/<int:panel_id>/ratings")
@needs("mentor", "manager", "author", "admin")
def rate(panel_id: int) -> Response:
    """Keep a judge's judgements; what is no answer comes back beside its question, the rest is kept."""
    access_panel(reading(), actor(), panel_id)
    sent = shares_in(list(request.form.items()))
    asked = {one.id for one in access_panel(reading(), actor(), panel_id).asked}
    fine = {name: share for name, share in sent.items() if name in asked and share is not None and _is_step(share)}
    with writing() as session:
        rate_questions(session, panel_id, fine, by=actor().person_id, at=now())
    wrong = {name: gettext(N_("Answer from 0 to 100 in steps of 5.")) for name in sent if name not in fine}
    return make_response(_panel(panel_id, wrong), 422) if wrong else _to_panel(panel_id)


@blueprint.post("/panels/<int:panel_id>/closing")
@needs("author", "admin")
def close(panel_id: int) -> Response:
    """Close a panel."""
    with writing() as session:
        close_panel(session, panel_id, by=actor().person_id, at=now())
    return _to_panel(panel_id)


@blueprint.post("/panels/<int:panel_id>/judges/<int:person_id>/removal")
@needs("author", "admin")
def go_on_without(panel_id: int, person_id: int) -> Response:
    """Go on without a judge."""
    with writing() as session:
        remove_judge(session, panel_id, person_id, by=actor().person_id, at=now())
    return _to_panel(panel_id)


def _is_step(share: int) -> bool:
    return 0 <= share <= 1000 and share % 50 == 0  # noqa: PLR2004 - thousandths, in steps of five per cent


def _panel(panel_id: int, wrong: Mapping[str, str]) -> str:
    seen = seen_of(access_panel(reading(), actor(), panel_id), wrong)
    return render("analysis/panel.html", panel_page(library(), seen, lang()))


def _panels(form: PanelForm) -> str:
    leads = leads_panels(actor())
    rows = panels_for(reading(), None if leads else actor().person_id)
    states = {row.id: state_now(reading(), row) for row in rows}
    lines = tuple(
        PanelLine(
            row.id,
            row.title,
            subject_title(library(), row.subject, lang()),
            row.created_at,
            row.is_open,
            len(states[row.id].complete),
            len(states[row.id].judges),
        )
        for row in rows
    )
    return render("analysis/panels.html", PanelsPage(lines, _offered(form) if leads else None))


def _offered(form: PanelForm) -> PanelForm:
    quizzes = [(quiz.id, quiz.title.in_lang(lang())) for quiz in library().quizzes.values()]
    plays = [(ROLEPLAY + one.id, one.title.in_lang(lang())) for one in library().scenarios.values()]
    people: dict[int, str] = {}
    for role in ("mentor", "manager", "author", "admin"):
        people.update({person: name for person, name, _path in holders_of(reading(), role, at=now())})
    return form.offer([*quizzes, *plays], sorted(people.items(), key=lambda one: one[1]))


def _to_panel(panel_id: int) -> Response:
    return redirect(url_for("analysis.panel", panel_id=panel_id), 303)  # type: ignore[return-value]

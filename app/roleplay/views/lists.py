"""The role-plays of one's trade, the page of one of them, and starting it."""

from flask import Response, request

from app.roleplay.access import access_scenario
from app.roleplay.actions import start_session
from app.roleplay.pages.lists import list_page, scenario_page
from app.roleplay.queries import past_of
from app.roleplay.rules.ladder import Standing, next_scenario, offered, setting_of
from app.roleplay.views.base import blueprint, see
from app.web.guards import signed_in
from app.web.rendering import render
from app.web.request import actor, library, library_of, now, reading, release_id, writing


@blueprint.get("/role-plays")
@signed_in
def role_plays() -> str:
    """Show the scenarios by grade, with what one has done and what to do next."""
    scenarios = library().scenarios
    past = past_of(reading(), actor().person_id, scenarios)
    standings = [Standing(one, past.get(one.id, ())) for one in offered(scenarios.values(), actor().trade)]
    return render("roleplay/list.html", list_page(standings, next_scenario(standings)))


@blueprint.get("/role-plays/<scenario_id>")
@signed_in
def role_play(scenario_id: str) -> str:
    """Show the brief and the ladder of rungs."""
    scenario = access_scenario(library(), scenario_id)
    past = past_of(reading(), actor().person_id, library().scenarios, scenario_id).get(scenario_id, ())
    page = scenario_page(scenario, library().rubrics[scenario.rubric], past)
    return render("roleplay/scenario.html", page)


@blueprint.post("/role-plays/<scenario_id>/sessions")
@signed_in
def start(scenario_id: str) -> Response:
    """Start a conversation on a rung, or resume the open one."""
    access_scenario(library(), scenario_id)
    purpose, mode = setting_of(request.form.get("rung", ""))
    who = actor().person_id
    with writing() as session:
        session_id = start_session(
            session,
            library_of,
            scenario_id,
            who,
            purpose=purpose,
            mode=mode,
            release_id=release_id(),
            by=who,
            at=now(),
        )
    return see(f"/role-play-sessions/{session_id}")

"""The debrief of an ended conversation, “what if I had said …”, and going on from a turn."""

from flask import Response, make_response, request

from app.kernel.ids import new_code
from app.roleplay.access import access_debrief, access_session
from app.roleplay.actions import fork_session, refuse_early
from app.roleplay.forms import number, read_lang
from app.roleplay.rules.turns import SentTurn
from app.roleplay.views.base import SESSION, blueprint, see
from app.roleplay.views.looking_back import debrief_page, what_if_page
from app.web.guards import signed_in
from app.web.rendering import render
from app.web.request import actor, lang, library_of, now, reading, writing


@blueprint.get(f"{SESSION}/debrief")
@signed_in
def debrief(roleplay_id: int) -> Response | str:
    """Show how it went: at once after practice, for an assessed conversation when its marks are released."""
    seen = access_debrief(reading(), actor(), roleplay_id)
    if seen.row.is_open:
        return see(f"/role-play-sessions/{roleplay_id}")
    return render("roleplay/debrief.html", debrief_page(seen))


@blueprint.post(f"{SESSION}/what-if")
@signed_in
def what_if(roleplay_id: int) -> Response | str:
    """Show what would have followed from other words; nothing is written."""
    access_session(reading(), actor(), roleplay_id)
    seen = access_debrief(reading(), actor(), roleplay_id)
    refuse_early(reading(), seen.row)
    page = what_if_page(seen, number(request.form.get("turn", "")) or 0, request.form.get("text", ""))
    return make_response(render("roleplay/what_if.html", page), 422 if page.error else 200)


@blueprint.post(f"{SESSION}/forks")
@signed_in
def forks(roleplay_id: int) -> Response:
    """Begin a practice conversation that goes on from a turn, with other words."""
    access_session(reading(), actor(), roleplay_id)
    turn, text = number(request.form.get("turn", "")) or 0, request.form.get("text", "")
    said = SentTurn("said", new_code(), read_lang(request.form, lang()), text) if text.strip() else None
    with writing() as session:
        fork_id = fork_session(session, library_of, roleplay_id, turn, said, by=actor().person_id, at=now())
    return see(f"/role-play-sessions/{fork_id}#turn-{turn}")

"""The marks of a conversation as the learner sees them."""

from app.bench.access import access_result
from app.bench.pages.result import result_page
from app.bench.views.base import blueprint
from app.identity.queries import person_brief
from app.roleplay.queries import turns_of
from app.web.guards import signed_in
from app.web.rendering import render
from app.web.request import actor, library_of, reading


@blueprint.get("/role-play-sessions/<int(max=9007199254740991):session_id>/marks")
@signed_in
def marks(session_id: int) -> str:
    """Show the released marks to the learner and to the learner's mentors and managers."""
    result = access_result(reading(), actor(), library_of, session_id)
    texts = {turn.seq: turn.text for turn in turns_of(reading(), session_id)}
    own = result.person_id == actor().person_id
    name = "" if own else person_brief(reading(), result.person_id).name
    return render("bench/result.html", result_page(result, texts, is_own=own, name=name))

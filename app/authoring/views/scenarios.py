"""The authors' scenarios: the list, the map, and playing one with its state visible; nothing is stored."""

from flask import Response, make_response, request

from app.authoring.forms import PlayForm
from app.authoring.pages import scenarios as words
from app.authoring.pages.scenarios import ScenariosPage, scenario_page
from app.authoring.queries import Staged, published_scenario, staged_scenario, staged_scenarios
from app.authoring.rules.playing import MOST_MOVES, Play, replay
from app.authoring.views.base import blueprint
from app.kernel.errors import N_, InvalidError
from app.web.guards import needs
from app.web.rendering import render
from app.web.request import lang, reading
from app.web.services import services

_WORDS = {
    name: getattr(words, name)
    for name in ("column_word", "node_word", "mood_word", "act_word", "effect_word", "note_word", "changes_of",
                 "language_word", "slot_words")
}  # fmt: skip


@blueprint.get("/authoring/scenarios")
@needs("author", "admin")
def scenarios() -> str:
    """List the scenarios of the files."""
    page = ScenariosPage(staged_scenarios(services().settings.content_dir))
    return render("authoring/scenarios.html", page)


@blueprint.get("/authoring/scenarios/<scenario_id>")
@needs("author", "admin")
def scenario(scenario_id: str) -> str:
    """Show a scenario of the files, or with `?of=published` as learners meet it, at its opening."""
    staged = _staged(scenario_id)
    return _page(staged, _play(staged, ()), PlayForm())


@blueprint.post("/authoring/scenarios/<scenario_id>")
@needs("author", "admin")
def play(scenario_id: str) -> Response:
    """Answer one more move after those that the form carries; nothing is stored."""
    staged, form = _staged(scenario_id), PlayForm.from_request()
    made = request.form.getlist("move")[:MOST_MOVES]
    before = _play(staged, made)
    if not form.validate() or before is None:
        return make_response(_page(staged, before, form), 422)
    played = _play(staged, form.moves_after(before.moves))
    if played is None or (played.moves == before.moves and not form.takes_back):
        form.blame(InvalidError("text", N_("Type a sentence, or pick one of the options.")))
        return make_response(_page(staged, before, form), 422)
    return make_response(_page(staged, played, PlayForm()))


def _is_published() -> bool:
    return request.args.get("of") == "published"


def _staged(scenario_id: str) -> Staged:
    if _is_published():
        return published_scenario(reading(), services().libraries, scenario_id)
    return staged_scenario(services().settings.content_dir, scenario_id)


def _play(staged: Staged, moves: tuple[str, ...] | list[str]) -> Play | None:
    if staged.scenario is None or staged.lexicon is None:
        return None
    return replay(staged.scenario, staged.lexicon, moves, lang())


def _page(staged: Staged, played: Play | None, form: PlayForm) -> str:
    page = scenario_page(staged, played, form, is_published=_is_published())
    return render("authoring/scenario.html", page, **_WORDS)

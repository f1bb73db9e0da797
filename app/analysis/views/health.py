"""Item health: the list of quizzes, one quiz, one question, and keeping a question off new papers."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from flask import Response, current_app, make_response, redirect, request, url_for
from markupsafe import Markup, escape

from app.analysis.access import access_stamp, access_versions, managed_paths
from app.analysis.forms import QuarantineForm
from app.analysis.pages.listing import list_page
from app.analysis.pages.question import Event, Shown, question_page
from app.analysis.pages.quiz import HealthKept, computed_words, near_table, near_words, quiz_page
from app.analysis.queries.health import Stamp, health_body, health_lines, near_passes
from app.analysis.views.base import blueprint
from app.analysis.views.history import events_of
from app.assessment.actions import lift_quarantine, quarantine_item
from app.assessment.queries import quarantined
from app.content.library import Question
from app.kernel.errors import InvalidError, NotFoundError
from app.web.csrf import csrf_token
from app.web.guards import needs
from app.web.rendering import fill_shell, moment, render, shell
from app.web.request import actor, connection, lang, library, now, reading, writing
from app.web.services import services
from app.web.translation import zone

_NEAR_SHOWN = 20
_MOST_BODIES = 200  # of quizzes, kept in one process


@blueprint.get("/item-health")
@needs("author", "manager", "admin")
def quizzes() -> str:
    """List the quizzes that somebody has handed in."""
    may_panel = actor().has("author", "admin")
    page = list_page(library(), health_lines(reading()), lang(), may_panel=may_panel)
    return render("analysis/quizzes.html", page)


@blueprint.get("/item-health/<quiz_id>")
@needs("author", "manager", "admin")
def quiz(quiz_id: str) -> str:
    """Show the health of a quiz; people are named only to those who decide about them."""
    stamp = access_stamp(connection(), quiz_id)
    kept, paths = _kept(stamp), managed_paths(actor())
    near = ""
    if paths:
        found = near_passes(connection(), kept.body["near"], paths, limit=_NEAR_SHOWN)
        template = current_app.jinja_env.get_template("analysis/near.html")
        near = template.render(page=near_table(kept.body, found), words=kept.words)
    parts = {
        0: kept.title,
        1: kept.html + near + kept.computed,
        2: csrf_token(),
        3: escape(actor().name),
        4: escape(f"/item-health/{quote(quiz_id)}?lang={'en' if lang() == 'zh' else 'zh'}"),
        5: "",
    }
    return fill_shell(shell("/item-health"), {place: str(part) for place, part in parts.items()})


@blueprint.get("/item-health/<quiz_id>/<question_id>")
@needs("author", "admin")
def question(quiz_id: str, question_id: str) -> str:
    """Show one version of a question, with its key: not for people who may sit the quiz."""
    return _question(quiz_id, question_id, QuarantineForm())


@blueprint.post("/item-health/<quiz_id>/<question_id>/quarantine")
@needs("author", "admin")
def quarantine(quiz_id: str, question_id: str) -> Response:
    """Keep the question off new papers."""
    access_versions(connection(), quiz_id, question_id)
    form = QuarantineForm.from_request()
    if form.validate():
        try:
            with writing() as session:
                quarantine_item(session, question_id, form.reason.data or "", by=actor().person_id, at=now())
            return _to_question(quiz_id, question_id)
        except InvalidError as error:
            form.blame(error)
    return make_response(_question(quiz_id, question_id, form), 422)


@blueprint.post("/item-health/<quiz_id>/<question_id>/quarantine/lift")
@needs("author", "admin")
def lift(quiz_id: str, question_id: str) -> Response:
    """Let the question be drawn again."""
    access_versions(connection(), quiz_id, question_id)
    with writing() as session:
        lift_quarantine(session, question_id, by=actor().person_id, at=now())
    return _to_question(quiz_id, question_id)


class _Kept(NamedTuple):
    body: Mapping[str, Any]
    title: Markup
    html: Markup
    words: Mapping[str, str]
    computed: Markup


def _kept(stamp: Stamp) -> _Kept:
    """Return the health of a quiz and most of its page, made anew whenever anything that it shows has changed."""
    kept: dict[object, _Kept] = current_app.extensions.setdefault("aftercare.health", {})
    links = actor().has("author", "admin")
    key = (stamp, lang(), zone(), library().release_id, links)
    if key not in kept:
        if len(kept) >= _MOST_BODIES:
            kept.clear()
        body, out = health_body(connection(), stamp.quiz_id), quarantined(reading())
        page = quiz_page(library(), HealthKept(stamp.quiz_id, body, out), lang(), links=links)
        html = current_app.jinja_env.get_template("analysis/quiz_body.html").render(page=page)
        computed = computed_words(moment(stamp.at))
        kept[key] = _Kept(body, escape(page.title), Markup(html), near_words(), computed)  # noqa: S704 - escaped
    return kept[key]


def _question(quiz_id: str, question_id: str, form: QuarantineForm) -> str:
    body, versions = access_versions(connection(), quiz_id, question_id)
    wanted = request.args.get("version", "")
    item = next((one for one in versions if not wanted or one["version"] == wanted), None)
    if item is None:
        raise NotFoundError
    is_out = question_id in quarantined(reading())
    events: tuple[Event, ...] = events_of(question_id)
    shown = Shown(quiz_id, body, versions, item, _words_of(item["hash"]), events, is_out)
    return render("analysis/question.html", question_page(library(), shown, lang(), form))


def _words_of(hash_: str) -> Question | None:
    try:
        return services().libraries.question(reading(), hash_)
    except NotFoundError:
        return None


def _to_question(quiz_id: str, question_id: str) -> Response:
    address = url_for("analysis.question", quiz_id=quiz_id, question_id=question_id)
    return redirect(address, 303)  # type: ignore[return-value]

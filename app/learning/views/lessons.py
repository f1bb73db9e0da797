"""The lesson reader, which is the hot path, and what a reader sends back."""

from flask import Response, current_app, jsonify, make_response, redirect, request
from flask_babel import gettext as _
from markupsafe import escape

from app.content.library import Lesson
from app.kernel.errors import RefusedError
from app.learning.access import access_lesson
from app.learning.actions import answer_check, complete_lesson, note_position, put_bookmark, remove_bookmark
from app.learning.forms import BookmarkForm, CheckForm, PositionForm
from app.learning.pages.lesson import LessonPieces, end_html, lesson_html, lesson_url, make_pieces
from app.learning.queries import lesson_memory
from app.learning.rules.lessons import lesson_state
from app.learning.views.base import blueprint
from app.web.csrf import csrf_token
from app.web.errors import translated, wants_json
from app.web.guards import signed_in
from app.web.rendering import fill_shell, shell
from app.web.request import actor, connection, lang, library, now, writing
from app.web.services import services

_MOST_PIECES = 2000  # drafts make new releases all the time; beyond this everything is cut anew


@blueprint.get("/courses/<course_id>/lessons/<lesson_id>")
@signed_in
def lesson(course_id: str, lesson_id: str) -> str:
    """Join the page from pieces: one statement, no template, no gettext."""
    return _page(access_lesson(library(), course_id, lesson_id))


@blueprint.post("/courses/<course_id>/lessons/<lesson_id>/checks/<check_id>")
@signed_in
def check(course_id: str, lesson_id: str, check_id: str) -> Response:
    """Keep the answer; a script gets the feedback as JSON, a form goes back to the check."""
    found = access_lesson(library(), course_id, lesson_id)
    form = CheckForm.from_request()
    choice = form.choice.data or ""
    if not form.validate() and not wants_json():
        return make_response(_page(found, _("Please choose an answer.")), 422)
    with writing() as session:
        kept = answer_check(session, library(), actor().person_id, found, check_id=check_id, choice_id=choice, at=now())
    if not wants_json():
        return redirect(f"{lesson_url(found.key)}#check-{check_id}", 303)  # type: ignore[return-value]
    pieces = _pieces(found)
    html = pieces.checks[check_id].html(kept.choice_id, csrf_token())
    return jsonify({"right": kept.is_right, "finished": kept.is_finished, "html": html, "end": _end(found, pieces)})


@blueprint.post("/courses/<course_id>/lessons/<lesson_id>/position")
@signed_in
def position(course_id: str, lesson_id: str) -> Response:
    """Remember where the reader stopped; the answer tells the script whether the lesson is finished now."""
    found = access_lesson(library(), course_id, lesson_id)
    form = PositionForm.from_request()
    anchor, place = form.anchor.data or "", form.thousandths()
    with writing() as session:
        finished = note_position(session, library(), actor().person_id, found, anchor=anchor, position=place, at=now())
    return jsonify({"finished": finished, "end": _end(found, _pieces(found)) if finished else None})


@blueprint.post("/courses/<course_id>/lessons/<lesson_id>/completion")
@signed_in
def completion(course_id: str, lesson_id: str) -> Response:
    """Finish the lesson by its button; with checks still open the page comes back and says so."""
    found = access_lesson(library(), course_id, lesson_id)
    try:
        with writing() as session:
            complete_lesson(session, library(), actor().person_id, found, at=now())
    except RefusedError as refused:
        return make_response(_page(found, translated(refused)), 409)
    return redirect(f"{lesson_url(found.key)}#end", 303)  # type: ignore[return-value]


@blueprint.post("/courses/<course_id>/lessons/<lesson_id>/bookmarks")
@signed_in
def bookmark(course_id: str, lesson_id: str) -> Response:
    """Mark a section; a script gets the star as it is now."""
    found, form = access_lesson(library(), course_id, lesson_id), BookmarkForm.from_request()
    anchor = form.anchor.data or ""
    with writing() as session:
        put_bookmark(session, actor().person_id, found, anchor=anchor, at=now())
    return _marked(found, anchor, is_marked=True)


@blueprint.post("/courses/<course_id>/lessons/<lesson_id>/bookmarks/removal")
@signed_in
def bookmark_removal(course_id: str, lesson_id: str) -> Response:
    """Take the mark of a section away."""
    found, form = access_lesson(library(), course_id, lesson_id), BookmarkForm.from_request()
    anchor = form.anchor.data or ""
    with writing() as session:
        remove_bookmark(session, actor().person_id, found.key, anchor=anchor)
    if "from" in request.form:
        return redirect("/bookmarks", 303)  # type: ignore[return-value]
    return _marked(found, anchor, is_marked=False)


def _marked(found: Lesson, anchor: str, *, is_marked: bool) -> Response:
    pieces = _pieces(found).marks.get(anchor)
    if not wants_json():
        place = pieces.anchor if pieces else ""
        return redirect(f"{lesson_url(found.key)}#{place or 'lesson'}", 303)  # type: ignore[return-value]
    html = "" if pieces is None else pieces.html(is_marked=is_marked, token=csrf_token())
    return jsonify({"marked": is_marked, "html": html})


def _page(found: Lesson, notice: str = "") -> str:
    memory = lesson_memory(connection(), actor().person_id, found)
    pieces, token = _pieces(found), csrf_token()
    other = "en" if lang() == "zh" else "zh"
    return fill_shell(
        shell("/programmes"),
        {
            0: pieces.title,
            1: lesson_html(pieces, found, memory, token, notice),
            2: token,
            3: str(escape(actor().name)),
            4: f"{lesson_url(found.key)}?lang={other}",
            5: "".join(
                f'<script type="module" src="{services().assets.url(f"js/{name}.js")}"></script>'
                for name in ("lesson", "print")
            ),
        },
    )


def _end(found: Lesson, pieces: LessonPieces) -> str:
    """Return the end of the lesson as it is after what was just written."""
    memory = lesson_memory(connection(), actor().person_id, found)
    return end_html(pieces, found, lesson_state(found, memory.texts), memory.answers, csrf_token())


def _pieces(found: Lesson) -> LessonPieces:
    """Return the lesson's pieces for this release, language and trade, cut at first use in this process."""
    cache: dict[object, LessonPieces] = current_app.extensions.setdefault("aftercare.lessons", {})
    key = (library().release_id, found.key, lang(), actor().trade)
    pieces = cache.get(key)
    if pieces is None:
        if len(cache) >= _MOST_PIECES:
            cache.clear()
        pieces = cache[key] = make_pieces(library(), found, lang(), actor().trade)
    return pieces

"""Status, lint, publish, draft, releases, rollback, preview of a lesson."""

from flask import Response, jsonify, make_response, redirect, request

from app.analysis.pages.flagged import flagged_lines
from app.analysis.queries.health import flags_by_question
from app.authoring.actions import publish_content, roll_back_content, save_draft
from app.authoring.forms import PublishForm
from app.authoring.pages.content import (
    ReleasesPage,
    StatusPage,
    aspect_word,
    change_word,
    draft_notice,
    kind_word,
    preview_page,
    status_page,
)
from app.authoring.queries import draft_of, outlook_of, preview_lesson, release_lines
from app.authoring.views.base import blueprint
from app.content.queries import DRAFT, find_release_id
from app.content.releases import LintError, finish_publishing
from app.content.watching import DraftState, read_draft_state
from app.kernel.errors import InvalidError
from app.web.guards import needs
from app.web.rendering import render
from app.web.request import actor, lang, now, reading, writing
from app.web.services import services

_WORDS = {"change_word": change_word, "kind_word": kind_word, "aspect_word": aspect_word}
_CHANNEL = "channel"


@blueprint.get("/authoring")
@needs("author", "admin")
def status() -> str:
    """Show what is published and what the files would change."""
    return render("authoring/status.html", _status(PublishForm()), **_WORDS)


@blueprint.post("/authoring/lint")
@needs("author", "admin")
def lint() -> Response:
    """Look the files over again: they are read anew with every page."""
    return redirect("/authoring#linter", 303)  # type: ignore[return-value]


@blueprint.post("/authoring/publish")
@needs("author", "admin")
def publish() -> Response:
    """Publish the files; mistakes come back as the list that says where they are."""
    form = PublishForm.from_request()
    if not form.validate():
        return _again(form, 422)
    root = services().settings.content_dir
    try:
        with writing() as session:
            publish_content(session, root, note=form.note.data or "", by=actor().person_id, at=now())
    except LintError as error:
        form.blame(InvalidError("", error.message, **error.values))
        return _again(form, 409)
    with services().database.read() as session:
        finish_publishing(session, root)
    return redirect("/authoring", 303)  # type: ignore[return-value]


@blueprint.get("/authoring/draft")
@needs("author", "admin")
def draft_state() -> Response:
    """Tell an open page which draft is the newest, and why the saved files are not it."""
    state = read_draft_state(services().settings.data_dir) if services().is_watching else DraftState()
    return jsonify(release=find_release_id(reading(), DRAFT), notice=draft_notice(state))


@blueprint.post("/authoring/draft")
@needs("author", "admin")
def draft() -> Response:
    """Save the files as a draft and show this author the product with it."""
    form = PublishForm()
    try:
        with writing() as session:
            save_draft(session, services().settings.content_dir, by=actor().person_id, at=now())
    except LintError as error:
        form.blame(InvalidError("", error.message, **error.values))
        return _again(form, 409)
    response = redirect("/courses", 303)
    response.set_cookie(_CHANNEL, "draft", httponly=True, samesite="Lax", secure=request.is_secure)
    return response  # type: ignore[return-value]


@blueprint.post("/authoring/draft/leave")
@needs("author", "admin")
def leave_draft() -> Response:
    """Show this author again what learners see."""
    response = redirect("/authoring", 303)
    response.delete_cookie(_CHANNEL, httponly=True, samesite="Lax", secure=request.is_secure)
    return response  # type: ignore[return-value]


@blueprint.get("/authoring/releases")
@needs("author", "admin")
def releases() -> str:
    """List the releases."""
    return render("authoring/releases.html", ReleasesPage(release_lines(reading())))


@blueprint.post("/authoring/releases/<int:release_id>/rollback")
@needs("author", "admin")
def rollback(release_id: int) -> Response:
    """Show everybody this release again."""
    with writing() as session:
        roll_back_content(session, release_id, by=actor().person_id, at=now())
    return redirect("/authoring/releases", 303)  # type: ignore[return-value]


@blueprint.get("/authoring/preview/<course_id>/<lesson_id>")
@needs("author", "admin")
def preview(course_id: str, lesson_id: str) -> str:
    """Show a lesson of the files in both languages, side by side."""
    lesson = preview_lesson(services().settings.content_dir, f"{course_id}/{lesson_id}")
    return render("authoring/preview.html", preview_page(lesson, find_release_id(reading(), DRAFT)))


def _status(form: PublishForm) -> StatusPage:
    found = draft_of(reading(), services().settings.content_dir, services().libraries)
    published = next((line for line in release_lines(reading()) if line.is_published), None)
    outlook = outlook_of(reading(), found, services().libraries, at=now())
    known = services().libraries.published(reading())
    flagged = flagged_lines(known, flags_by_question(reading()), lang())
    return status_page(found, published, outlook, form, is_watching=services().is_watching, flagged=flagged)


def _again(form: PublishForm, code: int) -> Response:
    return make_response(render("authoring/status.html", _status(form), **_WORDS), code)

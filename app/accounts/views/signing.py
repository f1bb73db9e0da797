"""Sign-in and sign-out."""

from flask import Response, g, make_response, redirect, request
from flask_babel import gettext as _

from app.accounts.forms import SignInForm
from app.accounts.pages import SignInPage
from app.accounts.rules import safe_target, throttle_keys
from app.accounts.views.base import address, begin_session, blueprint, note_failed_try, refuse_throttled
from app.identity.actions import end_sessions
from app.identity.passwords import verify_password
from app.identity.queries import find_person_by_identifier
from app.web.cookies import SESSION, drop_cookie
from app.web.guards import public, signed_in_even_if_password_is_due
from app.web.kept import FIELD, read_kept
from app.web.rendering import render
from app.web.request import actor, find_actor, now, reading, writing
from app.web.services import services


@blueprint.get("/sign-in")
@public
def sign_in() -> Response | str:
    """Show the form; somebody who is signed in goes on."""
    target = safe_target(request.args.get("next"))
    if find_actor() is not None:
        return redirect(target, 303)  # type: ignore[return-value]
    kept = g.get("kept_form")  # a form that met an ended session is answered with this page
    notice = _("Your session had ended. Sign in: what you typed is kept on this page and is sent next.") if kept else ""
    page = SignInPage(SignInForm(formdata=None), target, notice, demo_people=_demo_people(), kept=kept)
    return render("accounts/sign_in.html", page)


@blueprint.post("/sign-in")
@public
def sign_in_post() -> Response:
    """Check the password before the gate opens, then begin a session."""
    form = SignInForm.from_request()
    target = safe_target(request.form.get("next"))
    if not form.validate():
        return _again(form, target)
    identifier, password = form.identifier.data or "", form.password.data or ""
    keys = throttle_keys(identifier, address())
    refuse_throttled(keys)
    found = find_person_by_identifier(reading(), identifier)
    if not verify_password(found[1] if found else None, password) or found is None:
        note_failed_try(keys)
        return _again(form, target, _("The account and the password do not match. Please check both."))
    return begin_session(found[0], keys, target, read_kept(request.form.get(FIELD)))


@blueprint.post("/sign-out")
@signed_in_even_if_password_is_due
def sign_out() -> Response:
    """End this session on the server and in the browser."""
    with writing() as session:
        end_sessions(session, actor().person_id, only=actor().session_id, at=now())
    response = make_response(redirect("/sign-in", 303))
    drop_cookie(response, SESSION)
    return response


def _again(form: SignInForm, target: str, notice: str = "") -> Response:
    kept = read_kept(request.form.get(FIELD))
    page = SignInPage(form, target, notice, demo_people=_demo_people(), kept=kept)
    return make_response(render("accounts/sign_in.html", page), 422)


def _demo_people() -> tuple[tuple[str, str], ...]:
    if not services().is_demo:
        return ()
    return (
        ("learner", _("a new hire on day nine")),
        ("mentor", _("looks after newcomers")),
        ("manager", _("answers for a region")),
        ("author", _("writes courses and questions")),
        ("admin", _("keeps people, teams and roles")),
    )

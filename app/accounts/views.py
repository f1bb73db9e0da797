"""Sign-in and sign-out."""

from datetime import timedelta

from flask import Blueprint, Response, make_response, redirect, request
from flask_babel import gettext as _

from app.accounts.forms import SignInForm
from app.accounts.pages import SignInPage
from app.accounts.rules import WINDOW, is_throttled, safe_target, throttle_keys
from app.identity.actions import end_sessions, note_failure, open_session
from app.identity.passwords import verify_password
from app.identity.queries import failures_for, find_person_by_identifier
from app.kernel.errors import N_, RefusedError
from app.web.cookies import SESSION, drop_cookie, set_cookie
from app.web.guards import public, signed_in_even_if_password_is_due
from app.web.rendering import render
from app.web.request import actor, find_actor, now, reading, writing
from app.web.services import services

blueprint = Blueprint("accounts", __name__, template_folder="templates")


@blueprint.get("/sign-in")
@public
def sign_in() -> Response | str:
    """Show the form; somebody who is signed in goes on."""
    target = safe_target(request.args.get("next"))
    if find_actor() is not None:
        return redirect(target, 303)  # type: ignore[return-value]
    return render("accounts/sign_in.html", SignInPage(SignInForm(), target, demo_people=_demo_people()))


@blueprint.post("/sign-in")
@public
def sign_in_post() -> Response:
    """Check the password before the gate opens, then begin a session."""
    form = SignInForm.from_request()
    target = safe_target(request.form.get("next"))
    if not form.validate():
        return _again(form, target)
    identifier, password = form.identifier.data or "", form.password.data or ""
    keys = throttle_keys(identifier, request.remote_addr or "")
    if is_throttled(keys, failures_for(reading(), keys, since=now() - WINDOW)):
        raise RefusedError("throttled", N_("Too many failed tries. Wait a quarter of an hour, or ask for a code."))
    found = find_person_by_identifier(reading(), identifier)
    if not verify_password(found[1] if found else None, password) or found is None:
        with writing() as session:
            note_failure(session, keys, window=WINDOW, at=now())
        return _again(form, target, _("These do not fit together. Check the number and the password."))
    lasts = timedelta(days=services().settings.session_days)
    device = request.user_agent.string
    with writing() as session:
        token = open_session(session, found[0], device, clear=keys[0], lasts=lasts, at=now())
    response = make_response(redirect(target, 303))
    set_cookie(request, response, SESSION, token, max_age=int(lasts.total_seconds()))
    return response


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
    page = SignInPage(form, target, notice, demo_people=_demo_people())
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

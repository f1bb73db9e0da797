"""The blueprint, the throttle and the start of a session, which several of these views share."""

from datetime import timedelta

from flask import Blueprint, Response, make_response, redirect, request

from app.accounts.pages import GoOnPage
from app.accounts.rules import WINDOW, is_throttled
from app.identity.actions import note_failure, open_session
from app.identity.queries import failures_for
from app.kernel.errors import N_, RefusedError
from app.web.cookies import SESSION, set_cookie
from app.web.guards import keeps_typed, recognise
from app.web.kept import KeptForm
from app.web.rendering import render
from app.web.request import now, reading, writing
from app.web.services import services

blueprint = Blueprint("accounts", __name__, template_folder="../templates")


def refuse_throttled(keys: tuple[str, str]) -> None:
    """Raise RefusedError when this identifier or this address has failed too often."""
    if is_throttled(keys, failures_for(reading(), keys, since=now() - WINDOW)):
        raise RefusedError(
            "throttled",
            N_("Too many failed attempts. Wait a quarter of an hour, or ask your manager for a one-time code."),
        )


def note_failed_try(keys: tuple[str, str]) -> None:
    """Count a failure."""
    with writing() as session:
        note_failure(session, keys, window=WINDOW, at=now())


def begin_session(person_id: int, keys: tuple[str, str], target: str, kept: KeptForm | None = None) -> Response:
    """Sign a person in on this device and go on to the target, or to sending what was kept."""
    lasts = timedelta(days=services().settings.session_days)
    device = request.user_agent.string
    with writing() as session:
        token = open_session(session, person_id, device, clear=keys[0], lasts=lasts, at=now())
    if kept is None or not keeps_typed(kept.path):
        response = make_response(redirect(target, 303))
    else:
        recognise(token)
        response = make_response(render("accounts/go_on.html", GoOnPage(kept)))
    set_cookie(request, response, SESSION, token, max_age=int(lasts.total_seconds()))
    return response


def address() -> str:
    """Return the network address of who asks."""
    return request.remote_addr or ""

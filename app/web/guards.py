"""Who may call an endpoint: declared beside its route, enforced before it runs."""

import hashlib
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from flask import Flask, Response, current_app, g, make_response, redirect, request, url_for
from werkzeug.exceptions import HTTPException, NotFound

from app.content.queries import DRAFT, PUBLISHED, channel_release_id, find_release_id
from app.identity.queries import SESSION_SELECT, actor_from
from app.identity.rules import Role
from app.kernel.errors import N_, RefusedError
from app.storage.prepared import Prepared
from app.web.cookies import SESSION, read_cookie
from app.web.csrf import request_is_genuine
from app.web.kept import keep_form
from app.web.request import connection, find_actor, now, reading

_COUNTS = {"learning", "assessment", "roleplay", "bench"}  # what is done there becomes evidence
View = TypeVar("View", bound=Callable[..., Any])


class Policy(NamedTuple):
    """`public`, `signed_in`, or one of `roles`; a person who must change the password may only do that."""

    name: str
    roles: frozenset[str] = frozenset()
    open_to_unchanged_password: bool = False
    keeps_typed: bool = False  # a POST that meets an ended session is sent after signing in again


def public(view: View) -> View:
    """Let everybody in, signed in or not."""
    return _declare(view, Policy("public", open_to_unchanged_password=True))


def signed_in(view: View) -> View:
    """Let in everybody who is signed in."""
    return _declare(view, Policy("signed_in"))


def signed_in_keeping_what_was_typed(view: View) -> View:
    """Let in everybody who is signed in; a form that meets an ended session loses nothing."""
    return _declare(view, Policy("signed_in", keeps_typed=True))


def signed_in_even_if_password_is_due(view: View) -> View:
    """Let in everybody who is signed in, also before a due change of password."""
    return _declare(view, Policy("signed_in", open_to_unchanged_password=True))


def needs(*roles: Role) -> Callable[[View], View]:
    """Let in who holds one of the roles anywhere; which teams they cover is asked by `access_x`."""
    return lambda view: _declare(view, Policy("role", frozenset(roles)))


def policy_of(app: Flask, endpoint: str) -> Policy | None:
    """Return the declared policy of an endpoint, None when somebody forgot it."""
    return getattr(app.view_functions[endpoint], "policy", None)


def keeps_typed(path: str) -> bool:
    """Tell whether a form for this path is one that is kept: nothing else is ever sent after a sign-in."""
    try:
        endpoint, _ = current_app.create_url_adapter(request).match(path, method="POST")  # type: ignore[union-attr]
    except HTTPException:
        return False
    policy = policy_of(current_app, endpoint)
    return policy is not None and policy.keeps_typed


def recognise(token: str) -> None:
    """Let the rest of this request act for the person who has just signed in."""
    g.pop("csrf", None)
    _load_actor(token)


def enforce() -> Response | None:
    """Find out who asks, check the token of a POST, and turn away whom the policy does not name."""
    if request.endpoint is None:
        _load_actor()
        return None
    policy = policy_of(current_app, request.endpoint)
    if policy is None or "\0" in request.path:  # no id of ours holds a NUL, and PostgreSQL takes none
        raise NotFound
    _load_actor()
    actor = find_actor()
    if policy.name != "public" and actor is None:
        return _to_sign_in(policy)
    if actor is not None and policy.roles and not actor.has(*policy.roles):
        raise NotFound
    if request.method == "POST" and not request_is_genuine(request):
        raise RefusedError("csrf", N_("This page was open for too long or came from elsewhere. Nothing was changed."))
    if request.method == "POST" and g.get("is_draft") and request.blueprint in _COUNTS:
        raise RefusedError(
            "draft", N_("This is the preview of a draft: nothing done in it counts. Leave the preview first.")
        )
    if actor is not None and actor.must_change_password and not policy.open_to_unchanged_password:
        return redirect(url_for("accounts.password"), 303)  # type: ignore[return-value]
    return None


def _declare(view: View, policy: Policy) -> View:
    view.policy = policy  # type: ignore[attr-defined]
    return view


_PUBLISHED = channel_release_id(PUBLISHED)
_DRAFT = channel_release_id(DRAFT)
_SELECT = Prepared(SESSION_SELECT.add_columns(_PUBLISHED.label("published_id"), _DRAFT.label("draft_id")))


def _load_actor(token: str | None = None) -> None:
    """Read session, person, grants and the active releases in one statement."""
    token = token or read_cookie(request, SESSION)
    if token:
        token_hash = hashlib.sha256(token.encode()).hexdigest()
        row = _SELECT.first(connection(), token_hash=token_hash, at=now())
        if row is not None:
            g.actor = actor_from(row)
            wants_draft = request.cookies.get("channel") == "draft" and g.actor.has("author", "admin")
            g.is_draft = bool(wants_draft and row.draft_id)
            g.release_id = row.draft_id if g.is_draft else row.published_id
            return
    g.actor = None
    if request.endpoint is not None:
        g.release_id = find_release_id(reading())


def _to_sign_in(policy: Policy) -> Response:
    if request.accept_mimetypes.best == "application/json" or request.is_json:
        raise RefusedError("signed_out", N_("You are signed out. Sign in again; what you typed is kept here."))
    g.kept_form = keep_form(request) if policy.keeps_typed else None
    if g.kept_form is not None:
        return make_response(current_app.view_functions["accounts.sign_in"](), 401)
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=target), 303)  # type: ignore[return-value]

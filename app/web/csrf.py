"""CSRF: an HMAC of the session (or, before sign-in, of the visitor cookie) and a check of Origin."""

import hashlib
import hmac
from urllib.parse import urlsplit

from flask import Request, g, request

from app.kernel.ids import new_token
from app.web.cookies import VISITOR, read_cookie
from app.web.request import find_actor
from app.web.services import services


def csrf_token() -> str:
    """Return the token that forms of this page must send back."""
    if "csrf" not in g:
        g.csrf = _sign(_binding())
    return g.csrf  # type: ignore[no-any-return]


def request_is_genuine(incoming: Request) -> bool:
    """Tell whether a POST comes from our own page: token right, Origin ours or absent."""
    if "Origin" in incoming.headers and not comes_from_here(incoming):
        return False
    given = incoming.headers.get("X-CSRF-Token") or incoming.form.get("csrf_token", "")
    binding = _binding(create=False)
    return bool(binding) and hmac.compare_digest(given.encode(errors="replace"), _sign(binding).encode())


def comes_from_here(incoming: Request) -> bool:
    """Tell whether the browser says that a page of ours sent this."""
    origin = incoming.headers.get("Origin")
    return origin is not None and _place(origin) == incoming.host


def _place(origin: str) -> str | None:
    """Return host and port of an origin; None for `null` and for what is no address."""
    try:
        return urlsplit(origin).netloc or None
    except ValueError:
        return None


def _binding(*, create: bool = True) -> str:
    actor = find_actor()
    if actor is not None:
        return f"session:{actor.session_id}"
    visitor = read_cookie(request, VISITOR) or g.get("new_visitor", "")
    if not visitor and create:
        visitor = g.new_visitor = new_token()
    return f"visitor:{visitor}" if visitor else ""


def _sign(binding: str) -> str:
    key = services().settings.secret_key.encode()
    return hmac.new(key, b"csrf:" + binding.encode(), hashlib.sha256).hexdigest()

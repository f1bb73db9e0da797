"""Names and attributes of our cookies (wall 7)."""

from typing import Literal

from flask import Request, Response

SESSION = "aftercare"
VISITOR = "aftercare-visitor"
_HOST = "__Host-"


def read_cookie(request: Request, name: str) -> str:
    """Return the cookie's value under its `__Host-` name, else under its plain one; "" when there is none."""
    return request.cookies.get(_HOST + name) or ("" if request.is_secure else request.cookies.get(name, ""))


def set_cookie(request: Request, response: Response, name: str, value: str, *, max_age: int | None = None) -> None:
    """Set a `__Host-` cookie, or the plain one for a client that does not send Secure cookies over loopback.

    Which kind of client it is shows when it comes back: the visitor cookie is offered under both names.
    """
    prefixed = request.is_secure or _HOST + VISITOR in request.cookies
    _put(response, (_HOST if prefixed else "") + name, value, secure=prefixed, max_age=max_age)


def offer_cookie(request: Request, response: Response, name: str, value: str) -> None:
    """Set a cookie under both names, to learn which of them the client sends back."""
    _put(response, _HOST + name, value, secure=True, max_age=None)
    if not request.is_secure:
        _put(response, name, value, secure=False, max_age=None)


def drop_cookie(response: Response, name: str) -> None:
    """Remove the cookie under both names."""
    response.delete_cookie(_HOST + name, path="/", secure=True, httponly=True, samesite="Lax")
    response.delete_cookie(name, path="/", httponly=True, samesite="Lax")


def _put(response: Response, name: str, value: str, *, secure: bool, max_age: int | None) -> None:
    same_site: Literal["Lax"] = "Lax"
    response.set_cookie(name, value, max_age=max_age, path="/", secure=secure, httponly=True, samesite=same_site)

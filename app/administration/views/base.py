"""The blueprint that every module of these views registers on."""

from flask import Blueprint, Response, redirect

blueprint = Blueprint("administration", __name__, template_folder="../templates")


def go(url: str) -> Response:
    """Go on to a page after something was done."""
    return redirect(url, 303)  # type: ignore[return-value]

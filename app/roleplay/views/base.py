"""The blueprint that every module of these views registers on."""

from flask import Blueprint, Response, redirect

blueprint = Blueprint("roleplay", __name__, template_folder="../templates")

SESSION = "/role-play-sessions/<int:roleplay_id>"


def see(address: str) -> Response:
    """Lead to another page after a POST."""
    return redirect(address, 303)  # type: ignore[return-value]

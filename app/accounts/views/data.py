"""What we keep: the privacy notice for everybody, and everything about oneself."""

import json
from datetime import date, datetime

from flask import Response, make_response

from app.accounts.pages import MyDataPage, PrivacyPage, kept_parts
from app.accounts.views.base import blueprint
from app.web.guards import public, signed_in
from app.web.rendering import render
from app.web.request import actor, now, reading
from app.web.services import services


@blueprint.get("/privacy")
@public
def privacy() -> str:
    """Say what is kept and why."""
    return render("accounts/privacy.html", PrivacyPage(services().settings.session_days))


@blueprint.get("/my-data")
@signed_in
def my_data() -> str:
    """Show what is kept about the person who asks."""
    return render("accounts/my_data.html", MyDataPage(kept_parts(_export())))


@blueprint.get("/my-data/export")
@signed_in
def my_data_export() -> Response:
    """Hand out everything about the person who asks, as JSON."""
    whole = {"exported_at": now(), "person_id": actor().person_id, **_export()}
    response = make_response(json.dumps(whole, ensure_ascii=False, indent=2, default=_plain))
    response.mimetype = "application/json"
    response.headers["Content-Disposition"] = 'attachment; filename="aftercare-my-data.json"'
    return response


def _export() -> dict[str, object]:
    merged: dict[str, object] = {}
    for export in services().exporters:
        merged.update(export(reading(), actor().person_id))
    return merged


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)

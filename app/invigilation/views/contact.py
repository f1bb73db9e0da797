"""The heartbeat of an open paper: what it is told, so that time given reaches the page."""

from datetime import timedelta

import msgspec
from flask import Response, request
from flask_babel import gettext as _

from app.assessment.actions import note_contact, note_return
from app.assessment.queries import Sign, find_sign, given_at
from app.assessment.rules.contact import is_silent, read_sign
from app.assessment.rules.timing import remaining_seconds
from app.invigilation.pages.words import span_words
from app.invigilation.views.base import blueprint
from app.kernel.clock import to_text
from app.kernel.errors import N_, NotFoundError, RefusedError
from app.web.guards import signed_in
from app.web.request import actor, connection, now, reading, writing, writing_statement

_COMMITTING = timedelta(seconds=5)  # a gift may be committed a little after the instant it bears


@blueprint.post("/attempts/<int(max=9007199254740991):attempt_id>/contact")
@signed_in
def contact(attempt_id: int) -> Response:
    """Note that a page of one's own open paper is there; told are the time left and who else is there."""
    client = read_sign(request.get_data(cache=False))
    sign = find_sign(connection(), attempt_id, client=client, at=now())
    if sign is None or sign.person_id != actor().person_id:
        raise NotFoundError
    if not sign.is_open:
        raise RefusedError("submitted", N_("This attempt is handed in already. Nothing was changed."))
    if is_silent(sign.heard_at or sign.started_at, now()):
        with writing() as session:
            note_return(session, attempt_id, client, at=now())
    else:
        with writing_statement() as statement:
            note_contact(statement, attempt_id, client, at=now())
    return Response(msgspec.json.encode(_told(attempt_id, sign)), mimetype="application/json")


def _told(attempt_id: int, sign: Sign) -> dict[str, object]:
    body: dict[str, object] = {
        "remaining_seconds": remaining_seconds(sign.deadline_at, now()),
        "deadline": None if sign.deadline_at is None else to_text(sign.deadline_at),
        "others": sign.others,
    }
    known = sign.own_at or sign.started_at
    if sign.credited_at is not None and sign.credited_at > known - _COMMITTING:
        given = given_at(reading(), attempt_id, sign.credited_at)
        if given:
            body["message"] = _("You have been given %(span)s more.", span=span_words(given))
    return body

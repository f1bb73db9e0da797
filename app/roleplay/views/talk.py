"""The conversation: saying something, filling in the work order, closing it."""

from collections.abc import Mapping

import msgspec
from flask import Response, make_response, request

from app.kernel.errors import InvalidError, RefusedError
from app.roleplay.access import access_session
from app.roleplay.actions import Answered, append_turn, fill_ticket, fill_ticket_form, finish_session, prepare_turn
from app.roleplay.forms import read_changes, read_turn, sent_fields
from app.roleplay.rules.turns import SentTurn
from app.roleplay.views.answering import talk_page, turn_answer
from app.roleplay.views.base import SESSION, blueprint, see
from app.web.errors import translated, wants_json
from app.web.guards import signed_in
from app.web.rendering import render
from app.web.request import actor, connection, lang, library_of, now, reading, writing, writing_statement


@blueprint.get(SESSION)
@signed_in
def talk(roleplay_id: int) -> Response | str:
    """Show the conversation as it stands; a closed one leads to its debrief."""
    row = access_session(reading(), actor(), roleplay_id)
    if not row.is_open:
        return _to_debrief(roleplay_id)
    return render("roleplay/talk.html", talk_page(row, is_saved="saved" in request.args))


@blueprint.post(f"{SESSION}/turns")
@signed_in
def turns(roleplay_id: int) -> Response:
    """Say, choose or hang up; the answer is shown only after it is on the disk."""
    sent = read_turn(request.form, lang())
    try:
        return _take(roleplay_id, sent)
    except (InvalidError, RefusedError) as error:
        if wants_json():
            raise
        return _turn_again(roleplay_id, sent, error)


@blueprint.post(f"{SESSION}/ticket")
@signed_in
def ticket(roleplay_id: int) -> Response:
    """Save the work order: field by field for the script, as a whole without one."""
    if request.is_json:
        return _save_changes(roleplay_id)
    seen, values = sent_fields(request.form)
    with writing() as session:
        errors = fill_ticket_form(
            session, library_of, roleplay_id, values, seen=seen, lang=lang(), by=actor().person_id, at=now()
        )
    if errors:
        return _ticket_again(roleplay_id, values, errors)
    return see(f"/role-play-sessions/{roleplay_id}?saved=1#work-order")


@blueprint.post(f"{SESSION}/ending")
@signed_in
def ending(roleplay_id: int) -> Response:
    """Save the work order and close the conversation: an assessed one is handed in."""
    seen, values = sent_fields(request.form)
    with writing() as session:
        errors = finish_session(
            session, library_of, roleplay_id, values, seen=seen, lang=lang(), by=actor().person_id, at=now()
        )
    return _ticket_again(roleplay_id, values, errors) if errors else _to_debrief(roleplay_id)


def _take(session_id: int, sent: SentTurn) -> Response:
    ready = prepare_turn(connection(), library_of, session_id, sent, by=actor().person_id, at=now())
    if isinstance(ready, Answered):
        answered, fresh = ready, None
    else:
        fresh = ready
        with writing_statement() as statement:
            answered = append_turn(statement, ready)
    if wants_json():
        return turn_answer(session_id, sent, fresh, answered)
    return see(f"/role-play-sessions/{session_id}#turn-{answered.seq}")


def _save_changes(session_id: int) -> Response:
    changes = read_changes(request.get_data(cache=False))
    with writing() as session:
        fill_ticket(session, library_of, session_id, changes, lang=lang(), by=actor().person_id, at=now())
    return Response(msgspec.json.encode({"acked": [one.seq for one in changes]}), mimetype="application/json")


def _turn_again(session_id: int, sent: SentTurn, error: InvalidError | RefusedError) -> Response:
    """Show the newest conversation with the typed text and what is wrong with it."""
    row = access_session(reading(), actor(), session_id)
    if not row.is_open:
        return _to_debrief(session_id)
    page = talk_page(row, sent=sent, error=translated(error))
    return make_response(render("roleplay/talk.html", page), 422 if isinstance(error, InvalidError) else 409)


def _ticket_again(session_id: int, values: Mapping[str, str], errors: Mapping[str, InvalidError]) -> Response:
    row = access_session(reading(), actor(), session_id)
    return make_response(render("roleplay/talk.html", talk_page(row, values=values, errors=errors)), 422)


def _to_debrief(session_id: int) -> Response:
    return see(f"/role-play-sessions/{session_id}/debrief")

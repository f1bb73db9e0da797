"""What is shown after a turn: the whole page for a browser without the script, the changed parts for the script."""

from collections.abc import Mapping

import msgspec
from flask import Response

from app.dialogue.engine import replies
from app.dialogue.state import Step
from app.kernel.errors import InvalidError
from app.kernel.ids import new_code
from app.roleplay.access import access_session
from app.roleplay.actions import Answered, ReadyTurn
from app.roleplay.pages.talk import LivePart, TalkPage, field_views, live_part
from app.roleplay.queries import Exchange, SessionRow, TurnRow, entries_of, exchanges_of, pinned_by, texts_of
from app.roleplay.rules.turns import SentTurn
from app.web.errors import translated
from app.web.rendering import render_part
from app.web.request import actor, connection, lang, library_of, reading


def talk_page(
    row: SessionRow,
    *,
    sent: SentTurn | None = None,
    error: str = "",
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, InvalidError] | None = None,
    is_saved: bool = False,
) -> TalkPage:
    """Return the page of a conversation as it is stored, with what came back because it could not be taken."""
    scenario = pinned_by(library_of(row.release_id), row).scenario
    exchanges = exchanges_of(reading(), scenario, row.id, lang())
    entries = entries_of(reading(), row.id)
    messages = {field: translated(found) for field, found in (errors or {}).items()}
    return TalkPage(
        live=live_part(row.setting, scenario, exchanges, lang(), key=sent.key if sent else new_code()),
        fields=field_views(scenario, entries, messages, values),
        ticket_seen=max((entry.id for entry in entries), default=0),
        typed=sent.text if sent else "",
        error=error,
        is_saved=is_saved,
    )


def turn_answer(session_id: int, sent: SentTurn, ready: ReadyTurn | None, answered: Answered) -> Response:
    """Return what the page has to show now, as the same HTML of which the page itself is made."""
    live = _known(session_id, sent, answered) if ready is None or answered.known else _fresh(ready)
    body = {"seq": live.seq, "over": live.is_over, "html": render_part("roleplay/live.html", live)}
    return Response(msgspec.json.encode(body), mimetype="application/json")


def _fresh(ready: ReadyTurn) -> LivePart:
    """Return what follows from a turn that was just stored, without reading it again."""
    scenario, sent, seq = ready.pinned.scenario, ready.sent, ready.step.seq
    turn = TurnRow(0, seq, sent.kind, sent.text, sent.option_id, sent.lang, ready.at)
    exchange = Exchange(seq, turn, ready.acts, ready.step, replies(scenario, ready.step, lang()))
    is_same = ready.before.state.promises == ready.step.state.promises
    texts = {} if is_same else texts_of(connection(), ready.setting.id, _quoted(ready.step) - {seq})
    return live_part(ready.setting, scenario, (exchange,), lang(), key=new_code(), before=ready.before, texts=texts)


def _known(session_id: int, sent: SentTurn, answered: Answered) -> LivePart:
    """Return what a page has missed: from the turn on that it did not know."""
    row = access_session(reading(), actor(), session_id)
    scenario = pinned_by(library_of(row.release_id), row).scenario
    first = answered.seq - 1 if sent.seen is None else min(sent.seen, answered.seq - 1)
    found = exchanges_of(reading(), scenario, session_id, lang(), first=first)
    texts = texts_of(connection(), session_id, _quoted(found[-1].step))
    return live_part(row.setting, scenario, found[1:], lang(), key=new_code(), before=found[0].step, texts=texts)


def _quoted(step: Step) -> set[int]:
    """Return the turns in which something was promised."""
    return {promise.turn for promise in step.state.promises}

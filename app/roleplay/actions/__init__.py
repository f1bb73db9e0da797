"""Starting, talking, filling in, closing, returning and forking: the only way anything is written about role-plays."""

from app.roleplay.actions.sessions import (
    close_abandoned,
    close_forgotten,
    close_session,
    fork_session,
    refuse_early,
    return_session,
    start_session,
)
from app.roleplay.actions.tickets import fill_ticket, fill_ticket_form, finish_session
from app.roleplay.actions.turns import (
    Answered,
    ReadyTurn,
    append_turn,
    choose,
    leave,
    prepare_turn,
    say,
    stale,
    take_turn,
)

__all__ = [
    "Answered",
    "ReadyTurn",
    "append_turn",
    "choose",
    "close_abandoned",
    "close_forgotten",
    "close_session",
    "fill_ticket",
    "fill_ticket_form",
    "finish_session",
    "fork_session",
    "leave",
    "prepare_turn",
    "refuse_early",
    "return_session",
    "say",
    "stale",
    "start_session",
    "take_turn",
]

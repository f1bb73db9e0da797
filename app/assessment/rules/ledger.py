"""The ledger of an attempt: events in, the standing answer of each question out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.items.base import Answer
from app.kernel.canonical import digest

SURE = "~sure"  # the suffix of the pseudo question that keeps how sure somebody is of an answer
FORM_CLIENT = "form"  # the client name of answers sent by a form without JavaScript


@dataclass(frozen=True, slots=True)
class Event:
    """One change of one answer; idempotent by (client, seq); `id` is the server's order."""

    id: int
    client: str
    seq: int
    item_id: str
    answer: Answer
    lang: str
    server_at: datetime | None = None
    client_at: datetime | None = None


def standing_events(events: Iterable[Event]) -> dict[str, Event]:
    """Return the event that holds for each question: the last of each client by seq, then by server order.

    A client's own order is its seq, because a queue may deliver late; between clients the server's order decides.
    """
    last: dict[tuple[str, str], Event] = {}
    for event in events:
        known = last.get((event.item_id, event.client))
        if known is None or (event.seq, -event.id) > (known.seq, -known.id):
            last[event.item_id, event.client] = event
    standing: dict[str, Event] = {}
    for event in last.values():
        known = standing.get(event.item_id)
        if known is None or event.id > known.id:
            standing[event.item_id] = event
    return standing


def answers_from(events: Iterable[Event]) -> dict[str, Answer]:
    """Return the standing answer of each question that has one; a cleared answer is absent."""
    return {item: event.answer for item, event in standing_events(events).items() if event.answer is not None}


def changed_answers(
    shown: Mapping[str, Answer], sent: Mapping[str, Answer], present: Mapping[str, Answer]
) -> dict[str, Answer]:
    """Return what a whole form really changed: a field that still says what the page showed is no change.

    So a page left open elsewhere never takes back what was answered since; and what stands already is not repeated.
    """
    return {item: answer for item, answer in sent.items() if answer != shown.get(item) and answer != present.get(item)}


def receipt_digest(attempt_id: int, paper_digest: str, answers: Mapping[str, Any], submitted_at: str) -> str:
    """Return the receipt: sha256 over what was handed in and when, without its score (64 hex digits)."""
    return digest(
        {"attempt": attempt_id, "paper": paper_digest, "answers": dict(answers), "submitted_at": submitted_at}
    )

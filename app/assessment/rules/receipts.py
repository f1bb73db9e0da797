"""Receipts: the codes in what somebody brings, and whether the ledger still holds what was handed in."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from app.assessment.rules.ledger import Event, answers_from, receipt_digest
from app.items.base import Answer
from app.kernel.clock import to_text

_CODE = re.compile(r"(?<![0-9a-z])[0-9a-f]{64}(?![0-9a-z])")


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A receipt that was given out; `agrees`: the ledger still gives it; `latest`: the paper's present receipt.

    `latest` is another one (or None while the paper is open) when the paper was handed in again afterwards.
    """

    code: str
    attempt_id: int
    quiz_id: str
    release_id: int
    submitted_at: datetime
    agrees: bool
    latest: str | None

    @property
    def is_latest(self) -> bool:
        """Whether nothing was handed in after it."""
        return self.latest == self.code


def codes_in(text: str) -> tuple[str, ...]:
    """Return the receipt codes (64 hex digits) that stand in a text, each once, in their order."""
    return tuple(dict.fromkeys(_CODE.findall(text.lower())))


def is_receipt_code(text: str) -> bool:
    """Tell whether a text is the code of a receipt and nothing else."""
    return _CODE.fullmatch(text) is not None


def agrees(
    code: str,
    attempt_id: int,
    paper_digest: str,
    events: Sequence[Event],
    *,
    submitted_at: datetime,
    kept_at: datetime | None,
) -> bool:
    """Tell whether some state of the ledger gives exactly this receipt; `kept_at`: when it was made, if known.

    The ledger only grows, so what was handed in is what stood after one of its events, also when the paper was opened
    again or answers were brought in afterwards.
    """
    at = to_text(submitted_at)
    known = answers_from(
        event for event in events if kept_at is None or not event.server_at or event.server_at <= kept_at
    )
    likely = (known,)  # what had arrived when the receipt was made
    return any(
        receipt_digest(attempt_id, paper_digest, answers, at) == code for answers in chain(likely, states_of(events))
    )


def states_of(events: Iterable[Event]) -> Iterator[Mapping[str, Answer]]:
    """Yield the standing answers after nothing and after each event, in the server's order.

    An event stands as soon as it comes unless its own client had sent a later one: it is the last of all then.
    """
    latest: dict[tuple[str, str], int] = {}
    standing: dict[str, Answer] = {}
    yield standing
    for event in events:
        if event.seq > latest.get((event.item_id, event.client), -1):
            latest[event.item_id, event.client] = event.seq
            standing.pop(event.item_id, None)
            if event.answer is not None:
                standing[event.item_id] = event.answer
        yield standing

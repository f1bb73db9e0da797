"""Receipts: the codes in what somebody brings, and whether the ledger still holds what was handed in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.assessment.rules.ledger import Event, answers_from, receipt_digest
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
    return any(
        receipt_digest(attempt_id, paper_digest, answers_from(events[:count]), at) == code
        for count in _likely_first(events, kept_at)
    )


def _likely_first(events: Sequence[Event], kept_at: datetime | None) -> Iterator[int]:
    """Yield every length that the ledger has had: first what had arrived when the receipt was made."""
    known = [event.server_at is not None and kept_at is not None and event.server_at <= kept_at for event in events]
    likely = len(events) if kept_at is None else known.index(False) if False in known else len(events)
    yield likely
    yield from (count for count in range(len(events), -1, -1) if count != likely)

"""Answers that come in a file because the network never returned: which of them may still change a paper."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from app.assessment.rules.batch import SentEvent, client_instant
from app.assessment.rules.ledger import SURE, Event, standing_events
from app.items.base import Answer

Verdict = Literal["changes", "same", "there", "older", "marked"]


@dataclass(frozen=True, slots=True)
class Brought:
    """What becomes of a file's answer to one question.

    changes: it becomes the answer; same: it says what stands already; there: all of it had arrived; older: another
    device answered later, and that stays; marked: a person has marked the answer, so it stays. `seqs` are the events
    to append. `written_at` is the device's own clock.
    """

    item_id: str
    verdict: Verdict
    answer: Answer
    standing: Answer
    written_at: datetime | None
    seqs: tuple[int, ...] = ()

    @property
    def item(self) -> str:
        """The question, also for what says how sure somebody is of its answer."""
        return self.item_id.removesuffix(SURE)


def weigh_file(
    ledger: Sequence[Event], client: str, sent: Sequence[tuple[SentEvent, Answer]], marked: Collection[str]
) -> tuple[Brought, ...]:
    """Decide about each question of a file: nothing that was answered later elsewhere is ever lost."""
    there = {event.seq for event in ledger if event.client == client}
    standing, ahead = standing_events(ledger), _clock_ahead(ledger, client)
    by_item: dict[str, list[tuple[SentEvent, Answer]]] = {}
    for event, answer in sorted(sent, key=lambda pair: pair[0].seq):
        by_item.setdefault(event.item, []).append((event, answer))
    return tuple(
        _weighed(item, found, there, standing, client, ahead=ahead, is_marked=item.removesuffix(SURE) in marked)
        for item, found in by_item.items()
    )


def _weighed(
    item: str,
    found: Sequence[tuple[SentEvent, Answer]],
    there: Collection[int],
    standing: Mapping[str, Event],
    client: str,
    *,
    ahead: timedelta,
    is_marked: bool,
) -> Brought:
    last, answer = found[-1]
    now = standing.get(item)
    present, written_at = None if now is None else now.answer, client_instant(last)
    fresh = tuple(event.seq for event, _ in found if event.seq not in there)
    if not fresh or last.seq in there:
        return Brought(item, "there", answer, present, written_at, fresh)
    if is_marked and answer != present:
        return Brought(item, "marked", answer, present, written_at)
    if now is not None and now.client != client and not _is_later(written_at, now, ahead):
        return Brought(item, "older", answer, present, written_at)
    return Brought(item, "same" if answer == present else "changes", answer, present, written_at, fresh)


def _is_later(written_at: datetime | None, standing: Event, ahead: timedelta) -> bool:
    """Without a clock on either side the file is not later: what stands stays."""
    if written_at is None or standing.server_at is None:
        return False
    return written_at - ahead > standing.server_at


def _clock_ahead(ledger: Iterable[Event], client: str) -> timedelta:
    """Return by how much a device's clock runs ahead of the server's, as its earlier events show; 0 when it does not.

    A clock that seems to lag may only be a slow network, so it is taken as right: then what stands stays.
    """
    leads = [
        event.client_at - event.server_at
        for event in ledger
        if event.client == client and event.client_at is not None and event.server_at is not None
    ]
    return max([timedelta(), *leads])

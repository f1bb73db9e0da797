"""What of the job aids somebody sees: their own trade first, and what fits the words typed."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from app.kernel.text import fold

ALL = "all"  # trades
ANY = "any"


class Aid(Protocol):
    """What all job aids have."""

    @property
    def trade(self) -> str:
        """The trade it belongs to, or `any`."""


A = TypeVar("A", bound=Aid)


def trades_in(aids: Iterable[Aid]) -> tuple[str, ...]:
    """Return the trades that job aids belong to, each once, without `any`."""
    return tuple(sorted({aid.trade for aid in aids} - {ANY}))


def chosen_trade(asked: str, own: str | None, known: Iterable[str]) -> str:
    """Return the trade to show: the one asked for, else one's own, else all; of a trade without aids, too."""
    if asked in {ALL, *known}:
        return asked
    return own or ALL


def of_trade(aids: Iterable[A], trade: str, own: str | None) -> tuple[A, ...]:
    """Return the aids of a trade and those for any trade, one's own trade first, otherwise in the author's order."""
    first = own if trade == ALL else trade
    kept = [aid for aid in aids if trade == ALL or aid.trade in (ANY, trade)]
    return tuple(sorted(kept, key=lambda aid: 0 if aid.trade == first else 1 if aid.trade == ANY else 2))


def fits(query: str, *texts: str) -> bool:
    """Tell whether every word of a query stands in one of the texts; width and case do not count."""
    whole = fold(" ".join(texts))
    return all(word in whole for word in fold(query).split())

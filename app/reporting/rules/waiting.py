"""Whom somebody waits for: read from the tree of reasons why a level is not held yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.certification.rules.reasons import Reason

Waits = Literal["you", "mentor", "manager", "nobody"]
STUCK_DAYS = 7  # stuck means: for more days than this nothing has moved
SIGNERS: tuple[Waits, Waits] = ("mentor", "manager")
_RANK = {"nobody": 0, "mentor": 1, "manager": 1, "you": 2}


@dataclass(frozen=True, slots=True)
class Waiting:
    """For whom, on what (`signoff:mentor`, `course:basics`, "" when only time passes), since when it is their turn.

    A `roleplays:<grade>` or `quiz:<id>` that a mentor has to act on waits for marks.

    `since` may lie ahead, when time has to pass as well. It is None when the person's own next step is awaited: then
    the last fact says how long ago anything moved.
    """

    who: Waits
    step: str = ""
    since: datetime | None = None


def waiting_for(reason: Reason) -> Waiting:
    """Read who has to act on an unmet reason: the person first, then a signer; time alone is nobody's turn.

    Of a choice the cheapest way counts: what time alone will meet before a signature, a signature before own work.
    """
    left = blockers(reason)
    for who in ("you", *SIGNERS):
        found = next((leaf for leaf in left if _who(leaf) == who), None)
        if found is not None:
            since = None if who == "you" else _ready(reason, left)
            return Waiting(who, f"{found.kind}:{found.key}", since)
    return Waiting("nobody")


def blockers(reason: Reason) -> tuple[Reason, ...]:
    """Return the unmet single conditions that have to be met, on the cheapest way through every choice."""
    if reason.met:
        return ()
    if not reason.children or reason.kind in {"not", "roleplays"}:
        return (reason,)
    missing = reason.total - sum(child.met for child in reason.children)
    ways = sorted((blockers(child) for child in reason.children if not child.met), key=_cost)
    if reason.kind == "all":
        ways = [blockers(child) for child in reason.children if not child.met]
    return tuple(leaf for way in ways[:missing] for leaf in way)


def _cost(way: tuple[Reason, ...]) -> int:
    return max((_RANK[_who(leaf)] for leaf in way), default=0)


def _who(leaf: Reason) -> Waits:
    return leaf.who if leaf.who in _RANK else "you"


def _ready(reason: Reason, left: tuple[Reason, ...]) -> datetime | None:
    """Return when everything but the signatures was done, or will be when it only takes time."""
    moments = [*_met_since(reason), *(leaf.earliest for leaf in left if _who(leaf) == "nobody")]
    return max((moment for moment in moments if moment is not None), default=None)


def _met_since(reason: Reason) -> Iterator[datetime | None]:
    """Yield since when each part that is met as a whole is: what meets a choice later changes nothing."""
    if reason.met:
        yield reason.since if reason.kind != "not" else None
    elif reason.kind == "roleplays":  # those that count and those that wait for marks: from then on it is others' turn
        yield from (child.since for child in reason.children)
    elif reason.kind == "quiz":  # handed in, and people mark it
        yield reason.since
    elif reason.kind != "not":
        for child in reason.children:
            yield from _met_since(child)

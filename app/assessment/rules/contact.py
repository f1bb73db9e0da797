"""When the server heard nothing of an attempt: silences between the signs of life of its clients."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import msgspec

from app.kernel.errors import N_, InvalidError

HEARTBEAT = timedelta(seconds=20)  # how often an open page says that it is there
SILENCE = timedelta(seconds=60)  # more than that between two signs of life is time that may have been lost
_CLIENT = re.compile(r"[A-Za-z0-9_-]{1,40}")


class _Sign(msgspec.Struct, frozen=True):
    client: str


_DECODER = msgspec.json.Decoder(_Sign)


@dataclass(frozen=True, slots=True)
class Silence:
    """A stretch in which nothing was heard of an attempt."""

    from_at: datetime
    to_at: datetime

    @property
    def seconds(self) -> int:
        """How much was lost, in whole seconds, rounded up in favour of the person."""
        return -int(-(self.to_at - self.from_at).total_seconds() // 1)


def read_sign(body: bytes) -> str:
    """Return the client that a heartbeat names; InvalidError for anything else."""
    try:
        client = _DECODER.decode(body).client
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        client = ""
    if not _CLIENT.fullmatch(client):
        raise InvalidError("client", N_("This sign of life could not be read. Nothing was changed."))
    return client


def is_silent(heard_at: datetime, at: datetime) -> bool:
    """Tell whether too long went by since a sign of life."""
    return at - heard_at > SILENCE


def silences(heard_at: datetime, signs: Iterable[datetime], at: datetime) -> tuple[Silence, ...]:
    """Return the silences between the last known sign of life, those that came after it, and the present one.

    Answers that a queue delivers before the page's own sign of life hide no silence: they end it.
    """
    moments = sorted({heard_at, at, *(sign for sign in signs if heard_at < sign < at)})
    return tuple(
        Silence(before, after) for before, after in pairwise(moments) if before >= heard_at and is_silent(before, after)
    )

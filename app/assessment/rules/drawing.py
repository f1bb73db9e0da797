"""Which questions of a pool come first: papers of equal difficulty, and nobody's favourite question worn out.

Everything is chosen by seed and integers, so that the same seed gives the same paper on every machine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol, TypeVar

from app.kernel.draws import shuffled

ENOUGH = 30  # first attempts from which on a question's facility is known well enough to balance by


class Identified(Protocol):
    """Anything with an authored id."""

    @property
    def id(self) -> str:
        """The id."""


Q = TypeVar("Q", bound=Identified)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a question: first attempts, papers that showed it, facility in thousandths."""

    n: int = 0
    shown: int = 0
    facility: int | None = None


def preferred(pool: Sequence[Q], count: int, known: Mapping[str, Known], seed: str, *, balance: bool) -> list[Q]:
    """Return a pool in the order in which a draw of `count` takes it.

    With `balance`, and every facility known from at least `ENOUGH` attempts, the pool is cut into `count` slices of
    neighbouring facility, and the first `count` questions come one from each slice: every paper then expects nearly
    the same score. Among questions that fit equally the less shown of two drawn by chance goes first: no question is
    shown much more often than the others, and none is foreseeable.
    """
    if not balance or not 1 <= count <= len(pool) or any(not _is_certain(known.get(q.id)) for q in pool):
        return _spared(pool, known, seed)
    ranked = sorted(pool, key=lambda question: (_facility(known[question.id]), question.id))
    edges = [len(ranked) * place // count for place in range(count + 1)]
    slices = [ranked[start:end] for start, end in pairwise(edges)]
    ordered = [_spared(part, known, f"{seed}:{place}") for place, part in enumerate(slices)]
    first = [part[0] for part in ordered]
    rest = [question for part in ordered for question in part[1:]]
    return first + shuffled(rest, f"{seed}:rest")


def _spared(pool: Sequence[Q], known: Mapping[str, Known], seed: str) -> list[Q]:
    """Shuffle, then let the less shown of each pair go before: the second of two choices balances what is shown."""
    drawn = shuffled(pool, seed)
    shown = {question.id: known.get(question.id, Known()).shown for question in pool}
    first, second = [], []
    for place in range(0, len(drawn) - 1, 2):
        less, more = sorted(
            drawn[place : place + 2], key=lambda question: shown[question.id]
        )  # stable: ties keep chance
        first.append(less)
        second.append(more)
    return first + (drawn[-1:] if len(drawn) % 2 else []) + second


def _is_certain(known: Known | None) -> bool:
    return known is not None and known.facility is not None and known.n >= ENOUGH


def _facility(known: Known) -> int:
    return known.facility or 0

"""Panels of judges: whose judgements hold, when they may be discussed, how far they agree, and the cut."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from app.psychometrics.cuts import angoff_panel
from app.psychometrics.icc import icc_agreement

STEP = 50  # thousandths: judges answer in steps of five per cent
FULL = 1000
FEW_JUDGES = 5  # below this the page says that the cut is preliminary
ROLEPLAY = "roleplay:"  # the prefix of a subject that is a scenario


class Asked(NamedTuple):
    """One question (or criterion) before the panel; weight: its expected points on a paper, in thousandths."""

    id: str
    hash: str
    weight: int


class Rating(NamedTuple):
    """One judgement: which share of borderline candidates is right, in thousandths."""

    person_id: int
    question_id: str
    share: int
    is_discussed: bool


class Apart(NamedTuple):
    """A question with what the judges said of it, in per cent: mean, lowest, highest, standard deviation."""

    question_id: str
    mean: float
    low: float
    high: float
    spread: float


@dataclass(frozen=True, slots=True)
class PanelState:
    """Where a panel stands.

    held: judge → question → the latest share. complete: judges who have judged everything. May the judges see each
    other's judgements: only when all have judged alone (`is_discussing`).
    """

    judges: tuple[int, ...]
    asked: tuple[Asked, ...]
    held: Mapping[int, Mapping[str, int]]
    complete: tuple[int, ...]
    is_discussing: bool


@dataclass(frozen=True, slots=True)
class PanelCut:
    """The cut of a panel in per cent of the paper, with its standard error (None with one judge); cuts by judge.

    agreement: ICC(2,1) of questions × judges; apart: questions by how far the judges are apart, the furthest first.
    """

    cut: float
    standard_error: float | None
    by_judge: Mapping[int, float]
    agreement: float | None
    apart: tuple[Apart, ...]


def state_of(judges: Sequence[int], asked: Sequence[Asked], ratings: Iterable[Rating]) -> PanelState:
    """Return where a panel stands; ratings in the order given, also of people who are no judges any more."""
    held: dict[int, dict[str, int]] = {judge: {} for judge in judges}
    known = {one.id for one in asked}
    for rating in ratings:
        if rating.person_id in held and rating.question_id in known:
            held[rating.person_id][rating.question_id] = rating.share
    complete = tuple(judge for judge in judges if len(held[judge]) == len(known) and known)
    return PanelState(tuple(judges), tuple(asked), held, complete, bool(judges) and len(complete) == len(judges))


def cut_of(state: PanelState) -> PanelCut | None:
    """Return the cut by the judges who have judged everything; None before the first.

    A judge's cut is the weighted mean share: what a borderline candidate would earn of the points of a usual paper.
    """
    if not state.complete:
        return None
    weights = np.array([one.weight for one in state.asked], dtype=np.float64)
    table = np.array([[state.held[judge][one.id] / FULL for one in state.asked] for judge in state.complete])
    shares = table @ weights / weights.sum()
    panel = angoff_panel([[float(share)] for share in shares])
    assert panel is not None  # noqa: S101 - there is a judge
    return PanelCut(
        cut=100 * panel.cut,
        standard_error=None if panel.standard_error is None else 100 * panel.standard_error,
        by_judge={judge: 100 * float(share) for judge, share in zip(state.complete, shares, strict=True)},
        agreement=icc_agreement(table.T.tolist()),
        apart=_apart(state, table),
    )


def _apart(state: PanelState, table: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> tuple[Apart, ...]:
    found = [
        Apart(
            one.id,
            100 * float(column.mean()),
            100 * float(column.min()),
            100 * float(column.max()),
            100 * float(column.std(ddof=1)) if column.size > 1 else 0.0,
        )
        for one, column in zip(state.asked, table.T, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (-one.spread, one.question_id)))


def passing_at(scores: Iterable[Sequence[int]], line: float) -> int:
    """Return how many of scores [thousandths, people] reach a line in per cent."""
    return sum(people for score, people in scores if score >= line * 10)

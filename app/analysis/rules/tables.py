"""From columns of outcomes to tables of marks: first attempts in rows; questions, or their versions, in columns."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.assessment.rules.outcomes import COUNTED, WAITING, Codes, Outcomes
from app.psychometrics.matrix import Numbers, ScoreMatrix

FULL = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """What the statistics are computed from.

    rows: places of the first attempts in `Outcomes.papers`, those with a mark that counts. by_version: their marks,
    only of versions that count for somebody; columns: the place of each version there, -1 for one that counts for
    nobody. settled: marks by question of the rows in which nothing waits for a person, None when there are none.
    length: questions that count on the usual paper; points: what that paper is worth; waiting: rows left out of
    `settled`.
    """

    outcomes: Outcomes
    rows: Codes
    row_of_paper: Codes
    by_version: ScoreMatrix
    columns: Codes
    settled: ScoreMatrix | None
    settled_rows: Codes
    length: int
    points: float
    waiting: int


def tables_of(outcomes: Outcomes) -> Tables | None:
    """Return the tables of a quiz, None while no first attempt has a mark that counts."""
    counted = outcomes.state == COUNTED
    firsts = np.array([paper.is_first for paper in outcomes.papers], dtype=np.bool_)
    used = counted & firsts[outcomes.paper] if outcomes.paper.size else counted
    rows = np.unique(outcomes.paper[used])
    if not rows.size:
        return None
    row_of_paper = np.full(len(outcomes.papers), -1, dtype=np.int64)
    row_of_paper[rows] = np.arange(rows.size)
    marks = _by_version(outcomes, used, row_of_paper, rows.size)
    seen = np.asarray(~np.isnan(marks).all(axis=0), dtype=np.bool_)
    columns = np.full(len(outcomes.versions), -1, dtype=np.int64)
    columns[seen] = np.arange(int(seen.sum()))
    kept = [key for key, is_seen in zip(outcomes.versions, seen.tolist(), strict=True) if is_seen]
    worth = np.array([key.points for key in kept], dtype=np.float64)
    by_version = ScoreMatrix(tuple(f"{key.item_id}@{key.version}" for key in kept), marks[:, seen], worth)
    late = np.unique(row_of_paper[outcomes.paper[outcomes.state == WAITING]])
    ready = np.setdiff1d(np.arange(rows.size), late)
    had = by_version.seen
    return Tables(
        outcomes=outcomes,
        rows=rows,
        row_of_paper=row_of_paper,
        by_version=by_version,
        columns=columns,
        settled=_by_question(marks[ready][:, seen], [key.item_id for key in kept], worth) if ready.size else None,
        settled_rows=ready,
        length=round(float(np.median(had.sum(axis=1)))),
        points=float(np.median(had @ worth)),
        waiting=int(rows.size - ready.size),
    )


def entries_of(tables: Tables, version: int) -> tuple[Codes, Codes]:
    """Return the first attempts that showed a version, also where it does not count: places of entries, and rows."""
    outcomes = tables.outcomes
    entries = np.flatnonzero(outcomes.version == version)
    rows = tables.row_of_paper[outcomes.paper[entries]]
    return entries[rows >= 0], rows[rows >= 0]


def _by_version(outcomes: Outcomes, used: npt.NDArray[np.bool_], row_of_paper: Codes, n: int) -> Numbers:
    marks = np.full((n, len(outcomes.versions)), np.nan)
    points = np.array([key.points for key in outcomes.versions], dtype=np.float64)
    version = outcomes.version[used]
    marks[row_of_paper[outcomes.paper[used]], version] = outcomes.score[used] * points[version] / FULL
    return marks


def _by_question(marks: Numbers, items: list[str], worth: Numbers) -> ScoreMatrix:
    """Put the versions of a question into one column, worth what the first of them is: nobody had two."""
    names = list(dict.fromkeys(items))
    table = np.full((marks.shape[0], len(names)), np.nan)
    maxima = np.array([worth[items.index(name)] for name in names], dtype=np.float64)
    for column, name in enumerate(items):
        place = names.index(name)
        seen = ~np.isnan(marks[:, column])
        table[seen, place] = marks[seen, column] / worth[column] * maxima[place]
    had = ~np.isnan(table).all(axis=0)
    return ScoreMatrix(tuple(np.array(names)[had].tolist()), table[:, had], maxima[had])


def rounded(value: float | None) -> float | None:
    """Return a number as the body keeps it: more digits would say nothing and cost reading."""
    return None if value is None else round(float(value), 4)

"""What a measurement says: one line of the table, with its goal and how often it was measured."""

import os
import platform
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.load import Sample


@dataclass(frozen=True)
class Effort:
    """How long to measure: so many pairs of runs, each of so many seconds."""

    rounds: int
    seconds: int

    def __str__(self) -> str:
        """Write it as the table does."""
        return f"{self.rounds} × {self.seconds} s"


@dataclass(frozen=True)
class Line:
    """One row of the table; `met` is None for what could not be measured here."""

    what: str
    result: str
    goal: str
    met: bool | None
    n: str


def describe(samples: Sequence[Sample]) -> str:
    """Write throughput and latencies of the rounds, the median of each."""
    rate, p50, p99 = (median(getattr(sample, name) for sample in samples) for name in ("rate", "p50", "p99"))
    return f"{rate:.0f}/s, p50 {p50:.1f} ms, p99 {p99:.1f} ms"


def refuse_errors(samples: Sequence[Sample], what: str) -> None:
    """Stop when answers were errors: fast refusals are no throughput."""
    wrong = sum(sample.errors for sample in samples)
    if wrong:
        raise RuntimeError(f"{what}: {wrong} answers were errors")


def heading() -> str:
    """Return where this was measured: a ratio from a busy machine says little."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"Beside bare Flask on the same gunicorn and number of workers. Python {platform.python_version()}, "
        f"{os.cpu_count()} cores, load {load}."
    )


def table(lines: Sequence[Line]) -> str:
    """Lay the lines out in columns."""
    head = Line("measured", "result", "goal", None, "n")
    rows = [
        (line.what, line.result, line.goal, line.n, "" if line is head else _verdict(line)) for line in (head, *lines)
    ]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _verdict(line: Line) -> str:
    return {True: "met", False: "NOT MET", None: "not measured"}[line.met]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)

"""`python -m benchmarks [--quick] [--only lesson,autosave]`: one run, one table, every line with its goal."""

import argparse
import sys
import traceback
from collections.abc import Callable, Iterator

from benchmarks import lint, roleplay_lint
from benchmarks.autosave import autosave
from benchmarks.item_health import item_health
from benchmarks.lesson import throughput, weight
from benchmarks.lines import Effort, Line, heading, table
from benchmarks.overview import overviews
from benchmarks.publishing import publishing
from benchmarks.starting import second_start
from benchmarks.starts import starts
from benchmarks.turn import turns

Measure = Callable[[Effort], Iterator[Line]]
FULL, QUICK = Effort(rounds=5, seconds=4), Effort(rounds=2, seconds=2)


def linting(_effort: Effort) -> Iterator[Line]:
    """Measure the linter beside the bare strict load of the same files."""
    whole, bare = lint.measure()
    result = f"{whole / bare:.2f} × bare load ({whole:.1f} s, {bare:.1f} s)"
    met = whole <= lint.LIMIT * bare
    yield Line(f"lint of {lint.COUNT:,} questions", result, f"≤ {lint.LIMIT:.0f} ×", met, f"best of {lint.ROUNDS}")


def linting_a_scenario(_effort: Effort) -> Iterator[Line]:
    """Measure the linter on a scenario of a thousand nodes beside the compilation of a lesson."""
    whole, lesson = roleplay_lint.measure()
    result = f"{whole / lesson:.1f} × a lesson ({whole * 1000:.0f} ms, {lesson * 1000:.1f} ms)"
    met = whole <= roleplay_lint.LIMIT * lesson
    goal = f"≤ {roleplay_lint.LIMIT:.0f} ×"
    yield Line(f"lint of a scenario of {roleplay_lint.NODES:,} nodes", result, goal, met, f"best of {lint.ROUNDS}")


MEASURES: dict[str, Measure] = {
    "lesson": throughput,
    "autosave": autosave,
    "turn": turns,
    "overview": overviews,
    "health": item_health,
    "weight": weight,
    "lint": linting,
    "scenario": linting_a_scenario,
    "publishing": publishing,
    "start": second_start,
    "starts": starts,
}


def main() -> int:
    """Measure what was asked for; 1 when something could not be measured, missed goals are only said."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two short rounds: to see that everything runs")
    parser.add_argument("--only", default="", metavar="NAMES", help=f"some of {','.join(MEASURES)}")
    chosen = parser.parse_args()
    names = chosen.only.split(",") if chosen.only else list(MEASURES)
    if unknown := set(names) - MEASURES.keys():
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    lines: list[Line] = []
    broken, where = False, heading()
    for name in names:
        print(f"… {name}", file=sys.stderr, flush=True)
        try:
            lines += MEASURES[name](QUICK if chosen.quick else FULL)
        except Exception:  # noqa: BLE001 - the other lines are still worth having
            traceback.print_exc()
            lines.append(Line(name, "failed to run", "", None, "0"))
            broken = True
    print(f"\n{where}\n\n{table(lines)}")
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())

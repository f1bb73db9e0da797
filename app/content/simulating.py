"""Walks through a scenario, told for authors: how it ends, what is flagged, how long it takes, what it scores."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from app.dialogue.scenario import Rubric, Scenario
from app.dialogue.walks import STRATEGIES, Simulation, Strategy, Tally, simulate
from app.kernel.bilingual import Bilingual, Lang

_PART = 99  # walks between two reports of progress; a multiple of the number of strategies
_QUARTERS = 4
_WORDS: dict[Strategy, Bilingual] = {
    "careful": Bilingual("仔细的学员", "careful learners"),
    "mixed": Bilingual("一般的学员", "average learners"),
    "careless": Bilingual("粗心的学员", "careless learners"),
}
_ENDINGS, _FLAGS = Bilingual("结局", "endings"), Bilingual("红线", "critical errors")
_TURNS, _SCORES = Bilingual("句数", "turns"), Bilingual("得分", "score")
_FIVE = Bilingual("最低、¼、中位、¾、最高", "lowest, ¼, median, ¾, highest")
_NONE = Bilingual("无", "none")


def walk_through(
    scenario: Scenario, rubric: Rubric, runs: int, seed: str, progress: Callable[[int], None]
) -> Simulation:
    """Walk through a scenario `runs` times, the strategies in turn; `progress` hears how many were added."""
    parts = []
    for start in range(0, runs, _PART):
        count = min(_PART, runs - start)
        parts.append(simulate(scenario, rubric, count, f"{seed}:{start}"))
        progress(count)
    return Simulation(
        all=_joined(part.all for part in parts),
        by_strategy={name: _joined(part.by_strategy[name] for part in parts) for name in STRATEGIES},
    )


def simulation_rows(scenario: Scenario, seed: str, found: Simulation) -> dict[str, Any]:
    """Return the report as a JSON value."""
    groups = {str(name): tally for name, tally in found.by_strategy.items()}
    return {
        "scenario": scenario.id,
        "seed": seed,
        "all": _row(found.all),
        "strategies": {name: _row(tally) for name, tally in groups.items() if tally.runs},
    }


def simulation_text(scenario: Scenario, found: Simulation, lang: Lang) -> str:
    """Return the report for people."""
    lines = [f"{scenario.id} · {scenario.title.in_lang(lang)}"]
    for strategy, tally in found.by_strategy.items():
        if tally.runs:
            lines += ["", f"{_WORDS[strategy].in_lang(lang)} ({tally.runs})", *_lines(tally, lang)]
    return "\n".join(lines)


def quantiles(numbers: Sequence[int]) -> tuple[int, ...]:
    """Return the lowest, the quartiles (nearest rank) and the highest of some numbers; nothing of none."""
    if not numbers:
        return ()
    ordered, last = sorted(numbers), len(numbers) - 1
    return tuple(ordered[(2 * last * quarter + _QUARTERS) // (2 * _QUARTERS)] for quarter in range(_QUARTERS + 1))


def _joined(tallies: Iterable[Tally]) -> Tally:
    endings, flags = Counter[str](), Counter[str]()
    turns: tuple[int, ...] = ()
    scores: tuple[int, ...] = ()
    for tally in tallies:
        endings.update(tally.endings)
        flags.update(tally.flags)
        turns, scores = turns + tally.turns, scores + tally.scores
    return Tally(
        runs=len(turns),
        endings=dict(sorted(endings.items())),
        flags=dict(sorted(flags.items())),
        turns=turns,
        scores=scores,
    )


def _row(tally: Tally) -> dict[str, Any]:
    return {
        "runs": tally.runs,
        "endings": dict(tally.endings),
        "flags": dict(tally.flags),
        "turns": list(quantiles(tally.turns)),
        "score": list(quantiles(tally.scores)),
    }


def _lines(tally: Tally, lang: Lang) -> list[str]:
    def counted(counts: Iterable[tuple[str, int]]) -> str:
        shares = (f"{name or '–'} {100 * count // tally.runs}%" for name, count in counts)
        return ", ".join(shares) or _NONE.in_lang(lang)

    five = _FIVE.in_lang(lang)
    return [
        f"  {_ENDINGS.in_lang(lang)}: {counted(tally.endings.items())}",
        f"  {_FLAGS.in_lang(lang)}: {counted(tally.flags.items())}",
        f"  {_TURNS.in_lang(lang)} ({five}): {' '.join(map(str, quantiles(tally.turns)))}",
        f"  {_SCORES.in_lang(lang)} ({five}): {' '.join(map(str, quantiles(tally.scores)))}",
    ]

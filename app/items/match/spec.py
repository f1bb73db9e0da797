"""Pairs to be matched, as their author writes them."""

from typing import Annotated, Literal

from pydantic import Field

from app.items.base import ItemSpec, Ordered, Problem, Strict, Text, equal_texts
from app.kernel.bilingual import Bilingual

FEWEST_PAIRS = 2
MARK = "_"  # no id begins with it


class Pair(Strict):
    """Two sides that belong together, and why."""

    left: Text
    right: Text
    why: Text | None = None


class MatchSpec(ItemSpec):
    """One stem, the pairs, right sides that belong to nothing, and the rule of credit."""

    type: Literal["match"]
    pairs: Ordered[Pair]
    extra: Annotated[Ordered[Text], Field(default_factory=dict)]
    credit: Literal["share", "all"] = "share"
    why: Text | None = None

    @property
    def rights(self) -> dict[str, Text]:
        """Return all right sides by id: a pair's has the id of the pair.

        They stand in the order of their words, so that their places say nothing about the pairs.
        """
        sides = {pair_id: pair.right for pair_id, pair in self.pairs.items()} | self.extra
        return dict(sorted(sides.items(), key=lambda side: (side[1].zh, side[1].en, side[0])))

    def token(self, right: str) -> str:
        """Return how a form names a right side: its place among the words, because its id is the key."""
        return f"{MARK}{list(self.rights).index(right) + 1}"


def check(spec: MatchSpec) -> tuple[Problem, ...]:
    """Report too few pairs, equal sides, and wrong right sides under the id of a pair."""
    lefts = {pair_id: pair.left for pair_id, pair in spec.pairs.items()}
    rights = {pair_id: pair.right for pair_id, pair in spec.pairs.items()} | spec.extra
    left, right = Bilingual("左边", "left side"), Bilingual("右边", "right side")
    problems = [_inside(problem, "left", spec) for problem in equal_texts(lefts, "pairs", left)]
    problems += [_inside(problem, "right", spec) for problem in equal_texts(rights, "pairs", right)]
    if len(spec.pairs) < FEWEST_PAIRS:
        problems.append(Problem("E234", ("pairs",), Bilingual("至少需要两对", "there must be at least two pairs")))
    problems.extend(
        Problem(
            "E245",
            ("extra", name),
            Bilingual(f"{name} 已是一对的编号", f"{name} is the id of a pair"),
            Bilingual("给多余的右边换一个编号", "give the extra right side an id of its own"),
        )
        for name in spec.extra
        if name in spec.pairs
    )
    return tuple(problems)


def _inside(problem: Problem, side: str, spec: MatchSpec) -> Problem:
    """Point at the side that reads like another one."""
    _, name, lang = problem.path
    path = ("extra", name, lang) if side == "right" and name in spec.extra else ("pairs", name, side, lang)
    advice = Bilingual(
        "改写其中一个；几项同属一类就用 classify", "reword one of them; use classify where several share a side"
    )
    return Problem(problem.code, path, problem.message, advice)

"""Whether a condition can hold at all: intervals of its names, so that the linter finds what never happens."""

from collections.abc import Iterable, Mapping

from app.dialogue.expressions import COUNTS, Compare, Every, Is, Node, Not, compile_when
from app.dialogue.scenario import MOODS

_ENDLESS = 1 << 60
_MOST_CASES = 512
_OPPOSITE = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}

Interval = tuple[int, int]
Case = Mapping[str, Interval]  # a conjunction: what each name still may be; names not mentioned may be anything


def can_hold(text: str, bands: tuple[int, int, int], *, limit: int = 24, unless: Iterable[str] = ()) -> bool:
    """Tell whether some state makes a condition true while none of `unless` holds.

    False is certain: no state of anger, trust and patience in 0–100 with these bands and at most `limit` turns does.
    True means that no contradiction was found; what rules can bring about is not looked at. ExpressionError for a
    condition that cannot be read.
    """
    cases: list[Case] = [{}]
    sieve = _Sieve(bands, limit)
    for other in unless:
        cases = sieve.keep(compile_when(other).node, cases, wanted=False)
    return any(map(_consistent, sieve.keep(compile_when(text).node, cases, wanted=True)))


def always_holds(text: str, bands: tuple[int, int, int], *, limit: int = 24) -> bool:
    """Tell whether a condition is true in every state; False when that is not certain."""
    return not can_hold("", bands, limit=limit, unless=(text,))


class _Sieve:
    """Keeps of some cases those in which a node is as wanted; too many cases are left as they are."""

    def __init__(self, bands: tuple[int, int, int], limit: int) -> None:
        self.limit = limit
        self.moods = tuple(zip((0, *bands), (*(band - 1 for band in bands), 100), strict=True))

    def keep(self, node: Node, cases: list[Case], *, wanted: bool) -> list[Case]:
        if isinstance(node, Not):
            return self.keep(node.part, cases, wanted=not wanted)
        if isinstance(node, Is):
            return self.compared(Compare(node.name, "!=", 0), cases, wanted=wanted)
        if isinstance(node, Compare):
            return self.compared(node, cases, wanted=wanted)
        if isinstance(node, Every) is wanted:
            for part in node.parts:
                cases = self.keep(part, cases, wanted=wanted)
            return cases
        found = [case for part in node.parts for case in self.keep(part, cases, wanted=wanted)]
        return found if len(found) <= _MOST_CASES else cases

    def compared(self, node: Compare, cases: list[Case], *, wanted: bool) -> list[Case]:
        left, symbol, right = node.left, node.symbol, node.right
        if isinstance(left, int):
            left, symbol, right = right, _MIRRORED[symbol], left
        symbol = symbol if wanted else _OPPOSITE[symbol]
        if left == "mood" and isinstance(right, int):
            return self.in_moods(symbol, right, cases)
        if isinstance(left, str) and isinstance(right, int):
            found = [kept for part in _allowed(symbol, right) for kept in self.narrowed(left, part, cases)]
            return found if len(found) <= _MOST_CASES else cases
        if left == right:
            return cases if symbol in ("==", "<=", ">=") else []
        return cases  # two names: they may stand in any relation

    def in_moods(self, symbol: str, mood: int, cases: list[Case]) -> list[Case]:
        moods = [place for place in range(len(MOODS)) if (place == mood) is (symbol == "==")]
        found = [kept for place in moods for kept in self.narrowed("anger", self.moods[place], cases)]
        return found if len(found) <= _MOST_CASES else cases

    def narrowed(self, name: str, part: Interval, cases: list[Case]) -> list[Case]:
        kept: list[Case] = []
        for case in cases:
            low, high = case.get(name, self.domain(name))
            low, high = max(low, part[0]), min(high, part[1])
            if low <= high:
                kept.append({**case, name: (low, high)})
        return kept

    def domain(self, name: str) -> Interval:
        if name in ("anger", "trust", "patience"):
            return 0, 100
        if name == "turn":
            return 0, self.limit
        if name == "recapped" or (name.partition(".")[0] in COUNTS and not name.startswith("now.")):
            return 0, _ENDLESS
        return 0, 1


def _allowed(symbol: str, number: int) -> tuple[Interval, ...]:
    below, above = (-_ENDLESS, number - 1), (number + 1, _ENDLESS)
    return {
        "<": (below,),
        "<=": ((-_ENDLESS, number),),
        ">": (above,),
        ">=": ((number, _ENDLESS),),
        "==": ((number, number),),
        "!=": (below, above),
    }[symbol]


def _consistent(case: Case) -> bool:
    """Refuse what contradicts itself across names: said now but never seen, broken but never promised."""
    for part, whole in (("now.", "seen."), ("broken.", "promise.")):
        for name, (low, _) in case.items():
            if name.startswith(part) and low > case.get(whole + name[len(part) :], (0, _ENDLESS))[1]:
                return False
    return True

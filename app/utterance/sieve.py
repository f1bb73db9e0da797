"""What a text must hold before a pattern is worth trying: the same finds for a fraction of the time."""

import re
from collections.abc import Iterable, Sequence
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from app.kernel.bilingual import Lang

Needs = tuple[frozenset[str], ...]  # every match holds at least one token of each set
Ways = tuple[Needs, ...]  # every match goes one of these ways
_LENGTH = {"zh": 1, "en": 3}  # of a token: single Han characters, three letters
_MOST_SETS, _MOST_WAYS, _LARGEST = 4, 60, 400
_COMMON_HAN = "的了是您我不有一这就以可们个给上来要好在会说没请到么吗呢吧"
_COMMON_LETTERS = "the you and ing to is we in will for all that at can not no it our an this on have with come out "
_COMMON = frozenset(_COMMON_HAN) | frozenset(
    _COMMON_LETTERS[start : start + 3] for start in range(len(_COMMON_LETTERS) - 2)
)
_RARE, _OFTEN = 1, 25
_ZERO_WIDTH = (op.ASSERT, op.ASSERT_NOT, op.AT)
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)


class Sieve:
    """Groups of regular expressions, of which a text meets only those whose needs it holds.

    Every way is filed under its least likely set, so that most are never looked at; its other sets are a number with
    a bit for each token, so that a look is one step. A pattern is compiled when the first text needs it.
    """

    __slots__ = ("_always", "_bits", "_filed", "_groups", "_patterns", "_sources", "_ways")

    def __init__(self, groups: Iterable[Iterable[str]], lang: Lang) -> None:
        self._groups: list[int] = []
        self._sources: list[str] = []
        self._ways: list[tuple[int, tuple[int, ...]]] = []
        self._bits: dict[str, int] = {}
        self._always: list[int] = []
        self._filed: dict[str, list[int]] = {}
        for group, expressions in enumerate(groups):
            for expression in expressions:
                self._file(len(self._sources), ways_of(expression, lang))
                self._groups.append(group)
                self._sources.append(expression)
        self._patterns: list[re.Pattern[str] | None] = [None] * len(self._sources)

    def sift(self, tokens: frozenset[str]) -> dict[int, list[re.Pattern[str]]]:
        """Return the patterns worth running over a text with these tokens, by group, in their order."""
        filed, bits, held, present = self._filed, self._bits, set(self._always), 0
        for token in tokens:
            present |= bits.get(token, 0)
            if token in filed:
                held.update(filed[token])
        found: set[int] = set()
        for way in held:
            place, needs = self._ways[way]
            if place not in found:
                for any_of in needs:
                    if not any_of & present:
                        break
                else:
                    found.add(place)
        groups: dict[int, list[re.Pattern[str]]] = {}
        for place in sorted(found):
            pattern = self._patterns[place]
            if pattern is None:
                pattern = self._patterns[place] = re.compile(self._sources[place])
            groups.setdefault(self._groups[place], []).append(pattern)
        return groups

    def _file(self, place: int, ways: Ways) -> None:
        for needs in ways:
            number = len(self._ways)
            self._ways.append((place, tuple(self._number(any_of) for any_of in needs[1:])))
            if not needs:
                self._always.append(number)
            for token in needs[0] if needs else ():
                self._filed.setdefault(token, []).append(number)

    def _number(self, any_of: frozenset[str]) -> int:
        number = 0
        for token in any_of:
            number |= self._bits.setdefault(token, 1 << len(self._bits))
        return number


def tokens_of(chars: str, lang: Lang) -> frozenset[str]:
    """Return the tokens that a text holds."""
    length = _LENGTH[lang]
    return frozenset(chars[start : start + length] for start in range(len(chars) - length + 1))


def ways_of(source: str, lang: Lang) -> Ways:
    """Return what the alternatives of a pattern need: of each a few sets of tokens that are seldom met."""
    nodes = list(parser.parse(source))
    length = _LENGTH[lang]
    shared: list[frozenset[str]] = []
    while (branches := _branches(nodes)) is None and (inner := _inside(nodes)) is not None:
        shared += _needs(_around(nodes), length)
        nodes = inner
    found = [_needs(branch, length) for branch in branches] if branches else [_needs(nodes, length)]
    return tuple(_chosen([*shared, *needs]) for needs in found[:_MOST_WAYS]) if len(found) <= _MOST_WAYS else ((),)


def _branches(nodes: Sequence[tuple[Any, Any]]) -> Sequence[Any] | None:
    solid = [(kind, value) for kind, value in nodes if kind not in _ZERO_WIDTH]
    return solid[0][1][1] if len(solid) == 1 and solid[0][0] is op.BRANCH else None


def _inside(nodes: Sequence[tuple[Any, Any]]) -> list[Any] | None:
    solid = [(kind, value) for kind, value in nodes if kind not in _ZERO_WIDTH]
    return list(solid[0][1][3]) if len(solid) == 1 and solid[0][0] is op.SUBPATTERN else None


def _around(nodes: Sequence[tuple[Any, Any]]) -> list[Any]:
    return [(kind, value) for kind, value in nodes if kind in _ZERO_WIDTH]


def _chosen(needs: list[frozenset[str]]) -> Needs:
    kept = sorted((any_of for any_of in needs if len(any_of) <= _LARGEST), key=_weight)
    return tuple(dict.fromkeys(kept))[:_MOST_SETS]


def _weight(any_of: frozenset[str]) -> int:
    """Return how likely a text holds one of these tokens."""
    return sum(_OFTEN if token in _COMMON else _RARE for token in any_of)


def _needs(nodes: Sequence[tuple[Any, Any]], length: int) -> list[frozenset[str]]:
    found: list[frozenset[str]] = []
    run = ""
    for kind, value in nodes:
        if kind is op.LITERAL:
            run += chr(value)
            continue
        found += _tokens(run, length)
        run = ""
        found += _of_node(kind, value, length)
    return found + _tokens(run, length)


def _tokens(run: str, length: int) -> list[frozenset[str]]:
    return [frozenset((run[start : start + length],)) for start in range(len(run) - length + 1)]


def _of_node(kind: Any, value: Any, length: int) -> list[frozenset[str]]:
    if kind is op.BRANCH:
        return _of_branches([_needs(branch, length) for branch in value[1]])
    if kind is op.IN and length == 1 and all(part is op.LITERAL for part, _ in value):
        return [frozenset(chr(code) for _, code in value)]
    return _needs(_below(kind, value), length)


def _below(kind: Any, value: Any) -> Sequence[tuple[Any, Any]]:
    """Return what must match wherever the node does; looking around, too, is looking at this text."""
    if kind is op.SUBPATTERN:
        return value[3]  # type: ignore[no-any-return]
    if kind is op.ATOMIC_GROUP:
        return value  # type: ignore[no-any-return]
    if kind is op.ASSERT:
        return value[1]  # type: ignore[no-any-return]
    return value[2] if kind in _REPEATS and value[0] else ()


def _of_branches(branches: list[list[frozenset[str]]]) -> list[frozenset[str]]:
    """One branch of them matches: its smallest set, whichever it is."""
    if not all(branches):
        return []
    return [frozenset[str]().union(*(min(needs, key=_weight) for needs in branches))]

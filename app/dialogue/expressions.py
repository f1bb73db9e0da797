"""Conditions of a scenario (`when:`): a small language over declared names, read once and never evaluated as code."""

import ast
import operator
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache

from msgspec import Struct

from app.dialogue.scenario import MOODS, PROMISE_KINDS, Scenario
from app.kernel.bilingual import Bilingual

NUMBERS = ("anger", "trust", "patience", "turn", "recapped")
COUNTS = ("seen", "now", "promise", "broken")  # with a dot and the id of an act or the kind of a promise
TRUTHS = ("fact", "doc", "flag", "said")  # with a dot and an id; hyphens are written as underscores
MOST_CHARACTERS = 1000
_LARGEST = 1_000_000

_SPACE = re.compile(r"\s+")
_WORDS = re.compile(r"(?:\s+|[A-Za-z_][A-Za-z0-9_]*|[0-9]+(?![\w.])|<=|>=|==|!=|[<>().])*")
_SYMBOLS: Mapping[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_OPERATORS: Mapping[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}

_MOOD_WORDS = ", ".join(MOODS)
_UNREADABLE = Bilingual("这不是一个条件。", "This is not a condition.")
_TOO_DEEP = Bilingual("括号套得太深。", "This is nested too deeply.")
_TOO_LONG = Bilingual(f"条件最多 {MOST_CHARACTERS} 个字符。", f"A condition has at most {MOST_CHARACTERS} characters.")
_TOO_LARGE = Bilingual(f"数字最大 {_LARGEST}。", f"Numbers go up to {_LARGEST}.")
_MOOD = Bilingual(f"mood 只能用 == 或 != 与这些词比较：{_MOOD_WORDS}", f"Compare mood by == or != with: {_MOOD_WORDS}.")
_NO_TRUTH = Bilingual("这里应是一个名称或一次比较。", "A name or a comparison is missing here.")
_NO_OPERAND = Bilingual("这里应是一个名称或一个整数。", "A name or a whole number is missing here.")
_COMPARES = Bilingual("比较只能用 < <= > >= == !=。", "Only < <= > >= == != compare.")
_NUMBERS_ONLY = Bilingual("两边都是数字，没有可比的名称。", "This compares numbers only.")
_DOTS = Bilingual("名称里最多一个点。", "A name has at most one dot.")

Values = Mapping[str, int]
Operand = str | int
Test = Callable[[Values], bool]


class ExpressionError(ValueError):
    """A condition that cannot be read: `offset` counts characters from its beginning; `name` when one is unknown.

    `message` is for authors, who read it from the linter in their language.
    """

    def __init__(self, message: Bilingual, offset: int, name: str | None = None) -> None:
        super().__init__(message.en)
        self.message = message
        self.offset = offset
        self.name = name


class Is(Struct, frozen=True):
    """A name by itself: holds when its number is not 0."""

    name: str


class Compare(Struct, frozen=True):
    """Two operands and the symbol between them; moods stand as their place in MOODS."""

    left: Operand
    symbol: str
    right: Operand


class Not(Struct, frozen=True):
    """The opposite of a part."""

    part: "Node"


class Every(Struct, frozen=True):
    """All parts hold; of none: always."""

    parts: tuple["Node", ...]


class Some(Struct, frozen=True):
    """At least one part holds."""

    parts: tuple["Node", ...]


Node = Is | Compare | Not | Every | Some


class Condition(Struct, frozen=True):
    """A condition that was read: `names` in order of place with their offsets."""

    text: str
    node: Node
    names: tuple[tuple[str, int], ...]
    test: Test

    def holds(self, values: Values) -> bool:
        """Tell whether it holds; a name that the values do not have counts as 0."""
        return self.test(values)


def compile_when(text: str, names: Collection[str] | None = None) -> Condition:
    """Read a condition; the empty one always holds.

    names: what may stand in it (`declared_names`); None takes every name of a known shape, as the engine does: what
    a session pinned must run even when the list of acts has changed since. ExpressionError tells what is wrong where.
    """
    condition = _read(text)
    if names is not None:
        for name, offset in condition.names:
            if name not in names:
                raise ExpressionError(_undeclared(name), offset, name)
    return condition


def names_in(text: str) -> frozenset[str]:
    """Return the names that a condition mentions, such as `anger` and `seen.recap`."""
    return frozenset(name for name, _ in _read(text).names)


def as_name(prefix: str, id_: str) -> str:
    """Return how an id is written in a condition: `fact.old_parent` for the fact old-parent."""
    return f"{prefix}.{id_.replace('-', '_')}"


def declared_names(scenario: Scenario, acts: Iterable[str]) -> frozenset[str]:
    """Return every name that a condition of this scenario may mention, with the closed list of acts."""
    acts = tuple(acts)
    return frozenset(
        (
            *NUMBERS,
            "mood",
            "ended",
            *(as_name(prefix, act) for prefix in ("seen", "now") for act in acts),
            *(as_name(prefix, kind) for prefix in ("promise", "broken") for kind in PROMISE_KINDS),
            *(as_name("fact", fact.id) for fact in scenario.facts),
            *(as_name("doc", document.id) for document in scenario.documents),
            *(as_name("flag", critical.id) for critical in scenario.critical),
            *(as_name("said", line.id) for line in scenario.lines),
        )
    )


def _undeclared(name: str) -> Bilingual:
    return Bilingual(f"这里没有声明“{name}”。", f"“{name}” is not declared here.")


def _unknown(name: str) -> Bilingual:
    return Bilingual(f"条件里没有“{name}”这样的名称。", f"A condition knows no name like “{name}”.")


def _meaningless(character: str) -> Bilingual:
    if character == "-":
        return Bilingual("编号里的连字符在条件里写成下划线。", "Write the hyphens of an id as underscores.")
    return Bilingual(f"条件里不能有“{character}”。", f"“{character}” has no meaning in a condition.")


@lru_cache(maxsize=1 << 14)
def _read(text: str) -> Condition:
    _refuse_characters(text)
    flat = _SPACE.sub(lambda space: " " * len(space[0]), text)
    lead = len(flat) - len(flat.lstrip())
    if not flat.strip():
        return Condition(text, Every(()), (), lambda _: True)
    try:
        tree = ast.parse(flat.strip(), mode="eval")
    except SyntaxError as error:
        place = error.offset - 1 if error.offset else len(flat.strip())  # 0: something is missing at the end
        offset = min(lead + place, len(text))
        raise ExpressionError(_UNREADABLE, offset) from None
    except (RecursionError, MemoryError, ValueError):
        raise ExpressionError(_TOO_DEEP, lead) from None
    reader = _Reader(lead)
    node = reader.truth(tree.body)
    return Condition(text, node, tuple(sorted(reader.names, key=lambda found: found[1])), _test(node))


def _refuse_characters(text: str) -> None:
    """Refuse what is no word of the language before Python's parser sees it: strings, floats, brackets, operators."""
    if len(text) > MOST_CHARACTERS:
        raise ExpressionError(_TOO_LONG, MOST_CHARACTERS)
    words = _WORDS.match(text)
    place = words.end() if words else 0
    if place < len(text):
        raise ExpressionError(_meaningless(text[place]), place)


class _Reader:
    """Turns Python's tree into our own, refusing every node that is not on the list; collects the names."""

    def __init__(self, lead: int) -> None:
        self.lead = lead
        self.names: list[tuple[str, int]] = []

    def truth(self, node: ast.expr) -> Node:
        if isinstance(node, ast.BoolOp):
            parts = tuple(self.truth(part) for part in node.values)
            return Every(parts) if isinstance(node.op, ast.And) else Some(parts)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return Not(self.truth(node.operand))
        if isinstance(node, ast.Compare):
            return self.comparison(node)
        if isinstance(node, ast.Name | ast.Attribute):
            name = self.name(node)
            if name == "mood":
                raise self.error(_MOOD, node)
            return Is(name)
        raise self.error(_NO_TRUTH, node)

    def comparison(self, node: ast.Compare) -> Node:
        sides = (node.left, *node.comparators)
        symbols = [_SYMBOLS.get(type(op)) for op in node.ops]
        if None in symbols:
            raise self.error(_COMPARES, node)
        if any(isinstance(side, ast.Name) and side.id == "mood" for side in sides):
            return self.mood(node, sides, str(symbols[0]))
        operands = [self.operand(side) for side in sides]
        if all(isinstance(operand, int) for operand in operands):
            raise self.error(_NUMBERS_ONLY, node)
        pairs = zip(operands, symbols, operands[1:], strict=False)
        parts = tuple(Compare(left, str(symbol), right) for left, symbol, right in pairs)
        return parts[0] if len(parts) == 1 else Every(parts)

    def mood(self, node: ast.Compare, sides: tuple[ast.expr, ...], symbol: str) -> Node:
        words = [side.id for side in sides if isinstance(side, ast.Name) and side.id in MOODS]
        if len(sides) != 2 or len(words) != 1 or symbol not in ("==", "!="):  # noqa: PLR2004 - two sides
            raise self.error(_MOOD, node)
        place = next(side.col_offset for side in sides if isinstance(side, ast.Name) and side.id == "mood")
        self.names.append(("mood", self.lead + place))
        return Compare("mood", symbol, next(index for index, mood in enumerate(MOODS) if mood == words[0]))

    def operand(self, node: ast.expr) -> Operand:
        if isinstance(node, ast.Constant) and type(node.value) is int:
            if node.value > _LARGEST:
                raise self.error(_TOO_LARGE, node)
            return node.value
        if isinstance(node, ast.Name | ast.Attribute):
            return self.name(node)
        raise self.error(_NO_OPERAND, node)

    def name(self, node: ast.Name | ast.Attribute) -> str:
        if isinstance(node, ast.Name):
            name, known = node.id, node.id in NUMBERS or node.id in ("mood", "ended")
        elif isinstance(node.value, ast.Name):
            name, known = f"{node.value.id}.{node.attr}", node.value.id in COUNTS + TRUTHS
        else:
            raise self.error(_DOTS, node)
        offset = self.lead + node.col_offset
        if not known:
            raise ExpressionError(_unknown(name), offset, name)
        self.names.append((name, offset))
        return name

    def error(self, message: Bilingual, node: ast.expr) -> ExpressionError:
        return ExpressionError(message, self.lead + node.col_offset)


def _test(node: Node) -> Test:
    """Return the function that tests a node; built once, so that a turn only calls it."""
    if isinstance(node, Is):
        name = node.name
        return lambda values: values.get(name, 0) != 0
    if isinstance(node, Not):
        part = _test(node.part)
        return lambda values: not part(values)
    if isinstance(node, Compare):
        return _comparison(node)
    if not node.parts:
        return lambda _: True
    first, *others = (_test(part) for part in node.parts)
    join = _both if isinstance(node, Every) else _either
    for other in others:
        first = join(first, other)
    return first


def _both(one: Test, other: Test) -> Test:
    return lambda values: one(values) and other(values)


def _either(one: Test, other: Test) -> Test:
    return lambda values: one(values) or other(values)


def _comparison(node: Compare) -> Test:
    compare, left, right = _OPERATORS[node.symbol], node.left, node.right
    if isinstance(left, str) and isinstance(right, int):
        return lambda values: compare(values.get(left, 0), right)
    if isinstance(left, int) and isinstance(right, str):
        return lambda values: compare(left, values.get(right, 0))
    return lambda values: compare(values.get(str(left), 0), values.get(str(right), 0))

"""A scenario as a drawing: what can be said, offered and found out, in columns by what it waits for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal
from unicodedata import east_asian_width

from app.dialogue.expressions import as_name, names_in
from app.dialogue.holding import can_hold
from app.dialogue.scenario import Scenario
from app.kernel.bilingual import Bilingual, Lang

Kind = Literal["line", "beat", "ending", "fact"]
ColumnName = Literal["opening", "facts", "done", "known", "state", "always", "endings"]
COLUMNS: tuple[ColumnName, ...] = ("opening", "facts", "done", "known", "state", "always", "endings")

WIDTH, HEIGHT = 230, 74  # of a node
_ACROSS, _DOWN, _TOP = 70, 16, 44
_DEEDS = frozenset({"seen", "now", "promise", "broken", "recapped"})
_FINDS = frozenset({"fact", "doc", "flag", "said"})
_LETTERS = 28  # half-width signs that fit into a node


@dataclass(frozen=True, slots=True)
class Node:
    """A box of the map; `tone` of an ending is its result, `target` the id of its row in the tables."""

    kind: Kind
    id: str
    when: str
    text: Bilingual
    column: ColumnName
    x: int
    y: int
    tone: str = ""

    @property
    def target(self) -> str:
        """The HTML id of the row that tells all of it."""
        return f"{self.kind}-{self.id}"

    def short(self, text: str) -> str:
        """Cut a text to what fits into the box."""
        return cut(text, _LETTERS)

    def words(self, lang: Lang) -> str:
        """Return the beginning of its words."""
        return self.short(self.text.in_lang(lang))


@dataclass(frozen=True, slots=True)
class Edge:
    """A curve from what must have happened to what waits for it."""

    path: str


@dataclass(frozen=True, slots=True)
class ScenarioMap:
    """The drawing: columns with their x, nodes, edges, and the size of it all."""

    columns: tuple[tuple[ColumnName, int], ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    width: int
    height: int


def draw_map(scenario: Scenario) -> ScenarioMap:
    """Lay a scenario out; the same scenario always gives the same drawing."""
    parts = list(_parts(scenario))
    used = [name for name in COLUMNS if any(part[3] == name for part in parts)]
    places = {name: index * (WIDTH + _ACROSS) for index, name in enumerate(used)}
    depth = dict.fromkeys(used, 0)
    nodes = []
    for kind, id_, (when, text, tone), column in parts:
        y = _TOP + depth[column] * (HEIGHT + _DOWN)
        nodes.append(Node(kind, id_, when, text, column, places[column], y, tone))
        depth[column] += 1
    height = _TOP + max(depth.values(), default=0) * (HEIGHT + _DOWN)
    width = max(len(used) * (WIDTH + _ACROSS) - _ACROSS, WIDTH)
    return ScenarioMap(tuple(places.items()), tuple(nodes), tuple(_edges(nodes)), width, height)


def cut(text: str, letters: int) -> str:
    """Cut a text to a width in half-width signs, an ellipsis where something is missing."""
    width, kept = 0, list[str]()
    for sign in " ".join(text.split()):
        width += 2 if east_asian_width(sign) in "WF" else 1
        if width > letters:
            return "".join(kept).rstrip() + "…"
        kept.append(sign)
    return "".join(kept)


def _parts(scenario: Scenario) -> Iterator[tuple[Kind, str, tuple[str, Bilingual, str], ColumnName]]:
    for line in scenario.lines:
        yield "line", line.id, (line.when, line.say, ""), _column(scenario, line.when)
    for beat in scenario.beats:
        options = Bilingual(*(" / ".join(option.say[place] for option in beat.options) for place in (0, 1)))
        yield "beat", beat.id, (beat.when, options, ""), _column(scenario, beat.when)
    for fact in scenario.facts:
        yield "fact", fact.id, (fact.when, fact.short, ""), "facts"
    for ending in scenario.endings:
        yield "ending", ending.id, (ending.when, ending.title, ending.result), "endings"


def _column(scenario: Scenario, when: str) -> ColumnName:
    """Name what a condition waits for: the beginning, a deed, something found out, a state, or nothing."""
    if not when:
        return "always"
    if not can_hold(f"({when}) and turn >= 1", scenario.opening.bands, limit=scenario.opening.limit):
        return "opening"
    roots = {name.partition(".")[0] for name in names_in(when)}
    if roots & _FINDS:
        return "known"
    return "done" if roots & _DEEDS else "state"


def _edges(nodes: list[Node]) -> Iterator[Edge]:
    sources: Mapping[str, Node] = {
        as_name(prefix, node.id): node
        for node in nodes
        for prefix, kind in (("said", "line"), ("fact", "fact"))
        if node.kind == kind
    }
    for node in nodes:
        for name in sorted(names_in(node.when)):
            source = sources.get(name)
            if source is not None and source is not node:
                yield Edge(_curve(source, node))


def _curve(source: Node, node: Node) -> str:
    """Return the path of a curve: from the right side to the left one, or along the right side in the same column."""
    y1, y2 = source.y + HEIGHT // 2, node.y + HEIGHT // 2
    x1 = source.x + WIDTH
    if source.x == node.x:
        bend = x1 + _ACROSS // 2
        return f"M{x1} {y1}C{bend} {y1} {bend} {y2} {x1} {y2}"
    if source.x > node.x:
        x1, x2 = source.x, node.x + WIDTH
        return f"M{x1} {y1}C{x1 - _ACROSS} {y1} {x2 + _ACROSS} {y2} {x2} {y2}"
    x2 = node.x
    return f"M{x1} {y1}C{x1 + _ACROSS} {y1} {x2 - _ACROSS} {y2} {x2} {y2}"

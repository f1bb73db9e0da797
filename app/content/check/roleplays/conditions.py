"""Conditions of a scenario: readable, over declared names, and each able to come true."""

from collections.abc import Iterable, Iterator

from app.content.check.roleplays.scene import Path, Scene
from app.content.diagnostics import Diagnostic, diagnose, suggestion
from app.dialogue.engine import beat_for, begin
from app.dialogue.expressions import (
    Compare,
    ExpressionError,
    Is,
    Node,
    Not,
    Some,
    compile_when,
    declared_names,
    names_in,
)
from app.dialogue.holding import can_hold
from app.dialogue.scenario import MOODS, Scenario
from app.kernel.bilingual import Bilingual
from app.utterance.acts import ACT_IDS

_LEVELS = frozenset({"anger", "trust", "patience", "turn", "mood", "ended"})
_MOST_EARLIER = 12  # of the entries before one that are looked at together
_MOST_COUNTED = 60
_BEFORE = "turn < 1"  # the learner has said nothing yet
_MOODS = {
    "calm": Bilingual("平静", "calm"),
    "upset": Bilingual("不满", "upset"),
    "furious": Bilingual("愤怒", "furious"),
    "out_of_control": Bilingual("失控", "out of control"),
}
_START = Bilingual("开场", "the beginning")
_WHAT = {
    "rules": Bilingual("规则", "rule"),
    "lines": Bilingual("台词", "line"),
    "critical": Bilingual("红线", "critical error"),
    "endings": Bilingual("结局", "ending"),
    "choices": Bilingual("选择点", "beat"),
    "facts": Bilingual("隐藏信息", "hidden fact"),
    "documents": Bilingual("文件", "document"),
}
_NEVER = Bilingual("它的条件不可能成立", "its condition can never hold")
_BEHIND = Bilingual("排在前面的已经占掉了所有情况", "those before it are always taken instead")
_UNASKED = Bilingual(
    "没有写怎样才会说出来（acts、volunteered 或 document）", "nothing brings it out (acts, volunteered or document)"
)
_UNSHOWN = Bilingual("没有规则出示它（show）", "no rule shows it (show)")
_UNENDED = (
    ("patience <= 0 and turn >= 1", Bilingual("耐心用完", "patience is used up")),
    ("anger >= 100 and turn >= 1", Bilingual("怒气到顶", "anger is at its highest")),
    ("ended", Bilingual("学员先挂断", "the learner hangs up")),
)


def check_readable(scene: Scene, scenario: Scenario) -> Iterator[Diagnostic]:
    """Yield conditions that cannot be read and names that are not declared, at their place in the condition."""
    declared = declared_names(scenario, ACT_IDS)
    for path, text in scene.conditions:
        try:
            compile_when(text, declared)
        except ExpressionError as error:
            file, place = scene.document.file, scene.inside(path, text, error.offset)
            if error.name is not None:
                advice = suggestion(error.name, declared)
                yield diagnose(file, place, "E402", name=error.name, suggest=advice)
            else:
                yield diagnose(file, place, "E403", why=error.message)


def check_reachable(scene: Scene, scenario: Scenario) -> Iterator[Diagnostic]:
    """Yield what can never happen, moods in which nothing is left to say, and missing endings."""
    holds = _Holding(scenario)
    yield from _rules(scene, scenario, holds)
    yield from _facts_and_documents(scene, scenario, holds)
    for index, critical in enumerate(scenario.critical):
        if critical.when and not holds(critical.when):
            yield _never(scene, ("critical", index), critical.id, _NEVER)
    lines = [(line.when, not line.once) for line in scenario.lines]
    yield from _ordered(scene, "lines", lines, holds)
    yield from _ordered(scene, "endings", [(ending.when, True) for ending in scenario.endings], holds, _BEFORE)
    yield from _ordered(scene, "choices", [(beat.when, True) for beat in scenario.beats], holds)
    yield from _dead_ends(scene, scenario, holds)
    yield from _unended(scene, scenario, holds)
    yield from _beats(scene, scenario, holds)


class _Holding:
    """Asks whether a condition can hold in one scenario."""

    def __init__(self, scenario: Scenario) -> None:
        self.bands, self.limit = scenario.opening.bands, scenario.opening.limit

    def __call__(self, text: str, unless: Iterable[str] = ()) -> bool:
        return can_hold(text, self.bands, limit=self.limit, unless=unless)


def _never(scene: Scene, path: Path, id_: str, why: Bilingual) -> Diagnostic:
    return scene.problem("E404", *path, what=_WHAT[str(path[0])], id=id_, why=why)


def _rules(scene: Scene, scenario: Scenario, holds: _Holding) -> Iterator[Diagnostic]:
    for index, rule in enumerate(scenario.rules):
        if not rule.when:
            continue
        ways: list[tuple[str, ...]] = [(_BEFORE, f"now.{act} == 0") for act in rule.acts] or [(_BEFORE,)]
        if not any(holds(rule.when, unless) for unless in ways):
            yield _never(scene, ("rules", index), rule.id, _NEVER)


def _facts_and_documents(scene: Scene, scenario: Scenario, holds: _Holding) -> Iterator[Diagnostic]:
    for index, fact in enumerate(scenario.facts):
        if not (fact.acts or fact.volunteered or fact.document):
            yield _never(scene, ("facts", index), fact.id, _UNASKED)
        elif fact.when and not holds(fact.when):
            yield _never(scene, ("facts", index), fact.id, _NEVER)
    shown = {rule.show for rule in scenario.rules}
    for index, document in enumerate(scenario.documents):
        if document.visible == "customer" and document.id not in shown:
            yield _never(scene, ("documents", index), document.id, _UNSHOWN)


def _ordered(
    scene: Scene, group: str, entries: list[tuple[str, bool]], holds: _Holding, *unless: str
) -> Iterator[Diagnostic]:
    """Report entries of a list of which the first that holds is taken; the flag says that one is never used up."""
    ids = [entry.id for entry in getattr(scene.file, group)]
    lasting: dict[frozenset[str], list[str]] = {}
    for index, (when, lasts) in enumerate(entries):
        names = _numbers(names_in(when))
        earlier = [text for known, texts in lasting.items() if known <= names for text in texts]
        if when and not holds(when, unless):
            yield _never(scene, (group, index), ids[index], _NEVER)
        elif earlier and not holds(when, (*unless, *earlier[:_MOST_EARLIER])):
            yield _never(scene, (group, index), ids[index], _BEHIND)
        elif lasts:
            lasting.setdefault(names, []).append(when)


def _numbers(names: frozenset[str]) -> frozenset[str]:
    """Return the names that a condition depends on: a mood is a band of anger."""
    return frozenset("anger" if name == "mood" else name for name in names)


def _countable(conditions: Iterable[str]) -> list[str]:
    """Return the conditions of which some alternative depends on nothing but levels: only such can be counted on."""
    found = dict.fromkeys(text for text in conditions if _is_countable(compile_when(text).node))
    return list(found)[:_MOST_COUNTED]


def _is_countable(node: Node) -> bool:
    parts = node.parts if isinstance(node, Some) else (node,)
    return any(_names(part) <= _LEVELS for part in parts)


def _names(node: Node) -> frozenset[str]:
    if isinstance(node, Is):
        return frozenset({node.name})
    if isinstance(node, Compare):
        return frozenset(side for side in (node.left, node.right) if isinstance(side, str))
    parts = (node.part,) if isinstance(node, Not) else node.parts
    return frozenset().union(*map(_names, parts))


def _dead_ends(scene: Scene, scenario: Scenario, holds: _Holding) -> Iterator[Diagnostic]:
    if not begin(scenario).reply:
        yield scene.problem("E405", "lines", state=_START)
    fallbacks = _countable(line.when for line in scenario.lines if not line.once)
    endings = _countable(ending.when for ending in scenario.endings)
    silent = [
        _MOODS[mood] for mood in MOODS if holds(f"mood == {mood} and turn >= 1 and not ended", (*fallbacks, *endings))
    ]
    if silent:
        state = Bilingual("、".join(mood.zh for mood in silent), ", ".join(mood.en for mood in silent))
        yield scene.problem("E405", "lines", state=state)


def _unended(scene: Scene, scenario: Scenario, holds: _Holding) -> Iterator[Diagnostic]:
    endings = _countable(ending.when for ending in scenario.endings)
    for text, state in _UNENDED:
        if holds(text, endings):
            yield scene.problem("E416", "endings", state=state)


def _beats(scene: Scene, scenario: Scenario, holds: _Holding) -> Iterator[Diagnostic]:
    if not scenario.beats:
        return
    if beat_for(scenario, begin(scenario).state) is None:
        yield scene.problem("E425", "choices", state=_START)
    elif holds("turn >= 1", _countable(beat.when for beat in scenario.beats)):
        yield scene.problem("E425", "choices", state=Bilingual("有些时候", "some later moment"))

"""A scenario made ready for the engine: every condition read once, rules and facts with the acts that reach them."""

from dataclasses import dataclass

from app.dialogue.expressions import Condition, as_name, compile_when
from app.dialogue.scenario import Beat, Critical, Ending, HiddenFact, Line, Rule, Scenario

_MOST_KEPT = 256


@dataclass(frozen=True, slots=True)
class Prepared:
    """The parts of a scenario beside their conditions, in the scenario's order; names as conditions write them."""

    scenario: Scenario
    rules: tuple[tuple[Rule, frozenset[str], Condition], ...]
    facts: tuple[tuple[HiddenFact, str, Condition], ...]
    lines: tuple[tuple[Line, str, Condition], ...]
    criticals: tuple[tuple[Critical, str, Condition], ...]
    endings: tuple[tuple[Ending, Condition], ...]
    beats: tuple[tuple[Beat, Condition], ...]


_KEPT: dict[int, Prepared] = {}


def prepare(scenario: Scenario) -> Prepared:
    """Return the scenario made ready, once per value; ExpressionError when a condition cannot be read.

    Kept by identity, and the scenario with it: a hash names what was authored, not this value.
    """
    kept = _KEPT.get(id(scenario))
    if kept is not None and kept.scenario is scenario:
        return kept
    made = _made(scenario)
    if len(_KEPT) >= _MOST_KEPT:
        _KEPT.clear()
    _KEPT[id(scenario)] = made
    return made


def _made(scenario: Scenario) -> Prepared:
    return Prepared(
        scenario,
        tuple((rule, frozenset(rule.acts), compile_when(rule.when)) for rule in scenario.rules),
        tuple((fact, as_name("fact", fact.id), compile_when(fact.when)) for fact in scenario.facts),
        tuple((line, as_name("said", line.id), compile_when(line.when)) for line in scenario.lines),
        tuple(
            (critical, as_name("flag", critical.id), compile_when(critical.when))
            for critical in scenario.critical
            if critical.when
        ),
        tuple((ending, compile_when(ending.when)) for ending in scenario.endings),
        tuple((beat, compile_when(beat.when)) for beat in scenario.beats),
    )

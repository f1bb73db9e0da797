"""How much a rule does: repeats, solutions before empathy, the persona's temper, the ends of the scale."""

from collections.abc import Mapping

from app.dialogue.scenario import Persona, Rule
from app.dialogue.state import Note

LOWEST, HIGHEST = 0, 100
SOLUTIONS = frozenset(("offer_option", "offer_visit", "offer_goodwill", "promise"))
COMFORTS = ("empathise", "apologise")

Change = tuple[int, int, int]  # of anger, trust and patience


def shrunk(number: int, divisor: int) -> int:
    """Divide toward zero."""
    return number // divisor if number >= 0 else -(-number // divisor)


def change_of(rule: Rule, times_before: int) -> tuple[Change, Note]:
    """Return what a rule does when it fires for the nth time (from 0): halved each time, unless it says otherwise."""
    change = (rule.anger, rule.trust, rule.patience)
    if rule.repeat != "half" or times_before == 0:
        return change, ""
    anger, trust, patience = (shrunk(number, 1 << min(times_before, 16)) for number in change)
    return (anger, trust, patience), "repeated"


def too_early(act: str | None, seen: Mapping[str, int], mood: int) -> bool:
    """Tell whether a solution comes before empathy: nobody has comforted an upset customer yet."""
    return act in SOLUTIONS and mood > 0 and not any(seen.get(f"seen.{comfort}") for comfort in COMFORTS)


def when_early(change: Change) -> Change:
    """Halve what a solution would do for the better."""
    anger, trust, patience = change
    return (shrunk(anger, 2) if anger < 0 else anger, shrunk(trust, 2) if trust > 0 else trust, patience)


def tempered(persona: Persona, change: Change) -> Change:
    """Multiply anger by the persona's percent, toward zero."""
    anger, trust, patience = change
    return shrunk(anger * (persona.anger_up if anger > 0 else persona.anger_down), 100), trust, patience


def clamped(level: int, change: int) -> int:
    """Return the change that the scale leaves room for."""
    return min(max(level + change, LOWEST), HIGHEST) - level

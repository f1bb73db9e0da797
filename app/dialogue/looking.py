"""What conditions see: the numbers of a state under the names of the little language."""

from collections.abc import Mapping, Sequence

from app.dialogue.expressions import as_name
from app.dialogue.promises import is_broken
from app.dialogue.scenario import MOODS, Scenario
from app.dialogue.state import Promise, State, mood_of

_PLACES: Mapping[str, int] = {mood: place for place, mood in enumerate(MOODS)}


def values_of(scenario: Scenario, state: State) -> dict[str, int]:
    """Return the values of every name that is not 0 in a state; `now` stands for no turn and is empty."""
    values = {f"seen.{act}": count for act, count in state.seen.items()}
    for prefix, ids in (
        ("fact", state.facts),
        ("doc", state.documents),
        ("flag", state.flags),
        ("said", state.said),
    ):
        for id_ in ids:
            values[as_name(prefix, id_)] = 1
    values["turn"] = state.turn
    values["ended"] = int(state.ended)
    put_levels(values, scenario, state.anger, state.trust, state.patience)
    put_promises(values, state.promises)
    return values


def put_levels(values: dict[str, int], scenario: Scenario, anger: int, trust: int, patience: int) -> None:
    """Write the levels and the mood that follows from them."""
    values["anger"], values["trust"], values["patience"] = anger, trust, patience
    values["mood"] = _PLACES[mood_of(scenario, anger)]


def put_promises(values: dict[str, int], promises: Sequence[Promise]) -> None:
    """Write how many promises of each kind were made, broken and recapped."""
    made: dict[str, int] = {}
    for promise in promises:
        for name in (f"promise.{promise.kind}", *((f"broken.{promise.kind}",) if is_broken(promise) else ())):
            made[name] = made.get(name, 0) + 1
    values.update(made)
    values["recapped"] = sum(promise.recapped for promise in promises)

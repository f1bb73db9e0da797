"""The simulated customer: one pure step over speech acts, whole numbers only, everything in a fixed order."""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from app.dialogue.expressions import as_name
from app.dialogue.log import sealed
from app.dialogue.looking import values_of
from app.dialogue.preparing import Prepared, prepare
from app.dialogue.scenario import Beat, Critical, Ending, HiddenFact, Line, Scenario
from app.dialogue.state import Said, State, Step, mood_of
from app.dialogue.turn import Turn
from app.kernel.bilingual import Bilingual, Lang
from app.utterance.values import Act

__all__ = ["ENGINE", "advance", "beat_for", "begin", "mood_of", "raised_in", "replies", "what_if"]

ENGINE = 1  # raise it when the same acts would give another log


def begin(scenario: Scenario) -> Step:
    """Return the opening: the state before the first word, what the learner may read, and the customer's first line."""
    prepared, opening = prepare(scenario), scenario.opening
    documents = tuple(document.id for document in scenario.documents if document.visible == "learner")
    state = State(anger=opening.anger, trust=opening.trust, patience=opening.patience, documents=documents)
    values = values_of(scenario, state)
    facts = tuple(fact.id for fact, _, when in prepared.facts if fact.document in documents and when.test(values))
    values.update((as_name("fact", fact), 1) for fact in facts)
    line = _line(prepared, state, values)
    reply = (Said("line", line.id),) if line else ()
    said = (line.id,) if line else ()
    return sealed(Step(seq=0, state=replace(state, facts=facts, said=said), reply=reply))


def advance(scenario: Scenario, before: Step, acts: Iterable[Act], *, left: bool = False) -> Step:
    """Return the step that follows from a turn's acts; the same ones always give the same step.

    left: the learner hung up (perhaps after these acts); silence then counts for nothing but the ending.
    Order: acts, built-ins, rules, promises, facts, criticals, endings, reply. ValueError after an ending.
    """
    if before.state.ending is not None:
        message = "the conversation is over"
        raise ValueError(message)
    prepared, acts = prepare(scenario), tuple(acts)
    turn = Turn(prepared, before.state, acts, left=left)
    told: list[str] = []
    if acts or not left:
        turn.hear()
        turn.apply_rules()
        turn.keep_promises()
        told = turn.tell_facts()
    turn.raise_criticals()
    ending = _ending(prepared, turn, left=left)
    last = _last_word(prepared, turn, ending, left=left)
    reply = (*(Said("fact", fact) for fact in told), *((last,) if last else ()))
    if last and last.kind == "line" and last.id not in turn.said:
        turn.said.append(last.id)
    return sealed(
        Step(
            seq=before.seq + 1,
            acts=acts,
            effects=tuple(turn.effects),
            state=turn.state(ending.id if ending else None),
            reply=reply,
            previous=before.hash,
        )
    )


def what_if(scenario: Scenario, steps: tuple[Step, ...], turn: int, acts: Iterable[Act], *, left: bool = False) -> Step:
    """Return what would have followed from other acts in a turn (1 for the first); ValueError for a turn not taken."""
    if not 1 <= turn < len(steps):
        message = f"there is no turn {turn}"
        raise ValueError(message)
    return advance(scenario, steps[turn - 1], acts, left=left)


def replies(scenario: Scenario, step: Step, lang: Lang) -> tuple[str, ...]:
    """Return the customer's words of a step in one language, in the order of saying."""
    parts: Mapping[str, Iterable[HiddenFact | Line | Ending]] = {
        "fact": scenario.facts,
        "line": scenario.lines,
        "ending": scenario.endings,
    }
    words: Mapping[tuple[str, str], Bilingual | None] = {
        (kind, part.id): part.say for kind, found in parts.items() for part in found
    }
    texts = (words.get((said.kind, said.id)) for said in step.reply)
    return tuple(text.in_lang(lang) for text in texts if text is not None)


def beat_for(scenario: Scenario, state: State) -> Beat | None:
    """Return the options that are offered before the next turn; None when there are none or it is over.

    `now` is empty in a beat's condition: nothing is being said yet.
    """
    if state.ending is not None:
        return None
    values = values_of(scenario, state)
    return next((beat for beat, when in prepare(scenario).beats if when.test(values)), None)


def raised_in(scenario: Scenario, before: Step, step: Step) -> tuple[Critical, ...]:
    """Return the critical errors that a step raised for the first time."""
    new = set(step.state.flags) - set(before.state.flags)
    return tuple(critical for critical in scenario.critical if critical.id in new)


def _ending(prepared: Prepared, turn: Turn, *, left: bool) -> Ending | None:
    """Return the first ending that holds; who has talked up to the limit meets an impatient customer.

    A conversation that nobody carries on must end: then the last failing ending stands in for a missing one.
    """
    found = _first_ending(prepared, turn)
    over = turn.values["turn"] >= prepared.scenario.opening.limit
    if found is None and over and not left:
        turn.lose_patience()
        found = _first_ending(prepared, turn)
    if found is None and (over or left):
        endings = prepared.scenario.endings
        return next((ending for ending in reversed(endings) if ending.result == "fail"), endings[-1])
    return found


def _first_ending(prepared: Prepared, turn: Turn) -> Ending | None:
    return next((ending for ending, when in prepared.endings if when.test(turn.values)), None)


def _last_word(prepared: Prepared, turn: Turn, ending: Ending | None, *, left: bool) -> Said | None:
    """Return the ending's word, else a line; nobody talks to a learner who hung up."""
    if ending is not None and ending.say is not None:
        return Said("ending", ending.id)
    if left:
        return None
    line = _line(prepared, turn, turn.values)
    return Said("line", line.id) if line else None


def _line(prepared: Prepared, place: State | Turn, values: Mapping[str, int]) -> Line | None:
    return next(
        (line for line, _, when in prepared.lines if not (line.once and line.id in place.said) and when.test(values)),
        None,
    )

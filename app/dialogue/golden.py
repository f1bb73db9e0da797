"""Golden transcripts: played like a session, what came of them compared with what was expected."""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.dialogue.engine import advance, beat_for, begin
from app.dialogue.scenario import GoldenTest, Option, Rubric, Scenario
from app.dialogue.score import checklist
from app.dialogue.state import State, Step, mood_of
from app.dialogue.ticket import TicketLine, compare_ticket
from app.kernel.bilingual import Lang
from app.utterance.lexicon import Lexicon
from app.utterance.reader import reader_for
from app.utterance.values import Act

END = "/end"  # hangs up
_BOUND = re.compile(r"(<=|>=|==|<|>)? ?(\d{1,4})")
_OPERATORS: Mapping[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
}


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Something that came out otherwise: `what` is the key of `expect`, or `turn` for one that could not be played."""

    what: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Played:
    """A transcript after playing: the turns' words (option ids when chosen), all steps, the ticket as compared."""

    scenario: Scenario
    lang: Lang
    turns: tuple[str, ...]
    steps: tuple[Step, ...]
    ticket: tuple[TicketLine, ...] = ()
    unplayable: tuple[Mismatch, ...] = ()

    @property
    def state(self) -> State:
        """Where it ended."""
        return self.steps[-1].state


def play(scenario: Scenario, lexicon: Lexicon | None, test: GoldenTest, lang: Lang) -> Played:
    """Play a test in a language: sentences through the reader, choices through the options offered then.

    It stops at the first turn that cannot be played: after the ending, or an option that is not offered. The lexicon
    may be None when the test chooses only; ValueError when it speaks.
    """
    turns = test.choose or test.say.get(lang, ())
    listen = None if test.choose else _listener(lexicon, lang)
    steps, unplayable = [begin(scenario)], tuple[Mismatch, ...]()
    for number, turn in enumerate(turns, 1):
        before = steps[-1]
        options = {option.id: option.acts for option in _options(scenario, before.state)}
        if before.state.ending is not None or not (listen or turn in options or turn == END):
            instead = before.state.ending or ", ".join(options)
            unplayable = (Mismatch("turn", turn, f"{number}: {instead}"),)
            break
        acts = () if turn == END else listen(turn) if listen else options[turn]
        steps.append(advance(scenario, before, acts, left=turn == END))
    values = {field: value.in_lang(lang) for field, value in test.ticket.items()}
    ticket = compare_ticket(scenario, steps[-1].state, values, lang) if values else ()
    return Played(scenario, lang, turns, tuple(steps), ticket, unplayable)


def verdict_on(test: GoldenTest, played: Played, rubric: Rubric | None) -> list[Mismatch]:
    """Return what came out otherwise than expected; what a test does not name is not looked at.

    Flags are exactly those named; facts and kinds of promises at least those. A ticket field that the test fills is
    right, unless `ticket` says otherwise. rubric: for the score, which is not looked at without one.
    """
    found = list(played.unplayable)
    for what, expected in test.expect.items():
        found += _mismatches(what, expected, played, rubric)
    verdicts: Mapping[str, str] = test.expect.get("ticket", {})
    found += [
        Mismatch(f"ticket.{line.field.id}", verdicts.get(line.field.id, "right"), line.verdict)
        for line in played.ticket
        if line.field.id in test.ticket and line.verdict != verdicts.get(line.field.id, "right")
    ]
    return found


def meets(bound: str | int, number: int) -> bool:
    """Tell whether a number is within a bound such as “<40”, “>= 700” or 60; ValueError for what is no bound."""
    match = _BOUND.fullmatch(str(bound))
    if match is None:
        message = f"{bound} is no bound"
        raise ValueError(message)
    return _OPERATORS[match[1] or "=="](number, int(match[2]))


def _listener(lexicon: Lexicon | None, lang: Lang) -> Callable[[str], tuple[Act, ...]]:
    if lexicon is None:
        message = "a test that speaks needs a lexicon"
        raise ValueError(message)
    return reader_for(lexicon, lang).read


def _options(scenario: Scenario, state: State) -> tuple[Option, ...]:
    beat = beat_for(scenario, state)
    return beat.options if beat else ()


def _mismatches(what: str, expected: Any, played: Played, rubric: Rubric | None) -> Iterator[Mismatch]:
    state = played.state
    numbers = {"anger": state.anger, "trust": state.trust, "patience": state.patience, "turns": state.turn}
    if what == "score" and rubric is not None:
        numbers["score"] = checklist(played.scenario, rubric, state).score
    if what in numbers:
        if not meets(expected, numbers[what]):
            yield Mismatch(what, str(expected), str(numbers[what]))
    elif what == "ending" and expected != state.ending:
        yield Mismatch(what, str(expected), str(state.ending))
    elif what == "mood" and expected != mood_of(played.scenario, state.anger):
        yield Mismatch(what, str(expected), mood_of(played.scenario, state.anger))
    elif what == "flags" and set(expected) != set(state.flags):
        yield Mismatch(what, _listed(expected), _listed(state.flags))
    elif what == "facts" and not set(expected) <= set(state.facts):
        yield Mismatch(what, _listed(expected), _listed(state.facts))
    elif what == "promises":
        yield from _of_promises(expected, [promise.kind for promise in state.promises])


def _of_promises(expected: Any, kinds: list[str]) -> Iterator[Mismatch]:
    """Compare with a number of promises, a list of kinds, or a number for each kind."""
    if isinstance(expected, str | int):
        fits = meets(expected, len(kinds))
    elif isinstance(expected, Mapping):
        fits = all(meets(bound, kinds.count(kind)) for kind, bound in expected.items())
    else:
        fits = set(expected) <= set(kinds)
    if not fits:
        wanted = expected if isinstance(expected, str | int) else _listed(expected)
        yield Mismatch("promises", str(wanted), _listed(kinds))


def _listed(things: Any) -> str:
    if isinstance(things, Mapping):
        return ", ".join(f"{name} {bound}" for name, bound in sorted(things.items()))
    return ", ".join(sorted(things)) or "–"

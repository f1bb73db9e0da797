"""A scenario played again from its beginning: what was said, what was heard, what it did, where things stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.dialogue.engine import advance, beat_for, begin, replies
from app.dialogue.scenario import Option, Scenario
from app.dialogue.state import Effect, State, Step
from app.kernel.bilingual import Lang
from app.utterance.lexicon import Lexicon
from app.utterance.reader import reader_for
from app.utterance.values import Act

END = "/end"
OPTION, SAID = "option:", "say:"
MOST_MOVES, LONGEST_MOVE = 60, 500


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence and the acts that were heard in it (none: nothing was)."""

    text: str
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn with everything that came of it; the opening has no pieces."""

    number: int
    pieces: tuple[Piece, ...]
    acts: tuple[Act, ...]
    effects: tuple[Effect, ...]
    state: State
    replies: tuple[str, ...]
    has_left: bool = False


@dataclass(frozen=True, slots=True)
class Play:
    """The turns so far and the options offered now; `unplayed` is the first move that could not be made."""

    turns: tuple[Turn, ...]
    options: tuple[Option, ...]
    moves: tuple[str, ...]
    unplayed: str = ""

    @property
    def state(self) -> State:
        """Where things stand."""
        return self.turns[-1].state


def replay(scenario: Scenario, lexicon: Lexicon, moves: Iterable[str], lang: Lang) -> Play:
    """Play moves (`say:…`, `option:<id>`, `/end`) from the beginning; it stops at one that cannot be made."""
    step = begin(scenario)
    turns, made = [_turn(scenario, step, "", lang)], list[str]()
    for move in moves:
        heard = None if step.state.ending else _heard(scenario, lexicon, step.state, move, lang)
        if heard is None:
            return Play(tuple(turns), _options(scenario, step.state), tuple(made), unplayed=move)
        words, acts = heard
        step = advance(scenario, step, acts, left=move == END)
        turns.append(_turn(scenario, step, words, lang, has_left=move == END))
        made.append(move)
    return Play(tuple(turns), _options(scenario, step.state), tuple(made))


def pieces_of(text: str, acts: Sequence[Act]) -> tuple[Piece, ...]:
    """Cut a sentence where acts begin and end; acts may overlap."""
    placed = [act for act in acts if act.start < act.end]
    cuts = sorted({0, len(text), *(act.start for act in placed), *(min(act.end, len(text)) for act in placed)})
    return tuple(
        Piece(text[start:end], tuple(act for act in placed if act.start <= start and end <= act.end))
        for start, end in pairwise(cuts)
        if start < end
    )


def _heard(
    scenario: Scenario, lexicon: Lexicon, state: State, move: str, lang: Lang
) -> tuple[str, tuple[Act, ...]] | None:
    """Return the words of a move and the acts heard in them; None for an option that is not offered."""
    if move == END:
        return "", ()
    if move.startswith(SAID):
        words = move.removeprefix(SAID)[:LONGEST_MOVE]
        return words, reader_for(lexicon, lang).read(words)
    options = {OPTION + option.id: option for option in _options(scenario, state)}
    found = options.get(move)
    return (found.say.in_lang(lang), found.acts) if found else None


def _options(scenario: Scenario, state: State) -> tuple[Option, ...]:
    beat = beat_for(scenario, state)
    return beat.options if beat else ()


def _turn(scenario: Scenario, step: Step, words: str, lang: Lang, *, has_left: bool = False) -> Turn:
    return Turn(
        number=step.seq,
        pieces=pieces_of(words, step.acts),
        acts=step.acts,
        effects=step.effects,
        state=step.state,
        replies=replies(scenario, step, lang),
        has_left=has_left,
    )

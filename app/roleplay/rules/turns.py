"""What a learner sends as one turn, and how a text is cut where acts were heard."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from app.dialogue.state import Step
from app.kernel.bilingual import Lang
from app.kernel.errors import N_, InvalidError
from app.utterance.values import Act

Kind = Literal["said", "chosen", "left"]

LONGEST = 1000  # characters: a turn is one to four sentences
LONGEST_KEY = 60


@dataclass(frozen=True, slots=True)
class SentTurn:
    """One turn as sent: `key` makes it idempotent, `seen` is how many turns the sender's page knew (None: any)."""

    kind: Kind
    key: str
    lang: Lang
    text: str = ""
    option_id: str | None = None
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; `acts` are the ids of what was heard in it, () for plain words."""

    text: str
    acts: tuple[str, ...] = ()


def tidy(text: str) -> str:
    """Return what was said without blanks around it.

    Raises:
        InvalidError: Nothing was said, or more than fits into one turn.
    """
    said = text.replace("\0", "").replace("\r\n", "\n").strip()
    if not said:
        raise InvalidError("text", N_("Please say something first."))
    if len(said) > LONGEST:
        raise InvalidError(
            "text",
            N_("That is too long for one turn: %(count)s characters, at most %(most)s. Say it in two turns."),
            count=len(said),
            most=LONGEST,
        )
    return said


def pieces(text: str, acts: Iterable[Act]) -> tuple[Piece, ...]:
    """Cut a text where acts begin and end; acts without a place (an option's) mark nothing."""
    spans = [(act.start, min(act.end, len(text)), act.id) for act in acts if 0 <= act.start < act.end]
    cuts = sorted({0, len(text), *(place for start, end, _ in spans for place in (start, end) if place < len(text))})
    found = []
    for start, end in pairwise(cuts):
        heard = tuple(name for begin, stop, name in spans if begin <= start and end <= stop)
        found.append(Piece(text[start:end], heard))
    return tuple(found)


def quote(text: str, start: int, end: int) -> str:
    """Return the words at a place of a text, all of them when there is no place (an option's act)."""
    return text[start:end] if end > start else text


def has_ended(step: Step) -> bool:
    """Tell whether nothing more can be said after a step."""
    return step.state.ended or step.state.ending is not None

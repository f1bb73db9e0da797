"""The conversation as markers see it: the learner's words in sentences, nothing that the engine made of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.bench.rules.quoting import sentences_of, words_at
from app.bench.rules.sheet import Span
from app.dialogue.engine import replies
from app.dialogue.scenario import Scenario
from app.dialogue.state import Promise
from app.roleplay.pages.words import promise_word
from app.roleplay.queries import Exchange
from app.roleplay.rules.turns import quote


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the learner; `gap` are the blanks before it, so that the places of words stay true."""

    start: int
    end: int
    text: str
    gap: str = ""


@dataclass(frozen=True, slots=True)
class TurnView:
    """Something said: by the customer (`them`), the learner (`me`), or that the learner left (`note`)."""

    who: str
    seq: int
    text: str
    lang: str = ""
    sentences: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """A piece of evidence: where it is, and its words."""

    span: Span
    words: str

    @property
    def value(self) -> str:
        """The value of its field in the form."""
        return ":".join(str(number) for number in self.span)


@dataclass(frozen=True, slots=True)
class PromisedView:
    """A promise as it was made."""

    what: str
    words: str
    turn: int


def turn_views(exchanges: Sequence[Exchange], scenario: Scenario) -> tuple[TurnView, ...]:
    """Return the conversation in order, as the learner read it; the learner's turns carry their numbers."""
    found: list[TurnView] = []
    lang = next((exchange.turn.lang for exchange in exchanges if exchange.turn is not None), "zh")
    for exchange in exchanges:
        turn = exchange.turn
        lang = lang if turn is None else turn.lang
        if turn is not None and turn.kind == "left":
            found.append(TurnView("note", turn.seq, _("The learner ended the conversation.")))
        elif turn is not None:
            found.append(TurnView("me", turn.seq, turn.text, turn.lang, _sentences(turn.text)))
        said = replies(scenario, exchange.step, "en" if lang == "en" else "zh")
        found += [TurnView("them", exchange.seq, text, lang) for text in said]
    return tuple(found)


def texts_of(exchanges: Iterable[Exchange]) -> dict[int, str]:
    """Return the learner's words by turn."""
    return {exchange.seq: exchange.turn.text for exchange in exchanges if exchange.turn is not None}


def quotes_of(spans: Iterable[Span], texts: Mapping[int, str]) -> tuple[Quote, ...]:
    """Return pieces of evidence with their words."""
    return tuple(Quote(span, words_at(span, texts) or _("(ended the conversation)")) for span in spans)


def promised_views(promises: Iterable[Promise], texts: Mapping[int, str]) -> tuple[PromisedView, ...]:
    """Return the promises as they were made, without what the policy says of them."""
    return tuple(
        PromisedView(
            promise_word(promise.kind), quote(texts.get(promise.turn, ""), promise.start, promise.end), promise.turn
        )
        for promise in promises
    )


def _sentences(text: str) -> tuple[Sentence, ...]:
    found, before = [], 0
    for start, end in sentences_of(text):
        found.append(Sentence(start, end, text[start:end], text[before:start]))
        before = end
    return tuple(found)

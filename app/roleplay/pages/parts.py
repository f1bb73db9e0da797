"""Pieces of a conversation as `roleplay/parts.html` draws them: bubbles, promises, the work order compared."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.dialogue.scenario import Scenario
from app.dialogue.state import Promise, Step
from app.dialogue.ticket import TicketLine
from app.kernel.bilingual import Lang
from app.roleplay.pages.words import between_words, policy_words, promise_word, recap_words
from app.roleplay.queries import Exchange
from app.roleplay.rules.hearing import between
from app.roleplay.rules.turns import Piece, pieces, quote


@dataclass(frozen=True, slots=True)
class Bubble:
    """Something said (`them`, `me`) or noticed between two lines (`note`); `anchor` is the id of a learner's turn.

    `lang` stands only where it is not the page's.
    """

    who: str
    pieces: tuple[Piece, ...]
    anchor: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class PromiseView:
    """A row of the ledger of promises in words; `note` is empty while the policy is not to be told."""

    what: str
    quote: str
    turn: int
    note: str
    chip: str
    chip_kind: str
    is_broken: bool = False


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A field of the work order: what was written, and (after the conversation) what it should hold."""

    label: str
    given: str
    wanted: str = ""
    verdict: str = ""
    chip: str = ""
    chip_kind: str = ""


def bubbles(
    exchanges: Sequence[Exchange], scenario: Scenario, lang: Lang, *, before: Step | None = None, marked: bool = False
) -> tuple[Bubble, ...]:
    """Return the bubbles of exchanges in order; `before` is the step before the first of them.

    `marked`: show where acts were heard.
    """
    found: list[Bubble] = []
    for exchange in exchanges:
        found += _of_turn(exchange, lang, marked=marked)
        note = "" if before is None else between_words(between(before, exchange.step), scenario.documents, lang)
        if note:
            found.append(Bubble("note", (Piece(note),)))
        found += [Bubble("them", (Piece(text),)) for text in exchange.replies]
        before = exchange.step
    return tuple(found)


def _of_turn(exchange: Exchange, lang: Lang, *, marked: bool) -> list[Bubble]:
    turn = exchange.turn
    if turn is None:
        return []
    anchor = f"turn-{turn.seq}"
    if turn.kind == "left":
        return [Bubble("note", (Piece(_("You ended the conversation.")),), anchor)]
    said = pieces(turn.text, exchange.acts) if marked else (Piece(turn.text),)
    return [Bubble("me", said, anchor, "" if turn.lang == lang else turn.lang)]


def promise_views(
    promises: Iterable[Promise], texts: Mapping[int, str], scenario: Scenario, lang: Lang, *, tells: bool
) -> tuple[PromiseView, ...]:
    """Return the promises made; `texts` are the learner's words by turn, `tells`: say what the policy says."""
    found = []
    for promise in promises:
        chip, kind = recap_words(promise)
        broken = tells and (promise.within_policy is False or promise.within_authority is False)
        found.append(
            PromiseView(
                what=promise_word(promise.kind),
                quote=quote(texts.get(promise.turn, ""), promise.start, promise.end),
                turn=promise.turn,
                note=policy_words(promise, scenario, lang) if tells else "",
                chip=chip,
                chip_kind=kind,
                is_broken=broken,
            )
        )
    return tuple(found)


def ticket_rows(lines: Iterable[TicketLine], lang: Lang) -> tuple[TicketRow, ...]:
    """Return the work order compared with the conversation."""
    words = {
        "right": (_("right"), "ok"),
        "wrong": (_("not right"), "bad"),
        "missing": (_("missing"), "bad"),
        "differs_from_talk": (_("differs from what you said"), "warn"),
        "open": (_("left open"), ""),
    }
    return tuple(
        TicketRow(line.field.label.in_lang(lang), line.given, line.wanted, line.verdict, *words[line.verdict])
        for line in lines
    )


def plain_ticket(scenario: Scenario, values: Mapping[str, str], lang: Lang) -> tuple[TicketRow, ...]:
    """Return the work order as it was written, without a verdict."""
    return tuple(
        TicketRow(field.label.in_lang(lang), _shown(field.choices, values.get(field.id, ""), lang))
        for field in scenario.ticket
    )


def _shown(choices: Mapping[str, object], value: str, lang: Lang) -> str:
    choice = choices.get(value)
    return value if choice is None else choice.in_lang(lang)  # type: ignore[attr-defined]

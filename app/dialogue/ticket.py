"""The work order beside the conversation: what was written, what belongs there, and what was really promised."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from app.dialogue.promises import due_minutes
from app.dialogue.scenario import Scenario, TicketField
from app.dialogue.state import Promise, Slot, State
from app.dialogue.wording import deadline_words
from app.kernel.bilingual import Lang
from app.kernel.text import fold_loosely
from app.utterance.slots import find_deadline

Verdict = Literal["right", "wrong", "missing", "differs_from_talk", "open"]


class TicketLine(Struct, frozen=True, kw_only=True):
    """A field's verdict; `given` and `wanted` as people read them.

    differs_from_talk: another deadline than the one promised, or one that was never promised. open: an empty field
    that may be empty, or one that nothing is laid down for.
    """

    field: TicketField
    given: str
    wanted: str
    verdict: Verdict


def compare_ticket(scenario: Scenario, state: State, values: Mapping[str, str], lang: Lang) -> tuple[TicketLine, ...]:
    """Compare what was written (field → text, of a choice its id) with the scenario and with the promises made."""
    return tuple(_line(field, scenario, state, values.get(field.id, "").strip(), lang) for field in scenario.ticket)


def _line(field: TicketField, scenario: Scenario, state: State, given: str, lang: Lang) -> TicketLine:
    if field.type == "choice":
        wanted, shown = _choice(field, field.right, lang), _choice(field, given, lang)
        verdict = _chosen(field, given)
    elif field.type == "promise":
        promise = next((made for made in reversed(state.promises) if made.kind == field.kind), None)
        wanted, shown = deadline_words(promise.deadline or {}, lang) if promise else "", given
        verdict = _promised(promise, find_deadline(given, lang), scenario)
    else:
        wanted, shown = next(iter(field.accept.get(lang, ())), ""), given
        verdict = _written(field, given)
    if not given:
        verdict = "missing" if field.must else "open"
    return TicketLine(field=field, given=shown, wanted=wanted, verdict=verdict)


def _choice(field: TicketField, choice: str | None, lang: Lang) -> str:
    words = field.choices.get(choice or "")
    return words.in_lang(lang) if words else choice or ""


def _chosen(field: TicketField, given: str) -> Verdict:
    if field.right is None:
        return "open"
    return "right" if given == field.right else "wrong"


def _written(field: TicketField, given: str) -> Verdict:
    """Look for the words of either language: an address may be noted in Chinese whatever the page speaks."""
    accepted = [fold_loosely(words) for several in field.accept.values() for words in several]
    if not accepted:
        return "open"
    folded = fold_loosely(given)
    return "right" if any(words and words in folded for words in accepted) else "wrong"


def _promised(promise: Promise | None, deadline: Slot | None, scenario: Scenario) -> Verdict:
    """Compare instants, not words: at 21:40 “within two hours” and “23:40” are the same promise."""
    if deadline is None:
        return "wrong"
    if promise is None:
        return "differs_from_talk"
    minutes = due_minutes(deadline, scenario.opening)
    same = minutes == promise.minutes if minutes is not None else deadline == promise.deadline
    return "right" if same else "differs_from_talk"

"""The slots of an act: what is promised, by when, how much, by whom, about what, at which level."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from app.kernel.bilingual import Lang
from app.utterance.lexicon import Grammar
from app.utterance.patterns import compile_pattern
from app.utterance.slots import Slot

_TIMED = frozenset({"promise", "offer_visit"})
_SUMS = frozenset({"check_cost", "offer_goodwill", "promise"})
_ASKS = frozenset({"ask_open", "ask_closed", "ask_environment", "verify_identity"})
_OWNED = frozenset({"promise", "escalate", "offer_visit"})
_TERMS = frozenset({"month", "y"})
_NEAR = 30  # characters around an act in which a time or sum of the same sentence still belongs to it
Place = tuple[int, int]


class Details:
    """Fills the slots of acts with one language's slot patterns."""

    def __init__(self, grammar: Grammar, lang: Lang) -> None:
        self._patterns = {
            slot: [(value, compile_pattern(source, grammar.classes, lang)) for value, source in choices.items()]
            for slot, choices in grammar.slots.items()
        }

    def of(self, act: str, chars: str, place: Place, sentence: Place, slots: tuple[Slot, ...]) -> dict[str, Any]:
        """Return the slots of an act at a place of the masked text."""
        values: dict[str, Any] = {}
        if act in _TIMED and (deadline := _deadline(act, place, sentence, slots)):
            values["deadline"] = dict(deadline)
        if act == "promise":
            values["kind"] = self._first("kind", chars, place) or self._first("kind", chars, sentence) or "other"
        if act in _SUMS and (amount := self._amount(act, chars, place, sentence, slots)):
            values["amount"] = dict(amount)
        if act in _ASKS and (topics := self._all("topic", chars, sentence if act == "verify_identity" else place)):
            values["topic"] = topics
        if act == "classify" and (level := self._first("level", chars, sentence)):
            values["level"] = int(level)
        if act in _OWNED and (owner := self._first("owner", chars, place) or self._first("owner", chars, sentence)):
            values["owner"] = owner
        return values

    def _first(self, slot: str, chars: str, place: Place) -> str | None:
        for value, pattern in self._patterns.get(slot, ()):
            if pattern.search(chars, *place):
                return value
        return None

    def _all(self, slot: str, chars: str, place: Place) -> list[str]:
        return sorted(value for value, pattern in self._patterns.get(slot, ()) if pattern.search(chars, *place))

    def _amount(
        self, act: str, chars: str, place: Place, sentence: Place, slots: tuple[Slot, ...]
    ) -> Mapping[str, Any] | None:
        wanted = [slot for slot in _within(slots, sentence) if _is_amount(slot, act)]
        if not wanted:
            return None
        totals = [
            slot for slot in wanted if self._patterns.get("total") and self._is_total(chars, slot.place, sentence)
        ]
        inside = [slot for slot in wanted if place[0] <= slot.place < place[1]]
        near = [slot for slot in wanted if act != "promise" or place[0] <= slot.place < place[1]]
        found = (totals if act == "check_cost" else []) or inside or near
        return found[0].value if found else None

    def _is_total(self, chars: str, place: int, sentence: Place) -> bool:
        start, end = max(sentence[0], place - 12), min(sentence[1], place + 16)
        return any(
            match.start() <= place < match.end()
            for _, pattern in self._patterns["total"]
            for match in re.finditer(pattern, chars[:end])
            if match.start() >= start
        )


def _within(slots: Iterable[Slot], place: Place) -> list[Slot]:
    return [slot for slot in slots if place[0] <= slot.place < place[1]]


def _is_amount(slot: Slot, act: str) -> bool:
    term = slot.kind in {"D", "T"} and slot.value.get("unit") in _TERMS
    return slot.kind in {"M", "P"} or (term and act == "offer_goodwill")


def _deadline(act: str, place: Place, sentence: Place, slots: tuple[Slot, ...]) -> Mapping[str, Any] | None:
    timed = [slot for slot in slots if slot.kind in {"T", "D"} and slot.value.get("unit") != "y"]
    inside = _within(timed, place)
    near = [slot for slot in _within(timed, sentence) if slot.kind == "T"]
    if act == "offer_visit":
        near = [slot for slot in near if place[0] - _NEAR <= slot.place < place[1] + _NEAR]
    for group in (inside, near):
        if group:
            exact = [slot for slot in group if slot.value.get("minute") is not None]
            return (exact or [slot for slot in group if slot.kind == "T"] or group)[0].value
    return None

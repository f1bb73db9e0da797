"""Times and amounts in a sentence: found by grammar, masked as one capital each so that patterns can name them.

T is a time by which or at which something happens, D a bare length of time, M a sum of money, P a percentage.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.kernel.bilingual import Lang
from app.utterance.english_times import english_spans
from app.utterance.han_times import han_spans
from app.utterance.spans import PARTS, Span
from app.utterance.text import Text, comparable

_NEAR = 40  # characters within which a bare clock time belongs to the day named before it


@dataclass(frozen=True, slots=True)
class Slot:
    """A time or an amount where its capital stands in the masked text."""

    place: int
    kind: str
    value: Mapping[str, Any]


def mask(text: Text, lang: Lang) -> tuple[Slot, ...]:
    """Replace every time and amount in a text by its capital; return them by place."""
    spans = han_spans(text.chars) if lang == "zh" else english_spans(text.chars)
    slots, shift = [], 0
    for span in _inherited(spans):
        slots.append(Slot(span.start - shift, span.kind, span.value))
        shift += span.end - span.start - 1
    for span in reversed(spans):
        text.replaced(span.start, span.end, span.kind)
    return tuple(slots)


def find_deadline(text: str, lang: Lang) -> Mapping[str, Any] | None:
    """Return the first time named in a text as the deadline slot of a promise; None when there is none."""
    slots = mask(comparable(text, lang), lang)
    timed = [slot for slot in slots if slot.kind == "T"] or [slot for slot in slots if slot.kind == "D"]
    best = [slot for slot in timed if slot.value.get("minute") is not None] or timed
    return best[0].value if best else None


def _inherited(spans: list[Span]) -> list[Span]:
    """Give a bare clock time the day that was named shortly before it: “tomorrow, the engineer comes, by three”."""
    result: list[Span] = []
    day: Span | None = None
    for span in spans:
        new = span
        if span.kind == "T":
            if span.bare_clock and day is not None and span.start - day.end <= _NEAR:
                value = {**day.value, "minute": _half_of_day(span.value["minute"], day.value.get("minute"))}
                new = Span(span.start, span.end, "T", value)
            day = new if "minute" in new.value and not new.bare_clock else day
        result.append(new)
    return result


def _half_of_day(minute: int, part: int | None) -> int:
    half = 12 * 60
    if part == PARTS["evening"] and minute < half:
        return minute + half  # tonight, by half past ten
    return minute - half if part == half and half <= minute < 2 * half and minute > part else minute

"""What is wrong with one passage or one lesson, as codes with their values. Pure."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from app.content.check.prose.markup import Kind
from app.content.check.prose.reading import FEWEST_LONG, GRADE, LONG, LONG_SHARE, MEAN, grade_of, run_of
from app.content.check.prose.sentences import Sentence, length_of, sentences
from app.content.check.prose.typography import ends_openly, slips
from app.kernel.bilingual import Lang

LONGEST = {"zh": 60, "en": 35}  # of a sentence, in Han characters or words
MOST_SENTENCES, LARGEST = 9, {"zh": 330, "en": 190}  # of a paragraph: beyond, it holds more than one idea
_TOO_LONG: dict[Lang, str] = {"zh": "W901", "en": "W902"}
_RUNNING: frozenset[Kind] = frozenset({"paragraph", "quote", "item"})
_LABELS: frozenset[Kind] = frozenset({"cell", "heading"})  # may set words side by side, without being sentences


class Fault(NamedTuple):
    """A fault: the offset of its beginning, its code, and what fills its message."""

    offset: int
    code: str
    values: dict[str, Any]


def faults(text: str, lang: Lang, kind: Kind) -> Iterator[Fault]:
    """Yield what is wrong with a plain text of this kind."""
    for slip in slips(text, lang):
        if not (slip.code == "W906" and kind in _LABELS):
            yield Fault(slip.offset, slip.code, {"signs": slip.signs})
    if kind in _LABELS:
        return
    if kind == "paragraph" and ends_openly(text, lang):
        yield Fault(len(text) - 1, "W915", {})
    if len(text) <= LONGEST[lang]:  # shorter in letters than the limit in characters or words
        return
    found = sentences(text, lang)
    for sentence in found:
        if sentence.length > LONGEST[lang]:
            yield Fault(sentence.start, _TOO_LONG[lang], {"count": sentence.length})
    size = length_of(text, lang)
    if (kind == "paragraph" and len(found) > MOST_SENTENCES) or size > LARGEST[lang]:
        yield Fault(0, "W921", {"sentences": len(found), "size": size})


def is_running(kind: Kind) -> bool:
    """Tell whether a passage belongs to the running text by which a lesson's reading level is told."""
    return kind in _RUNNING


def level_fault(found: Sequence[Sentence], lang: Lang) -> Fault | None:
    """Return what is wrong with the reading level of a lesson, None when it reads well."""
    if lang == "en":
        grade = grade_of(found)
        return Fault(0, "W922", {"grade": f"{grade:.1f}", "limit": f"{GRADE:.0f}"}) if grade > GRADE else None
    mean, share = run_of(found)
    if mean <= MEAN and (share <= LONG_SHARE or share * len(found) < FEWEST_LONG):
        return None
    return Fault(0, "W923", {"mean": f"{mean:.0f}", "share": f"{share:.0%}", "long": LONG})

"""Sentences of a plain text in either language, and how long they are."""

import re
from typing import NamedTuple

from app.content.check.prose.markup import OPAQUE
from app.kernel.bilingual import Lang

HAN = "\u3400-\u9fff"
_ENDS = {
    "zh": re.compile(r"[。！？!?]+[”’」』）)]*"),
    # A full stop ends a sentence when a space and no small letter follow: "a.m. on" and "3.5" go on.
    "en": re.compile(r"[.!?…]+[”’)\]\"']*(?=\s+[^\sa-z])"),
}
_UNITS = {
    "zh": re.compile(f"[{HAN}]+"),
    "en": re.compile(r"[A-Za-z0-9]+(?:[’'.,:/-][A-Za-z0-9]+)*"),
}
_NUMBER = 2  # a company number reads as a figure and its unit


class Sentence(NamedTuple):
    """A sentence: where it begins, its words, and its length in Han characters or English words."""

    start: int
    text: str
    length: int


def length_of(text: str, lang: Lang) -> int:
    """Return the length in Han characters (Chinese) or words (English); an opaque sign counts two."""
    found = _UNITS[lang].findall(text)
    return (sum(map(len, found)) if lang == "zh" else len(found)) + _NUMBER * text.count(OPAQUE)


def sentences(text: str, lang: Lang) -> list[Sentence]:
    """Cut a plain text into its sentences; what has no length (a row of dots) is none."""
    found, start = [], 0
    for end in (*(match.end() for match in _ENDS[lang].finditer(text)), len(text)):
        words = text[start:end]
        length = length_of(words, lang)
        if length:
            found.append(Sentence(start + len(words) - len(words.lstrip()), words.strip(), length))
        start = end
    return found

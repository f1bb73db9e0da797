"""Sentences of a text, so that evidence can be attached without a mouse, and the words behind a piece of evidence."""

import re
from collections.abc import Mapping

from app.bench.rules.sheet import Span

_SENTENCE = re.compile(r"[^。！？!?；;…\n.]+(?:\.(?=\S)[^。！？!?；;…\n.]*)*[。！？!?；;….]*[”’」』）)\"']*")


def sentences_of(text: str) -> tuple[tuple[int, int], ...]:
    """Return where each sentence begins and ends, blanks around it left out; a full stop inside 3.5 ends nothing."""
    found = []
    for match in _SENTENCE.finditer(text):
        words = match.group()
        start = match.start() + len(words) - len(words.lstrip())
        end = match.start() + len(words.rstrip())
        if start < end:
            found.append((start, end))
    if not found:
        return ((0, len(text)),)
    return (*found[:-1], (found[-1][0], len(text.rstrip())))


def words_at(span: Span, texts: Mapping[int, str]) -> str:
    """Return the words of a piece of evidence; `texts` are the learner's by turn."""
    return texts.get(span.turn, "")[span.start : span.end]

"""Authored text as people read it: markup taken away, and the way back from a letter to its place in the file."""

import re
from dataclasses import dataclass
from typing import Literal

from app.content.diagnostics import Place

OPAQUE = "\ufffc"  # stands for what is not prose: a company number, a gap, code, an address
_MARKUP = re.compile(
    r"(?P<opaque>\{\{.*?\}\}|\[\[[^\]]*\]\]|(?P<tick>`+).+?(?P=tick)|<(?:https?|mailto):[^>\s]+>)"
    r"|!?\[\^[^\]]*\]|!?\[|\]\([^)]*\)|\]|\s*\{:?\s*[#.][^}]*\}|\*+|(?<![A-Za-z0-9])_+|_+(?![A-Za-z0-9])|\\(?=\W)"
)
_SIGNS = re.compile(r"[\[\]{*_`<\\]")  # without one of these there is no markup
Kind = Literal["paragraph", "item", "quote", "heading", "cell", "saying", "choice"]


def plain(text: str) -> str:
    """Return a line without its Markdown; quoted numbers and code become one opaque sign each."""
    return _MARKUP.sub(lambda match: OPAQUE if match["opaque"] else "", text) if _SIGNS.search(text) else text


def column_in(raw: str, offset: int) -> int:
    """Return where in a raw line, from 0, the letter stands that has this offset in its plain form."""
    shown, position = 0, 0
    for match in _MARKUP.finditer(raw):
        if shown + match.start() - position > offset:
            break
        shown += match.start() - position + bool(match["opaque"])
        position = match.end()
        if match["opaque"] and shown > offset:
            return match.start()
    return position + offset - shown


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line in a passage: where in its text it begins, and line, column and raw words in the file."""

    start: int
    place: Place
    raw: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that is read in one go. `cited`: wording that is shown as wrong."""

    kind: Kind
    text: str
    pieces: tuple[Piece, ...]
    cited: bool = False

    def place(self, offset: int) -> Place:
        """Return the place in the file of a letter of the text."""
        piece = next(piece for piece in reversed(self.pieces) if piece.start <= offset)
        line, column = piece.place
        return line, column + column_in(piece.raw, offset - piece.start)

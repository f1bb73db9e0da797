"""A lesson cut into passages: paragraphs, list items, quotations, cells, headings, and the texts of its blocks."""

import re
from collections.abc import Iterator

from app.content.check.prose.markup import Kind, Passage, Piece, plain
from app.content.diagnostics import Place
from app.content.parse.blocks import PLACEHOLDER, CheckBlock
from app.content.parse.lessons import LessonText
from app.kernel.bilingual import Lang

_FENCE = re.compile(r"\s*(```|~~~)")
_BEGINNING = re.compile(r"\s*(?:(?P<heading>#{1,6})|(?P<item>[-*+]|\d+[.)]|:)|(?P<quote>>)|\[\^[^\]]+\]:)\s+")
_RULE = re.compile(r"[|:\s-]+")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)\s*(?:\{[^}]*\})?")
_BLOCK = PLACEHOLDER.partition("{")[0]


def passages(lesson: LessonText, lang: Lang) -> Iterator[Passage]:
    """Yield every text of a lesson that people read, in the order of its lines, then those of its blocks."""
    yield from _Cutter(lang).cut(lesson)
    for block in lesson.blocks:
        if isinstance(block, CheckBlock):
            yield _short("choice", block.question, block.place, cited=False)
            for choice in block.choices:
                yield _short("choice", choice.text, choice.place, cited=not choice.right)
                yield _short("choice", choice.reason, choice.place, cited=False)
        else:
            for line in block.lines:
                yield _short("saying", line.text, line.place, cited=not line.right)
                yield _short("saying", line.reason, line.place, cited=False)


def _short(kind: Kind, text: str, place: Place, *, cited: bool) -> Passage:
    """Return a block's text; its letters have no places of their own."""
    return Passage(kind, plain(text.replace("\n", " ")), (Piece(0, place, ""),), cited)


class _Cutter:
    def __init__(self, lang: Lang) -> None:
        self.joint = "" if lang == "zh" else " "
        self.kind: Kind = "paragraph"
        self.lines: list[tuple[Place, str]] = []

    def cut(self, lesson: LessonText) -> Iterator[Passage]:
        fence = ""
        for index, line in enumerate(lesson.lines):
            match = _FENCE.match(line)
            if match:
                fence = "" if fence == match[1] else fence or match[1]
            elif not fence:
                yield from self._line(line, (index + lesson.body_line, 1))
        yield from self._end()

    def _line(self, line: str, place: Place) -> Iterator[Passage]:
        if not line.strip() or line.startswith(_BLOCK):
            yield from self._end()
        elif line.lstrip().startswith("|"):
            yield from self._end()
            yield from _cells(line, place)
        elif _PICTURE.fullmatch(line.strip()):
            yield from self._end()
            yield from self._whole("cell", line, place)
        else:
            yield from self._prose(line, place)

    def _prose(self, line: str, place: Place) -> Iterator[Passage]:
        match = _BEGINNING.match(line)
        if match and not (match["quote"] and self.kind == "quote" and self.lines):
            yield from self._end()
            self.kind = "heading" if match["heading"] else "item" if match["item"] else "quote"
        start = match.end() if match else len(line) - len(line.lstrip())
        self.lines.append(((place[0], start + 1), line[start:].rstrip()))
        if self.kind == "heading":
            yield from self._end()

    def _whole(self, kind: Kind, line: str, place: Place) -> Iterator[Passage]:
        self.kind, self.lines = kind, [(place, line)]
        yield from self._end()

    def _end(self) -> Iterator[Passage]:
        text, pieces = "", []
        for place, raw in self.lines:
            text += self.joint if text else ""
            pieces.append(Piece(len(text), place, raw))
            text += plain(raw)
        if text:
            yield Passage(self.kind, text, tuple(pieces))
        self.kind, self.lines = "paragraph", []


def _cells(line: str, place: Place) -> Iterator[Passage]:
    if _RULE.fullmatch(line):
        return
    column = 0
    for cell in line.split("|"):
        bare = cell.strip()
        if bare:
            at = column + cell.index(bare) + 1
            yield Passage("cell", plain(bare), (Piece(0, (place[0], at), bare),))
        column += len(cell) + 1

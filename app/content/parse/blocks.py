"""The `///` blocks of a lesson: self-checks and sayings. A broken one is reported, never printed as text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.content.diagnostics import Diagnostic, Place, diagnose, suggestion
from app.kernel.bilingual import Bilingual
from app.kernel.ids import AUTHORED_ID

PLACEHOLDER = "AFTERCAREBLOCK{}X"
_FENCE = re.compile(r"\s*(```|~~~)")
_SLASHES = re.compile(r"\s*/{3,}(?:\s|$)|\s*/{2}\s+(?:check|say)\b|\s*/{3,}(?:check|say)\b")
_OPENING = re.compile(r"/// ([A-Za-z-]+)(?:\s*\|\s*(.*?))?\s*")
_OPTION = re.compile(r"\s+([a-z]+):\s*(.*?)\s*")
_CHOICE = re.compile(r"- \[([ xX])\] \(([^()\s]+)\) (.+)", re.DOTALL)
_SAYING = re.compile(r"- \[(no|yes)\] (.+)", re.DOTALL)
_REASON = " => "
_CHECK_FORM = Bilingual("写成 - [ ] (a) 选项 => 理由", "write - [ ] (a) choice => reason")
_SAY_FORM = Bilingual("写成 - [no] 说法 => 理由", "write - [no] wording => reason")
_OPTION_FORM = Bilingual("写成四个空格加 id: 课名-c1", "write four spaces and id: lesson-c1")


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """One choice of a self-check as written."""

    id: str
    text: str
    reason: str
    right: bool
    place: Place


@dataclass(frozen=True, slots=True)
class CheckBlock:
    """A self-check as written; `id` is empty when it has none."""

    id: str
    question: str
    choices: tuple[ChoiceLine, ...]
    place: Place
    id_place: Place


@dataclass(frozen=True, slots=True)
class SayLine:
    """A wording to avoid or to use."""

    right: bool
    text: str
    reason: str
    place: Place


@dataclass(frozen=True, slots=True)
class SayBlock:
    """Worked wordings."""

    lines: tuple[SayLine, ...]
    place: Place


Block = CheckBlock | SayBlock


@dataclass(slots=True)
class Cut:
    """A lesson's text with each block replaced by a placeholder line; every other line keeps its number."""

    lines: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    found: list[Diagnostic] = field(default_factory=list)


def cut_blocks(text: str, file: str, first_line: int) -> Cut:
    """Take the blocks out of a lesson's text; bad and unclosed ones are reported with their line."""
    return _Cutter(file, first_line).cut(text)


def checks_of(blocks: Iterable[Block]) -> list[CheckBlock]:
    """Return the self-checks among a lesson's blocks."""
    return [block for block in blocks if isinstance(block, CheckBlock)]


class _Cutter:
    def __init__(self, file: str, first_line: int) -> None:
        self.file = file
        self.first_line = first_line
        self.out = Cut()
        self.opened: tuple[str, str, int] | None = None  # name, title, line index
        self.body: list[tuple[int, str]] = []

    def cut(self, text: str) -> Cut:
        fence = ""
        for index, line in enumerate(text.split("\n")):
            match = _FENCE.match(line)
            if match and self.opened is None:
                fence = "" if fence == match[1] else fence or match[1]
            if fence or not _SLASHES.match(line):
                self._plain(index, line)
            else:
                self._slashes(index, line)
                self.out.lines.append("")
        if self.opened:
            self._report((self.opened[2], 1), "E301", block=self.opened[0])
        return self.out

    def _plain(self, index: int, line: str) -> None:
        if self.opened:
            self.body.append((index, line))
            self.out.lines.append("")
        else:
            self.out.lines.append(line)

    def _slashes(self, index: int, line: str) -> None:
        column = len(line) - len(line.lstrip()) + 1
        if line.rstrip() == "///":
            self._close(index)
            return
        match = _OPENING.fullmatch(line)
        if match is None or match[1] not in {"check", "say"}:
            name = match[1] if match else line.strip().strip("/").split("|")[0].strip()
            self._report((index, column), "E302", block=name, suggest=suggestion(name, ("check", "say")))
            self.opened, self.body = None if match is None else ("", "", index), []
            return
        if self.opened and self.opened[0]:
            self._report((self.opened[2], 1), "E301", block=self.opened[0])
        self.opened, self.body = (match[1], match[2] or "", index), []

    def _close(self, index: int) -> None:
        if self.opened is None:
            self._report((index, 1), "E303")
            return
        name, title, start = self.opened
        self.opened = None
        if name:
            block = self._check(title, start) if name == "check" else self._say(start)
            self.out.lines[start] = PLACEHOLDER.format(len(self.out.blocks))
            self.out.blocks.append(block)

    def _check(self, title: str, start: int) -> CheckBlock:
        body = _joined(self.body)
        check_id, id_place = self._check_id(body, start)
        choices = tuple(filter(None, (self._choice(index, line) for index, line in body)))
        block = CheckBlock(check_id, title, choices, self._place(start, 1), id_place)
        right = sum(choice.right for choice in choices)
        if right != 1:
            self._report((start, 1), "E305", found=right)
        seen: set[str] = set()
        for choice in choices:
            if choice.id in seen:
                self._report_at(choice.place, "E307", id=choice.id)
            seen.add(choice.id)
            if not choice.reason:
                self._report_at(choice.place, "E308", id=choice.id)
        return block

    def _check_id(self, body: list[tuple[int, str]], start: int) -> tuple[str, Place]:
        """Take the indented option lines off the front of the body and return the id among them."""
        found, place = "", self._place(start, 1)
        while body and (not body[0][1].strip() or body[0][1][0] == " "):
            index, line = body.pop(0)
            match = _OPTION.fullmatch(line)
            if match and match[1] == "id":
                found, place = match[2], self._place(index, line.index("id:") + 1)
            elif line.strip():
                self._report((index, 1), "E306", form=_OPTION_FORM)
        if not found:
            self._report((start, 1), "E304")
        elif not AUTHORED_ID.fullmatch(found):
            self._report_at(place, "E110", id=found)
        return found, place

    def _choice(self, index: int, line: str) -> ChoiceLine | None:
        if not line.strip():
            return None
        match = _CHOICE.fullmatch(line)
        if match is None:
            self._report((index, 1), "E306", form=_CHECK_FORM)
            return None
        text, _, reason = match[3].partition(_REASON)
        if not AUTHORED_ID.fullmatch(match[2]):
            self._report((index, match.start(2) + 1), "E110", id=match[2])
        return ChoiceLine(match[2], text.strip(), reason.strip(), match[1] != " ", self._place(index, 1))

    def _say(self, start: int) -> SayBlock:
        lines = []
        for index, line in _joined(self.body):
            match = _SAYING.fullmatch(line)
            if match:
                text, _, reason = match[2].partition(_REASON)
                lines.append(SayLine(match[1] == "yes", text.strip(), reason.strip(), self._place(index, 1)))
            elif line.strip():
                self._report((index, 1), "E306", form=_SAY_FORM)
        return SayBlock(tuple(lines), self._place(start, 1))

    def _place(self, index: int, column: int) -> Place:
        return index + self.first_line, column

    def _report(self, at: tuple[int, int], code: str, **values: object) -> None:
        self._report_at(self._place(*at), code, **values)

    def _report_at(self, place: Place, code: str, **values: object) -> None:
        self.out.found.append(diagnose(self.file, place, code, **values))


def _joined(body: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Join a list item with its indented continuation lines."""
    joined: list[tuple[int, str]] = []
    for index, line in body:
        if line.startswith(" ") and line.strip() and joined and joined[-1][1].startswith("- "):
            joined[-1] = (joined[-1][0], f"{joined[-1][1]}\n{line.strip()}")
        else:
            joined.append((index, line.rstrip()))
    return joined

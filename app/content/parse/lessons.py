"""A lesson file: front matter, blocks, headings, links; everything with its place."""

import re
from dataclasses import dataclass
from typing import Any

from app.content.diagnostics import Diagnostic, Place, diagnose
from app.content.parse.blocks import Block, cut_blocks
from app.content.parse.strict import read_yaml

_FENCE = re.compile(r"\s*(```|~~~)")
_CODE = re.compile(r"(`+)(?:(?!\1).)+\1")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*(?:\{\s*#([^\s}]+)\s*\})?\s*")
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(\s*<?([^)\s>]*)>?(?:\s+\"[^\"]*\")?\s*\)")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--")
_AUTOLINK = re.compile(r"<(?:https?://|mailto:)[^<>\s]+>|<[^<>\s@]+@[^<>\s@]+>")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `anchor` is empty when it has none."""

    level: int
    title: str
    anchor: str
    place: Place


@dataclass(frozen=True, slots=True)
class Link:
    """A link or picture; `text` is what is shown, or the alternative text."""

    target: str
    text: str
    picture: bool
    place: Place


@dataclass(frozen=True, slots=True)
class LessonText:
    """One language of a lesson as written.

    `lines` are the body's lines with blocks replaced by placeholders and the first on line `body_line` of the file;
    `front` is the front matter's value, None when it cannot be read.
    """

    front: Any
    front_text: str
    lines: tuple[str, ...]
    body_line: int
    blocks: tuple[Block, ...]
    headings: tuple[Heading, ...]
    links: tuple[Link, ...]


def read_lesson(text: str, file: str) -> tuple[LessonText, list[Diagnostic]]:
    """Read a lesson file; returns what is there and what is wrong."""
    found: list[Diagnostic] = []
    front_text, body, body_line = _split(text)
    front = None
    if body_line == 1:
        found.append(diagnose(file, (1, 1), "E300"))
    else:
        front, problems = read_yaml(front_text, file, first_line=2)
        found += problems
    cut = cut_blocks(body, file, body_line)
    found += cut.found
    headings, links = [], []
    for place, line in prose(cut.lines, body_line):
        if line.startswith("#") and (match := _HEADING.fullmatch(line)):
            headings.append(Heading(len(match[1]), match[2], match[3] or "", place))
        links += [
            Link(match[3], match[2], bool(match[1]), (place[0], match.start() + 1)) for match in _LINK.finditer(line)
        ]
        if "<" in line:
            found += [
                diagnose(file, (place[0], match.start() + 1), "E319", tag=match[0])
                for match in _TAG.finditer(_AUTOLINK.sub(_blank, line))
            ]
    lesson = LessonText(
        front, front_text, tuple(cut.lines), body_line, tuple(cut.blocks), tuple(headings), tuple(links)
    )
    return lesson, found


def prose(lines: list[str] | tuple[str, ...], first_line: int) -> list[tuple[Place, str]]:
    """Return the lines outside code fences, code spans blanked out, each with its place."""
    kept: list[tuple[Place, str]] = []
    fence = ""
    for index, line in enumerate(lines):
        match = _FENCE.match(line)
        if match:
            fence = "" if fence == match[1] else fence or match[1]
        elif not fence and line:
            kept.append(((index + first_line, 1), _CODE.sub(_blank, line) if "`" in line else line))
    return kept


def links_in(text: str, place: Place) -> list[Link]:
    """Return the links of a short text that stands at a place (a choice, a reason, a saying)."""
    return [Link(match[3], match[2], bool(match[1]), place) for match in _LINK.finditer(text)]


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _split(text: str) -> tuple[str, str, int]:
    """Return front matter, body and the body's first line (1 when there is no front matter)."""
    if not text.startswith("---\n"):
        return "", text, 1
    end = text.find("\n---\n", 3)
    if end < 0:
        return "", text, 1
    front = text[4 : end + 1]
    return front, text[end + 5 :], front.count("\n") + 3

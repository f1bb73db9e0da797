"""A strict YAML reader: plain values built straight from the parser's events, places found only when asked for.

libyaml reads the text; this module turns its events into dicts, lists, texts, integers, floats, booleans and None
by YAML 1.2's rules. Building values ourselves is several times faster than PyYAML's constructor and sees anchors,
tags and duplicate keys where they stand.
"""

import contextlib
import re
from collections.abc import Callable, Iterator
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from app.content.diagnostics import Diagnostic, Place, diagnose

Path = tuple[str | int, ...]
_CONSTANTS: dict[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}
_AMBIGUOUS = frozenset(
    form for word in ("yes", "no", "on", "off", "true", "false") for form in (word, word.title(), word.upper())
) - {"true", "false"}
_STARTS_A_NUMBER = frozenset("0123456789+-.")
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WIDE_COLON = re.compile(r"^(\s*(?:- )*[\"']?)([a-z][a-z0-9_.-]*)[\"']?：", re.MULTILINE)
_WIDE_KEY = re.compile(r"([a-z][a-z0-9_.-]*)：")
_DEEPEST = 40


class _Stop(Exception):  # noqa: N818 - it ends the reading of one file, nothing is wrong with the program
    """The rest of the file cannot be read."""


def read_yaml(text: str, file: str, first_line: int = 1) -> tuple[Any, list[Diagnostic]]:
    """Read one YAML document; `first_line` is the line of the file at which `text` begins.

    Returns the value (None when it cannot be read at all) and what is wrong.
    """
    reader = _Reader(text, file, first_line)
    return reader.read(), reader.found


def places(text: str, first_line: int = 1) -> dict[Path, Place]:
    """Return the place of every key and list item by its path; of the readable part when the text is broken."""
    found: dict[Path, Place] = {(): (first_line, 1)}
    with contextlib.suppress(yaml.YAMLError, StopIteration):
        _walk(_events(text), (), found, first_line)
    return found


def _events(text: str) -> Iterator[Any]:
    parser = _parser(text)
    while (event := parser.get_event()) is not None:
        yield event


def _parser(text: str) -> Any:
    return yaml.CSafeLoader(text)


def _place(event: Any, first_line: int) -> Place:
    mark = event.start_mark
    return mark.line + first_line, mark.column + 1


def _walk(events: Iterator[Any], path: Path, found: dict[Path, Place], first_line: int) -> None:
    for event in events:
        if isinstance(event, SequenceStartEvent | MappingStartEvent | ScalarEvent):
            _walk_node(event, events, path, found, first_line)
            return


def _walk_node(event: Any, events: Iterator[Any], path: Path, found: dict[Path, Place], first_line: int) -> None:
    if isinstance(event, MappingStartEvent):
        while not isinstance(key := next(events), MappingEndEvent):
            name = getattr(key, "value", "")
            found.setdefault((*path, name), _place(key, first_line))
            _walk_node(next(events), events, (*path, name), found, first_line)
    elif isinstance(event, SequenceStartEvent):
        position = 0
        while not isinstance(item := next(events), SequenceEndEvent):
            found[*path, position] = _place(item, first_line)
            _walk_node(item, events, (*path, position), found, first_line)
            position += 1


class _Reader:
    """Builds the value of one document and collects what is wrong."""

    def __init__(self, text: str, file: str, first_line: int) -> None:
        self.text = text
        self.file = file
        self.first_line = first_line
        self.found: list[Diagnostic] = []

    def read(self) -> Any:
        """Return the document's value, None when it breaks off."""
        if "\t" in self.text:
            self._report_tabs()
        try:
            self._next: Callable[[], Any] = _parser(self.text).get_event
            self._next()
            if not isinstance(self._next(), DocumentStartEvent):
                return None
            value = self._build(self._next(), 0)
            self._end()
        except yaml.MarkedYAMLError as error:
            self._report_broken(error)
            return None
        except (yaml.YAMLError, _Stop) as error:
            if isinstance(error, yaml.YAMLError):
                self._report((self.first_line, 1), "E107", why=str(error).splitlines()[0])
            return None
        return value

    def _end(self) -> None:
        self._next()
        event = self._next()
        if not isinstance(event, StreamEndEvent):
            self._report(_place(event, self.first_line), "E107", why="a second document (---)")

    def _build(self, event: Any, depth: int) -> Any:
        kind = type(event)
        if kind is ScalarEvent:
            return self._scalar(event)
        if kind is AliasEvent or event.anchor is not None or event.tag is not None:
            self._refuse_marks(event)
        if depth > _DEEPEST:
            self._report(_place(event, self.first_line), "E107", why="nested too deeply")
            raise _Stop
        if kind is MappingStartEvent:
            return self._mapping(depth)
        if kind is SequenceStartEvent:
            return self._sequence(depth)
        return None

    def _mapping(self, depth: int) -> dict[str, Any]:
        value: dict[str, Any] = {}
        lines: dict[str, int] = {}
        advance = self._next
        while type(event := advance()) is not MappingEndEvent:
            key = self._key(event)
            if key in value:
                self._report(_place(event, self.first_line), "E104", key=key, line=lines[key] + self.first_line)
                self._build(advance(), depth + 1)
                continue
            lines[key] = event.start_mark.line
            value[key] = self._build(advance(), depth + 1)
        return value

    def _sequence(self, depth: int) -> list[Any]:
        value = []
        advance = self._next
        while type(event := advance()) is not SequenceEndEvent:
            value.append(self._build(event, depth + 1))
        return value

    def _key(self, event: Any) -> str:
        if type(event) is not ScalarEvent:
            self._report(_place(event, self.first_line), "E107", why="a key must be a word")
            raise _Stop
        if event.anchor is not None or event.tag is not None:
            self._refuse_marks(event)
        if event.value in _AMBIGUOUS and event.implicit[0]:
            self._report(_place(event, self.first_line), "E103", word=event.value)
        return str(event.value)

    def _scalar(self, event: Any) -> Any:
        value = event.value
        if event.anchor is not None or event.tag is not None:
            self._refuse_marks(event)
        if not event.implicit[0]:
            return value
        if value in _CONSTANTS:
            return _CONSTANTS[value]
        if value[0] in _STARTS_A_NUMBER:
            return _number(value)
        if value in _AMBIGUOUS:
            self._report(_place(event, self.first_line), "E103", word=value)
        elif "：" in value and (match := _WIDE_KEY.match(value)):
            line, column = _place(event, self.first_line)
            self._report((line, column + len(match[1])), "E105", key=match[1])
        return value

    def _refuse_marks(self, event: Any) -> None:
        what = f"{'*' if type(event) is AliasEvent else '&'}{event.anchor}" if event.anchor else str(event.tag)
        self._report(_place(event, self.first_line), "E106", what=what)

    def _report_tabs(self) -> None:
        for number, line in enumerate(self.text.split("\n")):
            if "\t" in line:
                self._report((number + self.first_line, line.index("\t") + 1), "E102")

    def _report_broken(self, error: yaml.MarkedYAMLError) -> None:
        """Say why reading stopped: a full-width colon or a tab already explains most of what libyaml stumbles on."""
        if any(diagnostic.code in {"E102", "E105"} for diagnostic in self.found):
            return
        mark = error.problem_mark or error.context_mark
        last = mark.line if mark else 0
        for match in _WIDE_COLON.finditer(self.text):
            line = self.text.count("\n", 0, match.start(2))
            if line <= last:
                start = self.text.rfind("\n", 0, match.start(2)) + 1
                self._report((line + self.first_line, match.end() - start), "E105", key=match[2])
        if not any(diagnostic.code == "E105" for diagnostic in self.found):
            place = (mark.line + self.first_line, mark.column + 1) if mark else (self.first_line, 1)
            self._report(place, "E107", why=error.problem or "?")

    def _report(self, place: Place, code: str, **values: object) -> None:
        self.found.append(diagnose(self.file, place, code, **values))


def _number(value: str) -> Any:
    """Return an integer or a float by YAML 1.2's core rules, else the text itself (`007`, `1:30`, `1_000`)."""
    if _INTEGER.fullmatch(value):
        return int(value)
    return float(value) if _FLOAT.fullmatch(value) else value

"""Reading tables of marks or answers that anybody made: one row a person, one column an item; pure."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unicodedata import normalize

import numpy as np

from app.kernel.bilingual import Bilingual
from app.kernel.text import fold
from app.psychometrics.matrix import ScoreMatrix

_MARK = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)
_SMALLEST, _LARGEST = 1e-9, 1e9  # other marks are slips, and their squares would not be numbers
_MAXIMA = frozenset({"max", "满分"})
_ABSENT = "-"
_PAIR = 2


class TableError(Exception):
    """What is wrong in a file, and where: line and column count from 1; column 0 means the whole line."""

    def __init__(self, line: int, column: int, zh: str, en: str) -> None:
        super().__init__(f"{line}:{column}: {en}")
        self.line = line
        self.column = column
        self.text = Bilingual(zh, en)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file: the line on which it begins, and its cells without spaces around them."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ScoreTable:
    """A table as marks; with a key also what was answered: persons × items, folded, None where not on the paper."""

    matrix: ScoreMatrix
    answers: tuple[tuple[str | None, ...], ...] = ()
    keys: tuple[str, ...] = ()


def read_score_table(raw: bytes, key: bytes | None = None) -> ScoreTable:
    """Return the table in a file, of marks, or of answers when the file of the key is given.

    An empty cell is a question that was not answered and scores 0; `-` is one that was not on the person's paper. A row
    `max` (or 满分) names the marks of a perfect answer, with a key those of the right one. Without it they are the
    largest mark seen, 1 when nobody earned any. Somebody with nothing but `-` is left out.

    Raises:
        TableError: with line and column. KeyTableError: the same about the key.
    """
    rows, commas = _rows_of(raw)
    items = _items_of(rows[0])
    people, maxima = _parted(rows[1:], len(items))
    if not people:
        raise TableError(rows[0].line, 0, "标题行下面没有人员", "there is nobody below the heading")
    worth = [_mark(maxima, place, commas=commas) for place in range(len(items))] if maxima else None
    if key is None:
        marks = [[_mark(row, place, commas=commas) for place in range(len(items))] for row in people]
        return ScoreTable(_matrix(items, marks, worth, people))
    try:
        keys = read_key(key, items)
    except TableError as error:
        raise KeyTableError(error) from error
    answers = [tuple(_answer(cell) for cell in row.cells[1:]) for row in people]
    answers = [row for row in answers if any(answer is not None for answer in row)]
    points = worth or [1.0] * len(items)
    marks = [
        [
            float("nan") if given is None else point * (given == right)
            for given, right, point in zip(*parts, strict=True)
        ]
        for parts in ((row, keys, points) for row in answers)
    ]
    return ScoreTable(_matrix(items, marks, points, people), tuple(answers), keys)


class KeyTableError(TableError):
    """What is wrong in the file of the key."""

    def __init__(self, error: TableError) -> None:
        super().__init__(error.line, error.column, *error.text)


def read_key(raw: bytes, items: Sequence[str]) -> tuple[str, ...]:
    """Return the folded right answer of each item, from rows `item, key` or from a heading of items over one row.

    Raises:
        TableError: an item has no key, or two, or a row has other than two cells.
    """
    rows, _ = _rows_of(raw, narrowest=1)
    is_wide = len(rows) == _PAIR and set(items) <= set(rows[0].cells)
    found = _wide_key(rows[0], rows[1], items) if is_wide else _long_key(rows)
    missing = [item for item in items if item not in found]
    if missing:
        raise TableError(rows[-1].line, 0, f"缺少题目 {missing[0]} 的答案", f"there is no key for {missing[0]}")
    return tuple(found[item] for item in items)


def _wide_key(heading: Row, row: Row, items: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for place, item in enumerate(heading.cells):
        if item in items:
            _add_key(found, item, row.cells[place] if place < len(row.cells) else "", (row.line, place + 1))
    return found


def _long_key(rows: Sequence[Row]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows:  # a heading is read like the key of an item that nobody has
        if len(row.cells) != _PAIR:
            raise TableError(row.line, 0, "每行应为“题目,答案”两列", "a row of the key is: item, key")
        _add_key(found, row.cells[0], row.cells[1], (row.line, 2))
    return found


def _add_key(found: dict[str, str], item: str, key: str, place: tuple[int, int]) -> None:
    if item in found:
        raise TableError(*place, f"题目 {item} 有两个答案", f"{item} has two keys")
    if not key:
        raise TableError(*place, f"题目 {item} 的答案是空的", f"the key of {item} is empty")
    found[item] = fold(key)


def _decoded(raw: bytes) -> str:
    is_wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))  # what spreadsheets call Unicode text
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
    raise TableError(line, 0, "既不是 UTF-8 也不是 GB18030 编码", "this is neither UTF-8 nor GB18030")


def _rows_of(raw: bytes, narrowest: int = 2) -> tuple[list[Row], bool]:
    """Return the rows that are not blank, and whether a comma in them can be a decimal one."""
    text = _decoded(raw)
    delimiter = _delimiter(next((line for line in text.splitlines() if line.strip(" \t,;")), ""))
    rows = list(_split(text, delimiter))
    if not rows:
        raise TableError(1, 0, "文件是空的", "the file is empty")
    if len(rows[0].cells) < narrowest:
        raise TableError(
            rows[0].line,
            0,
            "标题行只有一列：第一列是人员，后面每题一列",
            "one column only: a person, then an item each",
        )
    return rows, delimiter != ","


def _delimiter(heading: str) -> str:
    outside = re.sub(r'"[^"]*"', "", heading)
    return max(",;\t", key=outside.count)


def _split(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            while stripped and not stripped[-1]:
                stripped.pop()
            if stripped:
                yield Row(line, tuple(stripped))
            line = reader.line_num + 1
    except csv.Error as error:
        raise TableError(line, 0, f"这一行读不懂：{error}", f"this line cannot be read: {error}") from error


def _items_of(heading: Row) -> tuple[str, ...]:
    items = heading.cells[1:]
    for place, item in enumerate(items, 2):
        if not item:
            raise TableError(heading.line, place, "这一列没有题目名称", "this column has no name of an item")
        if item in items[: place - 2]:
            raise TableError(heading.line, place, f"题目 {item} 出现两次", f"the item {item} is there twice")
    return items


def _parted(rows: Sequence[Row], wide: int) -> tuple[list[Row], Row | None]:
    """Return the rows of people and that of the maxima, each as wide as the heading."""
    people: dict[str, Row] = {}
    maxima: Row | None = None
    for row in rows:
        if len(row.cells) > wide + 1:
            raise TableError(row.line, wide + 2, "这一格超出标题行的列数", "this cell is right of the heading")
        full = Row(row.line, row.cells + ("",) * (wide + 1 - len(row.cells)))
        name = full.cells[0]
        if not name:
            raise TableError(row.line, 1, "这一行没有人员", "this row has no person")
        earlier = maxima if name in _MAXIMA else people.get(name)
        if earlier is not None:
            raise TableError(
                row.line,
                1,
                f"{name} 在第 {earlier.line} 行已经有了",
                f"{name} is there already, on line {earlier.line}",
            )
        if name in _MAXIMA:
            maxima = full
        else:
            people[name] = full
    return list(people.values()), maxima


def _mark(row: Row, place: int, *, commas: bool) -> float:
    """Return the mark of the item at a place; of the row of maxima, what a perfect answer is worth."""
    text = normalize("NFKC", row.cells[place + 1])
    is_maximum = row.cells[0] in _MAXIMA
    if not is_maximum and not text:
        return 0.0
    if not is_maximum and text == _ABSENT:
        return float("nan")
    number = text.replace(",", ".") if commas else text
    value = float(number) if _MARK.fullmatch(number) else None
    if value is None or (value and not _SMALLEST <= abs(value) <= _LARGEST):
        raise TableError(
            row.line, place + 2, f"“{text}”不是分数；答案表需要 --key", f"“{text}” is not a mark; answers need --key"
        )
    if is_maximum and value <= 0:
        raise TableError(row.line, place + 2, "满分必须大于 0", "a maximum is above 0")
    return value


def _answer(cell: str) -> str | None:
    folded = fold(cell)
    return None if folded == _ABSENT else folded


def _matrix(
    items: tuple[str, ...], marks: Sequence[Sequence[float]], worth: Sequence[float] | None, people: Sequence[Row]
) -> ScoreMatrix:
    table = np.array(marks, dtype=np.float64).reshape(len(marks), len(items))
    if worth is not None:
        for person, place in np.argwhere(table > np.array(worth))[:1]:
            raise TableError(
                people[person].line,
                int(place) + 2,
                f"超过满分 {worth[place]:g}",
                f"above the maximum of {worth[place]:g}",
            )
    table = table[~np.isnan(table).all(axis=1)]
    if not table.size:
        raise TableError(people[0].line, 0, "没有人答过任何题", "nobody had any item")
    seen = np.where(np.isnan(table), 0.0, table).max(axis=0)
    return ScoreMatrix(items, table, np.array(worth) if worth is not None else np.where(seen > 0, seen, 1.0))

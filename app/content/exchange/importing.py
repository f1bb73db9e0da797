"""Imported questions into a bank's file: a new one, or at the end of one that keeps its comments and its order."""

import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from app.content.exchange.bank import Skeleton, yaml_items, yaml_value
from app.content.exchange.ids import ids_for, taken_ids
from app.content.exchange.reading import Reading
from app.content.exchange.refusal import FileRefusedError
from app.content.exchange.report import Note, Notes, SkippedError
from app.content.exchange.writing import label_of
from app.content.parse.documents import read_document
from app.content.source import Tree
from app.items.specs import parse_spec
from app.kernel.bilingual import Lang

_BANK = re.compile(r"quizzes/([a-z0-9]+(?:-[a-z0-9]+)*)\.yaml")


@dataclass(frozen=True, slots=True)
class Imported:
    """The new text of the bank's file, what was added to it, and what was lost on the way."""

    text: str
    added: str
    ids: tuple[str, ...]
    notes: tuple[Note, ...]


def bank_file(root: Path, to: str) -> tuple[Path, str]:
    """Return path and id of the bank that `to` (quizzes/ID.yaml) names; FileRefusedError for any other place."""
    match = _BANK.fullmatch(to.replace(os.sep, "/").removeprefix("./"))
    if match is None or match[1] == "retired":
        raise FileRefusedError(f"目标应写成 quizzes/编号.yaml：{to}", f"Name the bank as quizzes/ID.yaml: {to}")
    path = root / "quizzes" / f"{match[1]}.yaml"
    if path.is_symlink() or path.parent.is_symlink() or (path.exists() and not path.is_file()):
        raise FileRefusedError(f"{to} 不是普通文件。", f"{to} is not an ordinary file.")
    return path, match[1]


def import_into(tree: Tree, path: Path, bank: str, reading: Reading, lang: Lang) -> Imported:
    """Return the bank's file with the questions at its end; nothing is written here.

    Raises:
        FileRefusedError: When the file is no bank, has the questions already, or cannot be added to; and when
            nothing of the foreign file could be taken.
    """
    skeleton, notes = Skeleton(lang), Notes()
    notes.extend(reading.notes)
    old = _old(tree, path, bank)
    inside = {str(body.get("id")) for body in _questions(old) if isinstance(body, dict)}
    ids = ids_for(reading.questions, inside, taken_ids(tree))
    bodies = []
    for question, id_ in zip(reading.questions, ids, strict=True):
        notes.about(label_of(question))
        try:
            bodies.append(skeleton.question(question, id_, notes))
        except SkippedError as skipped:
            notes.add(skipped.code, skipped.detail)
    if not bodies:
        raise NothingImportedError(notes.found)
    text = _appended(old, bodies) if old is not None else _created(bank, reading.title, skeleton, bodies)
    _verify(old, text, bodies)
    return Imported(text, yaml_items(bodies, 2), tuple(body["id"] for body in bodies), notes.found)


class NothingImportedError(FileRefusedError):
    """No question of the foreign file could be taken; `notes` say why."""

    def __init__(self, notes: tuple[Note, ...]) -> None:
        super().__init__("文件里没有能导入的题目。", "The file holds no question that could be imported.")
        self.notes = notes


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; it keeps its permissions."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _old(tree: Tree, path: Path, bank: str) -> str | None:
    if not path.exists():
        return None
    if bank not in tree.banks or tree.banks[bank].document.file != f"quizzes/{bank}.yaml":
        raise FileRefusedError(
            f"quizzes/{bank}.yaml 不是能读的题库。请先运行 aftercare check。",
            f"quizzes/{bank}.yaml is no bank that can be read. Run aftercare check first.",
        )
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def _questions(text: str | None) -> list[Any]:
    document = read_document((text or "").replace("\r\n", "\n"), "")[0]
    data = document.data
    questions: list[Any] = data.get("questions", []) if isinstance(data, dict) else []
    return questions


def _created(bank: str, title: str, skeleton: Skeleton, bodies: list[dict[str, Any]]) -> str:
    words = skeleton.text(title or bank)
    pair = ", ".join(f"{lang}: {yaml_value(text)}" for lang, text in words.items())
    return f"schema: quiz/1\nid: {yaml_value(bank)}\nkind: bank\ntitle: {{{pair}}}\nquestions:\n{yaml_items(bodies, 2)}"


def _appended(text: str, bodies: list[dict[str, Any]]) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").split("\n")
    key, value, after = _place(text.replace("\r\n", "\n"))
    if value.flow_style and value.value:
        raise FileRefusedError(
            "题库的 questions 写在一行里，请先改成每题一段。",
            "The bank's questions stand on one line; give each its own lines first.",
        )
    if not value.value:
        line = value.start_mark.line
        lines[line] = lines[line][: value.start_mark.column].rstrip() + lines[line][value.end_mark.column :].rstrip()
    column = value.start_mark.column if value.value else key.start_mark.column + 2
    end = after.start_mark.line if after is not None else len(lines)
    while end > 0 and (not lines[end - 1].strip() or (after is not None and lines[end - 1].startswith("#"))):
        end -= 1
    gap = [""] if value.value else []
    added = yaml_items(bodies, column).rstrip("\n").split("\n")
    rest = lines[end:] if after is not None else [""]
    return newline.join([*lines[:end], *gap, *added, *([""] if after is not None and rest[0] else []), *rest])


def _place(text: str) -> tuple[Any, Any, Any]:
    """Return the nodes of `questions`, of its list, and of the key after it (None when it is the last)."""
    root: Any = yaml.compose(text, Loader=yaml.CSafeLoader)
    pairs = root.value
    index = next(index for index, (key, _) in enumerate(pairs) if key.value == "questions")
    after = pairs[index + 1][0] if index + 1 < len(pairs) else None
    return (*pairs[index], after)


def _verify(old: str | None, text: str, bodies: list[dict[str, Any]]) -> None:
    """Read the new file again: the old questions as they were, the new ones as their kinds read them."""
    document, found = read_document(text.replace("\r\n", "\n"), "")
    questions = _questions(text)
    before = _questions(old)
    if (
        found
        or document.data is None
        or questions[: len(before)] != before
        or len(questions) != len(before) + len(bodies)
    ):
        raise FileRefusedError(
            "这个题库的写法没法自动追加，请导入到新题库。",
            "Questions cannot be added to this bank as it is written; import them into a new bank.",
        )
    for body in questions[len(before) :]:
        parse_spec(body)

"""Texts that an import left for people: to be translated, to be written, and the objective to be named."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from app.content.check.quizzes import fits
from app.content.diagnostics import Diagnostic
from app.content.placeholders import IMPORTED, is_placeholder
from app.content.source import Tree

Path = tuple[str | int, ...]


def check_placeholders(tree: Tree) -> Iterator[Diagnostic]:
    """Yield one diagnostic for each question (and title) with placeholders; an error where a quiz may ask it."""
    drawn: frozenset[str] | None = None
    for bank in tree.banks.values():
        for path in _places(bank.document.data.get("title"), ("title",)):
            yield bank.document.problem("W609", *path, count=1)
    for question in tree.questions.values():
        found = question.document.once(("placeholders", question.index), partial(_all_places, question.raw))
        if found:
            drawn = _drawn(tree) if drawn is None else drawn
            code = "W610" if question.spec.id in drawn else "W609"
            yield question.problem(code, *found[0], count=len(found))
        if IMPORTED in question.spec.tags and question.spec.objective is None:
            yield question.problem("E290", "tags", id=question.spec.id)


def _drawn(tree: Tree) -> frozenset[str]:
    """Return the questions that some quiz lists or may draw."""
    drawn: set[str] = set()
    for quiz in tree.quizzes.values():
        drawn.update(quiz.value.questions)
        for draw in quiz.value.draw:
            specs = (tree.questions[name].spec for name in tree.banked.get(draw.source, ()))
            drawn.update(spec.id for spec in specs if fits(spec, draw, quiz.value.trade))
    return frozenset(drawn)


def _all_places(raw: Any) -> list[Path]:
    return list(_places(raw, ()))


def _places(value: Any, path: Path) -> Iterator[Path]:
    if isinstance(value, str):
        if is_placeholder(value):
            yield path
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _places(item, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _places(item, (*path, index))

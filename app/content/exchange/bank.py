"""Imported questions as the YAML of a bank: both languages side by side, what is missing marked as such."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from app.content.exchange.qti_names import slug
from app.content.exchange.report import Notes, SkippedError
from app.content.exchange.value import (
    CLOZE_STEM,
    Choice,
    Choosing,
    Counting,
    Filling,
    Judging,
    Matching,
    Ordering,
    Question,
    Sorting,
    Typing,
    Writing,
    kind_of,
)
from app.content.placeholders import IMPORTED, TO_TRANSLATE, TO_WRITE
from app.kernel.bilingual import LANGS, Bilingual, Lang

_WORDS = re.compile("[\u3400-\u9fff]|[A-Za-z]{2,}")
_PLAIN = re.compile(r"[a-z][a-z0-9-]*")
_AMBIGUOUS = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})
_LONGEST = 19_900
_LONGEST_FORM = 200
_WHY = Bilingual("讲一句理由。", "Say why.")
_CRITERION = Bilingual("看什么", "What to look for")
_Fill = Callable[["Skeleton", Any, dict[str, Any]], None]


class Skeleton:
    """Turns neutral questions into authored ones in two languages; `lang` is the one that the file has."""

    def __init__(self, lang: Lang) -> None:
        self._lang: Lang = lang

    def question(self, question: Question, id_: str, notes: Notes) -> dict[str, Any]:
        """Return the authored question; SkippedError when a text is too long for one."""
        tags = [slug(tag) for tag in question.tags if tag.isascii() and slug(tag)]
        lost = [tag for tag in question.tags if not (tag.isascii() and slug(tag))]
        if lost:
            notes.add("tags", ", ".join(lost))
        stem = self.text(question.stem) if question.stem else CLOZE_STEM._asdict()
        body: dict[str, Any] = {
            "id": id_,
            "type": kind_of(question.body),
            "points": question.points,
            "tags": list(dict.fromkeys([IMPORTED, *tags])),
            "stem": stem,
        }
        if question.explain:
            body["explain"] = self.text(question.explain)
        _FILLERS[type(question.body)](self, question.body, body)
        return body

    def text(self, words: str) -> dict[str, str]:
        """Return a text in both languages, a mark before the one that is only copied; numbers need none."""
        if len(words) > _LONGEST:
            raise SkippedError("unreadable", f"> {_LONGEST}")
        return {lang: self._copied(words, lang) for lang in LANGS}

    def choosing(self, asked: Choosing, body: dict[str, Any]) -> None:
        """Fill in `single` and `multiple`."""
        body["choices"] = self._choices(asked.choices)
        if asked.many and not asked.partial:
            body["credit"] = "all"

    def judging(self, asked: Judging, body: dict[str, Any]) -> None:
        """Fill in `truefalse`, which always says why: the explanation serves when there is no reason."""
        body["answer"] = asked.answer
        if asked.why:
            body["why"] = self.text(asked.why)
        else:
            body["why"] = body.pop("explain", None) or _to_write(_WHY)

    def counting(self, asked: Counting, body: dict[str, Any]) -> None:
        """Fill in `number`."""
        body["answer"] = asked.answer
        if asked.tolerance:
            body["tolerance"] = asked.tolerance
        if asked.unit:
            body["unit"] = self.text(asked.unit)
        self._why(asked.why, body)

    def typing(self, asked: Typing, body: dict[str, Any]) -> None:
        """Fill in `text`."""
        body["accept"] = self._accept(asked.accept)
        self._why(asked.why, body)

    def ordering(self, asked: Ordering, body: dict[str, Any]) -> None:
        """Fill in `order`."""
        body["steps"] = {step.id: self.text(step.text) for step in asked.steps}
        if not asked.partial:
            body["credit"] = "all"

    def matching(self, asked: Matching, body: dict[str, Any]) -> None:
        """Fill in `match`."""
        body["pairs"] = {
            pair.id: {"left": self.text(pair.left), "right": self.text(pair.right)} for pair in asked.pairs
        }
        if asked.extra:
            body["extra"] = {part.id: self.text(part.text) for part in asked.extra}
        if not asked.partial:
            body["credit"] = "all"

    def sorting(self, asked: Sorting, body: dict[str, Any]) -> None:
        """Fill in `classify`."""
        body["buckets"] = {bucket.id: self.text(bucket.text) for bucket in asked.buckets}
        body["things"] = {thing.id: {**self.text(thing.text), "in": thing.bucket} for thing in asked.things}

    def writing(self, asked: Writing, body: dict[str, Any]) -> None:
        """Fill in `essay`; people mark by criteria, so that there is one to be written at least."""
        words = {name: limit for name, limit in (("min", asked.least), ("max", asked.most)) if limit}
        if words:
            body["words"] = words
        criteria = {one.id: {**self.text(one.text), "points": one.points} for one in asked.criteria}
        body["criteria"] = criteria or {"main": {**_to_write(_CRITERION), "points": body["points"]}}

    def filling(self, asked: Filling, body: dict[str, Any]) -> None:
        """Fill in `cloze`."""
        body["text"] = self.text(asked.text)
        body["gaps"] = {}
        for gap in asked.gaps:
            filled: dict[str, Any] = {}
            if gap.choices:
                filled["choices"] = self._choices(gap.choices)
            else:
                filled["accept"] = self._accept(gap.accept)
            self._why(gap.why, filled)
            body["gaps"][gap.id] = filled
        if not asked.partial:
            body["credit"] = "all"

    def _choices(self, choices: Iterable[Choice]) -> dict[str, Any]:
        made = {}
        for choice in choices:
            made[choice.id] = self.text(choice.text) | ({"ok": True} if choice.right else {})
            self._why(choice.why, made[choice.id])
        return made

    def _accept(self, forms: Iterable[str]) -> dict[str, list[str]]:
        return {lang: [self._copied(form, lang)[:_LONGEST_FORM] for form in forms] for lang in LANGS}

    def _why(self, why: str, body: dict[str, Any]) -> None:
        if why:
            body["why"] = self.text(why)

    def _copied(self, words: str, lang: Lang) -> str:
        return words if lang == self._lang or not _WORDS.search(words) else TO_TRANSLATE.in_lang(lang) + words


_FILLERS: Mapping[type, _Fill] = {
    Choosing: Skeleton.choosing,
    Judging: Skeleton.judging,
    Counting: Skeleton.counting,
    Typing: Skeleton.typing,
    Ordering: Skeleton.ordering,
    Matching: Skeleton.matching,
    Sorting: Skeleton.sorting,
    Writing: Skeleton.writing,
    Filling: Skeleton.filling,
}


def yaml_items(bodies: Iterable[Mapping[str, Any]], column: int) -> str:
    """Return questions as items of a YAML list whose dashes stand in a column."""
    dash, inner = " " * column, " " * (column + 2)
    items = []
    for body in bodies:
        lines = list(_mapping(body))
        items.append("\n".join([f"{dash}- {lines[0]}", *(f"{inner}{line}" for line in lines[1:])]))
    return "\n\n".join(items) + "\n" if items else ""


def yaml_value(value: Any) -> str:
    """Return a text, number, boolean or list of these on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, list):
        return "[" + ", ".join(map(yaml_value, value)) + "]"
    if isinstance(value, str) and not (_PLAIN.fullmatch(value) and value not in _AMBIGUOUS):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _mapping(body: Mapping[str, Any]) -> Iterable[str]:
    for name, value in body.items():
        if isinstance(value, dict):
            yield f"{yaml_value(name)}:"
            yield from (f"  {line}" for line in _mapping(value))
        else:
            yield f"{yaml_value(name)}: {yaml_value(value)}"


def _to_write(words: Bilingual) -> dict[str, str]:
    return {lang: TO_WRITE.in_lang(lang) + words.in_lang(lang) for lang in LANGS}

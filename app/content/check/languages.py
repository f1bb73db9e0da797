"""Both languages alike: texts translated and up to date, the same checks, sections, numbers and quotes."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

from app.content.check.numbers import number_mismatch, quote_mismatch
from app.content.diagnostics import Diagnostic, diagnose
from app.content.parse.blocks import CheckBlock, checks_of
from app.content.parse.documents import LANGUAGES
from app.content.policies import QUOTE
from app.content.source import LessonFile, QuestionSource, Tree
from app.kernel.bilingual import LANGS, Lang
from app.kernel.canonical import digest

LOCK = "courses/translations.lock.json"
_HAN = re.compile("[\u4e00-\u9fff]")
_SENTENCE = re.compile(r"[A-Za-z]{2,}(?:[\s,.;:'’-]+[A-Za-z]{2,}){3}")
_SHARED = ("minutes", "trade", "objectives", "competencies", "facts", "edition")
Lock = Mapping[str, Mapping[str, str]]


def pair_problems(chinese: str, english: str) -> Iterator[tuple[str, Lang, dict[str, object]]]:
    """Yield code, language and values for what is wrong between two short texts."""
    if chinese == english:
        bare = QUOTE.sub("", chinese)
        if _HAN.search(bare) or _SENTENCE.search(bare):
            yield "W602", "en" if _HAN.search(bare) else "zh", {}
        return
    numbers = number_mismatch(chinese, english)
    if numbers:
        yield "W606", "en", {"what": numbers}
    quotes = quote_mismatch(chinese, english)
    if quotes:
        yield "W608", "en", {"what": quotes}


def check_languages(tree: Tree, lock: Lock) -> Iterator[Diagnostic]:
    """Yield what differs between the two files of each lesson, and translations older than their source."""
    for files in tree.lessons.values():
        missing = [lang for lang in LANGS if lang not in files]
        for lang in missing:
            there = next(iter(files.values()))
            yield diagnose(there.file, (1, 1), "W601", lang=LANGUAGES[lang])
        if not missing:
            yield from _fields(files["zh"], files["en"])
            yield from _sections(files["zh"], files["en"])
            yield from _checks(files["zh"], files["en"])
            yield from _texts(files["zh"], files["en"])
    yield from _stale(tree, lock)


def read_lock(root: Path) -> Lock:
    """Read the digests of source and translation as they were last accepted; empty when there are none."""
    path = root / LOCK
    lock: Lock = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return lock


def write_lock(tree: Tree, lock: Lock, *, accept: bool) -> None:
    """Remember the present pairs; stale ones keep their old entry unless they are accepted as they are."""
    fresh = {
        name: dict(lock[name]) if not accept and _is_stale(pair, lock.get(name)) else pair
        for name, (pair, _) in _pairs(tree).items()
    }
    text = json.dumps(fresh, ensure_ascii=False, indent=0, sort_keys=True) + "\n"
    path = tree.root / LOCK
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def _fields(zh: LessonFile, en: LessonFile) -> Iterator[Diagnostic]:
    if zh.head and en.head:
        for field in _SHARED:
            if getattr(zh.head, field) != getattr(en.head, field):
                yield en.document.problem("W607", field, field=field)


def _sections(zh: LessonFile, en: LessonFile) -> Iterator[Diagnostic]:
    for mine, theirs in zip_longest(zh.lesson.headings, en.lesson.headings):
        if mine is None or theirs is None or (mine.anchor, mine.level) != (theirs.anchor, theirs.level):
            what = f"{mine.anchor if mine else '–'} / {theirs.anchor if theirs else '–'}"
            yield diagnose(en.file, theirs.place if theirs else (1, 1), "W605", what=what)
            return


def _checks(zh: LessonFile, en: LessonFile) -> Iterator[Diagnostic]:
    for mine, theirs in zip_longest(checks_of(zh.lesson.blocks), checks_of(en.lesson.blocks)):
        difference = _difference(mine, theirs)
        if difference:
            yield diagnose(en.file, theirs.place if theirs else (1, 1), "W604", what=difference)


def _difference(mine: CheckBlock | None, theirs: CheckBlock | None) -> str:
    """Return where two checks differ, empty when they are alike."""
    if mine is None or theirs is None or mine.id != theirs.id:
        return f"{mine.id if mine else '–'} / {theirs.id if theirs else '–'}"
    ids = [[choice.id for choice in check.choices] for check in (mine, theirs)]
    if ids[0] != ids[1]:
        return f"{mine.id}: {' '.join(ids[0])} / {' '.join(ids[1])}"
    keys = [[choice.id for choice in check.choices if choice.right] for check in (mine, theirs)]
    return f"{mine.id}: [x] {' '.join(keys[0])} / {' '.join(keys[1])}" if keys[0] != keys[1] else ""


def _texts(zh: LessonFile, en: LessonFile) -> Iterator[Diagnostic]:
    if zh.head and en.head and zh.head.title == en.head.title and _HAN.search(zh.head.title):
        yield en.document.problem("W602", "title")
    for code, _, values in pair_problems(zh.text, en.text):
        yield diagnose(en.file, (1, 1), code, **values)


def _stale(tree: Tree, lock: Lock) -> Iterator[Diagnostic]:
    if not lock:
        return
    for name, (pair, owner) in _pairs(tree).items():
        if _is_stale(pair, lock.get(name)):
            if isinstance(owner, QuestionSource):
                yield owner.problem("W603", "id")
            else:
                yield diagnose(owner.file, (1, 1), "W603")


def _is_stale(pair: Mapping[str, str], before: Mapping[str, str] | None) -> bool:
    return before is not None and pair["zh"] != before["zh"] and pair["en"] == before["en"]


def _pairs(tree: Tree) -> dict[str, tuple[dict[str, str], LessonFile | QuestionSource]]:
    """Return the digests of both languages of each lesson and question, and who is to blame when they part."""
    pairs: dict[str, tuple[dict[str, str], LessonFile | QuestionSource]] = {}
    for key, files in tree.lessons.items():
        if len(files) == len(LANGS):
            texts = {str(lang): digest(files[lang].text)[:16] for lang in LANGS}
            pairs[f"lesson:{key}"] = (texts, files["en"])
    for key, question in tree.questions.items():
        words = question.document.once(("words", question.index), partial(_digests, question))
        pairs[f"question:{key}"] = (words, question)
    return pairs


def _digests(question: QuestionSource) -> dict[str, str]:
    return {str(lang): digest(_words(question.raw, lang))[:16] for lang in LANGS}


def _words(value: Any, lang: Lang) -> list[Any]:
    """Return every text of one language below a value."""
    if isinstance(value, dict):
        own = [value[lang]] if isinstance(value.get(lang), str | list) else []
        return own + [words for item in value.values() if isinstance(item, dict) for words in _words(item, lang)]
    return []

"""Full-text search in lessons, scenarios and job aids: one SQLite FTS5 file a release, Chinese by single characters.

Every Han character is a word of its own and a query's run of characters is asked for as a phrase, so that words of
two characters are found without any dictionary; English is stemmed by FTS5's own stemmer.
"""

import contextlib
import os
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path

from app.content.aids import Phrase, Situation
from app.content.library import Lesson, Library
from app.dialogue.scenario import Scenario
from app.kernel.bilingual import LANGS, Bilingual, Lang
from app.kernel.canonical import digest
from app.kernel.text import fold

VERSION = 3  # raise it when the index is built differently: old files are then left alone
_MOST_HITS = 50
_LONGEST_QUERY = 200
_HAN = "\u3400-\u9fff\uf900-\ufaff"
_HAN_SIGN = re.compile(f"([{_HAN}])")
_TOKEN = re.compile(rf"[{_HAN}]+|[^\W_]+", re.UNICODE)
_HEADING = re.compile(r'<h[23] id="([^"]+)">(.*?)</h[23]>', re.DOTALL)
_NOTE = re.compile(r'<span class="term-note".*?</span>', re.DOTALL)
_BLOCK = re.compile(r"</?(?:p|li|ol|ul|t[drh]|table|thead|tbody|div|br|hr|blockquote|pre|d[ltd])\b[^>]*>")
_TAG = re.compile(r"<[^>]+>")
_BEFORE, _AROUND = 30, 140


@dataclass(frozen=True, slots=True)
class Hit:
    """A section of a lesson, a scenario or a job aid that fits; the others of `lesson`, `scenario`, `aid` are empty.

    `aid` is `phrase:<id>`, `checklist:<id>` or `case:<id>`; of a phrase the section is what to say.
    `snippet` is HTML with <mark>, `anchor` is empty at the lesson's head.
    """

    lesson: str
    lang: Lang
    title: str
    section: str
    anchor: str
    snippet: str
    scenario: str = ""
    aid: str = ""


def search(
    library: Library, folder: Path, query: str, lang: Lang | None = None, limit: int = 20, *, aids: bool | None = None
) -> tuple[Hit, ...]:
    """Return the best places for a query, in one language or in both; the index is built at first use.

    With `aids` only job aids are looked through, or everything but them: many short texts would crowd lessons out.
    """
    words = _TOKEN.findall(fold(query[:_LONGEST_QUERY]))
    if not words:
        return ()
    asked = " AND ".join(_term(word, last=index == len(words) - 1) for index, word in enumerate(words))
    with contextlib.closing(_open(library, folder)) as connection:
        rows = connection.execute(
            "SELECT lesson, scenario, aid, lang, title, section, anchor, text FROM part WHERE part MATCH ? "
            "AND (? IS NULL OR lang = ?) AND (? IS NULL OR (aid != '') = ?) "
            "ORDER BY bm25(part, 6.0, 3.0, 1.0), rowid LIMIT ?",
            (asked, lang, lang, aids, aids, min(limit, _MOST_HITS)),
        ).fetchall()
    return tuple(
        Hit(lesson, found_in, title, section, anchor, _snippet(text, words), scenario, aid)
        for lesson, scenario, aid, found_in, title, section, anchor, text in rows
    )


def index_path(library: Library, folder: Path) -> Path:
    """Return where the index of a release lies: named by its content, so that equal releases share one."""
    lessons = sorted((key, lesson.hash) for key, lesson in library.lessons.items())
    scenarios = sorted((key, scenario.hash) for key, scenario in library.scenarios.items())
    groups = (library.phrases, library.checklists, library.cases)
    aids = [sorted((key, aid.hash) for key, aid in group.items()) for group in groups]
    return folder / "search" / f"{digest([VERSION, lessons, scenarios, aids])[:24]}.db"


def _open(library: Library, folder: Path) -> sqlite3.Connection:
    path = index_path(library, folder)
    if not path.exists():
        _build(library, path)
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _build(library: Library, path: Path) -> None:
    """Write the index beside its place and rename it there: readers see a whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".new")
    os.close(handle)
    with contextlib.closing(sqlite3.connect(name)) as connection, connection:
        connection.execute(
            "CREATE VIRTUAL TABLE part USING fts5(title_words, section_words, words, lesson UNINDEXED, "
            "scenario UNINDEXED, aid UNINDEXED, lang UNINDEXED, title UNINDEXED, section UNINDEXED, anchor UNINDEXED, "
            "text UNINDEXED, tokenize = 'porter unicode61')"
        )
        for lang in LANGS:
            connection.executemany(
                "INSERT INTO part VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _all_rows(library, lang)
            )
    Path(name).replace(path)


def _all_rows(library: Library, lang: Lang) -> Iterator[tuple[str, ...]]:
    for lesson in library.lessons.values():
        yield from _rows(lesson, lang)
    for scenario in library.scenarios.values():
        yield _scenario_row(scenario, lang)
    for situation in library.phrases.values():
        yield from (_phrase_row(situation, phrase, lang) for phrase in situation.phrases)
    for checklist in library.checklists.values():
        steps = [part for step in checklist.steps for part in (step.text, step.why)]
        yield _aid_row(f"checklist:{checklist.id}", checklist.title, [checklist.use, *steps], lang)
    for case in library.cases.values():
        parts = [case.situation, case.done, *case.whys, case.learnt]
        yield _aid_row(f"case:{case.id}", case.title, parts, lang)


def _rows(lesson: Lesson, lang: Lang) -> Iterator[tuple[str, ...]]:
    title = lesson.title.in_lang(lang)
    for position, (section, anchor, text) in enumerate(_sections(lesson, lang)):
        heads = (_spread(title) if position == 0 else "", _spread(section), _spread(text))
        yield (*heads, lesson.key, "", "", lang, title, section, anchor, text)


def _scenario_row(scenario: Scenario, lang: Lang) -> tuple[str, ...]:
    """Return what learners may know beforehand: nothing of what the customer hides or will say."""
    title, brief = scenario.title.in_lang(lang), " ".join(scenario.brief.in_lang(lang).split())
    return (_spread(title), "", _spread(brief), "", scenario.id, "", lang, title, "", "", brief)


def _phrase_row(situation: Situation, phrase: Phrase, lang: Lang) -> tuple[str, ...]:
    """Return one row a phrase: whoever searches in a call wants the sentence, not the page."""
    title, say = situation.title.in_lang(lang), _plain(phrase.say.in_lang(lang))
    text = " ".join(_plain(part.in_lang(lang)) for part in (phrase.avoid, phrase.why))
    heads = (_spread(title), _spread(say), _spread(text))
    return (*heads, "", "", f"phrase:{phrase.id}", lang, title, say, f"p-{phrase.id}", text)


def _aid_row(aid: str, title: Bilingual, parts: list[Bilingual], lang: Lang) -> tuple[str, ...]:
    name, text = title.in_lang(lang), " ".join(filter(None, (_plain(part.in_lang(lang)) for part in parts)))
    return (_spread(name), "", _spread(text), "", "", aid, lang, name, "", "", text)


def _sections(lesson: Lesson, lang: Lang) -> list[tuple[str, str, str]]:
    """Return heading, anchor and plain text of each section; the first has no heading."""
    pieces = _HEADING.split(_NOTE.sub("", "\n".join(_texts(lesson, lang))))
    headed = zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True)
    return [
        ("", "", _plain(pieces[0])),
        *((_plain(heading), anchor, _plain(text)) for anchor, heading, text in headed),
    ]


def _texts(lesson: Lesson, lang: Lang) -> Iterator[str]:
    for kind, text in lesson.parts[lang]:
        if kind == "html":
            yield text
        else:  # the question may be found; choices and reasons would give the answer away
            yield lesson.checks[text].question.in_lang(lang)


def _plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub("", _BLOCK.sub(" ", html))).split())


def _spread(text: str) -> str:
    """Put spaces around every Han character."""
    return _HAN_SIGN.sub(r" \1 ", fold(text))


def _term(word: str, *, last: bool) -> str:
    if _HAN_SIGN.match(word):
        return f'"{" ".join(word)}"'
    return f'"{word}"*' if last else f'"{word}"'


def _snippet(text: str, words: list[str]) -> str:
    """Return the text around the first place that fits, every fitting word marked."""
    stems = (re.escape(word) if _HAN_SIGN.match(word) else rf"\b{word[: max(3, len(word) - 2)]}\w*" for word in words)
    pattern = re.compile("|".join(stems), re.IGNORECASE)
    first = pattern.search(text)
    start = max(0, first.start() - _BEFORE) if first else 0
    cut = text[start : start + _AROUND]
    marked, at = [], 0
    for match in pattern.finditer(cut):
        marked += [escape(cut[at : match.start()], quote=False), f"<mark>{escape(match[0], quote=False)}</mark>"]
        at = match.end()
    body = "".join(marked) + escape(cut[at:], quote=False)
    return ("…" if start else "") + body + ("…" if start + _AROUND < len(text) else "")

"""The writing of a whole tree: lessons, questions, job aids, briefs of scenarios; and its terminology."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from app.content.check.prose.markup import Kind, plain
from app.content.check.prose.passages import passages
from app.content.check.prose.sentences import Sentence, sentences
from app.content.check.prose.writing import faults, is_running, level_fault
from app.content.check.questions import Path, texts_of
from app.content.check.roleplays.remembering import remembered
from app.content.check.terms import Avoided, check_avoided
from app.content.diagnostics import Diagnostic, diagnose
from app.content.parse.documents import Document
from app.content.placeholders import IMPORTED, is_placeholder
from app.content.source import LessonFile, QuestionSource, Tree
from app.kernel.bilingual import LANGS, Lang
from app.kernel.canonical import digest_text

_LABELS = frozenset({"unit", "buckets", "things", "steps", "pairs", "extra", "scale", "regions", "alt"})


def check_prose(tree: Tree) -> Iterator[Diagnostic]:
    """Yield what is wrong with the writing; warnings only, apart from a glossary that contradicts itself.

    What is found in a file rests as long as the file and the glossary do.
    """
    avoided = Avoided(tree.glossary.value if tree.glossary else None)
    terms = tree.glossary.document.text if tree.glossary else ""
    yield from check_avoided(tree)
    for files in tree.lessons.values():
        for lang, file in files.items():
            key = digest_text(f"prose\n{file.file}\n{file.text}\n{terms}")
            yield from remembered(key, partial(_lesson, file, lang, avoided))
    for bank in tree.banks.values():
        key = digest_text(f"prose\n{bank.document.file}\n{bank.document.text}\n{terms}")
        yield from remembered(key, partial(_bank, tree, bank.value.id, avoided))
    for aid in (tree.phrases, tree.checklists, tree.cases, tree.glossary):
        if aid:
            key = digest_text(f"prose\n{aid.document.file}\n{aid.document.text}\n{terms}")
            yield from remembered(key, partial(_aid, aid.document, avoided))
    for scenario in tree.scenarios.values():
        for lang in LANGS:
            for stray in avoided.strays(scenario.value.brief.in_lang(lang), lang):
                yield scenario.document.problem("W931", "brief", lang, word=stray.word, term=stray.term)


def _bank(tree: Tree, bank: str, avoided: Avoided) -> Iterator[Diagnostic]:
    for question in tree.questions.values():
        if question.bank == bank:
            yield from _question(question, avoided)


def _lesson(file: LessonFile, lang: Lang, avoided: Avoided) -> Iterator[Diagnostic]:
    if file.head is None:  # the head may have become part of the text
        return
    running: list[Sentence] = []
    for passage in passages(file.lesson, lang):
        for fault in faults(passage.text, lang, passage.kind):
            yield diagnose(file.file, passage.place(fault.offset), fault.code, **fault.values)
        if not passage.cited:
            for stray in avoided.strays(passage.text, lang):
                yield diagnose(file.file, passage.place(stray.offset), "W931", word=stray.word, term=stray.term)
        if is_running(passage.kind):
            running += sentences(passage.text, lang)
    level = level_fault(running, lang)
    if level:
        yield file.document.problem(level.code, "title", **level.values)


def _question(question: QuestionSource, avoided: Avoided) -> Iterator[Diagnostic]:
    if IMPORTED not in question.spec.tags:  # somebody else's writing, until an author has taken it over
        yield from _texts(question.raw, question.problem, avoided, _is_shown_wrong)


def _aid(document: Document, avoided: Avoided) -> Iterator[Diagnostic]:
    yield from _texts(document.data, document.problem, avoided, lambda path, _: path[-1:] == ("avoid",))


def _texts(
    raw: Any,
    problem: Callable[..., Diagnostic],
    avoided: Avoided,
    is_cited: Callable[[Path, dict[str, Any]], bool],
) -> Iterator[Diagnostic]:
    """Yield what is wrong with the texts in both languages that a value of a file holds, at any depth."""
    for path, text in texts_of(raw):
        cited = is_cited(path, text)
        kind: Kind = "cell" if _LABELS.intersection(path) and path[-1] != "why" else "choice"
        for lang in LANGS:
            if is_placeholder(text[lang]) or (lang == "en" and text["en"] == text["zh"]):  # W609, W602
                continue
            for part in text[lang].split("\n"):
                words = plain(part)
                for fault in faults(words, lang, kind):
                    yield problem(fault.code, *path, lang, **fault.values)
                if not cited:
                    for stray in avoided.strays(words, lang):
                        yield problem("W931", *path, lang, word=stray.word, term=stray.term)


def _is_shown_wrong(path: Path, text: dict[str, Any]) -> bool:
    """Tell whether a text of a question is wording shown as wrong: a wrong choice, a sentence to be said better."""
    return (path[-2:-1] == ("choices",) and not text.get("ok")) or path[-1:] == ("say",)

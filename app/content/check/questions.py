"""Questions: their keys after the company numbers are filled in, and every text in both languages."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from app.content.check.languages import pair_problems
from app.content.check.numbers import Numbers, has_digit
from app.content.compile.media import media_name
from app.content.compile.questions import fill_spec, pictures_in, quoted_in
from app.content.diagnostics import Diagnostic, suggestion, worded
from app.content.source import QuestionSource, Tree
from app.items.specs import check_spec
from app.kernel.bilingual import LANGS

Path = tuple[str | int, ...]


def check_questions(tree: Tree, numbers: Numbers) -> Iterator[Diagnostic]:
    """Yield what is wrong with each question."""
    certain = "policy" not in tree.broken
    pictures = frozenset(media_name(file) for file in tree.media)
    given = (numbers.mark, certain, pictures)
    for question in tree.questions.values():
        check = partial(_findings, question, numbers, pictures, certain=certain)
        yield from question.document.once(("checked", question.index), check, given)


def _findings(
    question: QuestionSource, numbers: Numbers, pictures: frozenset[str], *, certain: bool
) -> tuple[Diagnostic, ...]:
    found = [*_key(question, numbers), *_pictures(pictures, question)]
    for path, text in texts_of(question.raw):
        found += _pair(question, path, text, numbers, certain=certain)
    for path, body in ((), question.raw), *_parts(question.raw):
        answer = body.get("answer")
        if isinstance(answer, dict) and certain:
            found += _quotes(question, (*path, "answer"), [answer["policy"]], numbers)
    return tuple(found)


def _parts(raw: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the parts of a case as authored, with their paths."""
    for part_id, body in raw.get("parts", {}).items():
        yield ("parts", part_id), body


def _key(question: QuestionSource, numbers: Numbers) -> Iterator[Diagnostic]:
    """Check the key as the learner will meet it: equal choices may only appear once numbers are filled in."""
    spec = question.spec
    quoted = quoted_in(question.raw)
    if quoted:
        if not numbers.keys.issuperset(quoted):
            return
        spec = fill_spec(spec, numbers.policies, html=False)
    for problem in check_spec(spec):
        place = question.document.at("questions", question.index, *problem.path)
        yield worded(question.document.file, place, problem.code, problem.message, problem.help)


def _pictures(names: frozenset[str], question: QuestionSource) -> Iterator[Diagnostic]:
    for name in pictures_in(question.spec):
        if name not in names:
            yield question.problem("E254", "picture", name=name, suggest=suggestion(name, names))


def texts_of(value: Any, path: Path = ()) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield every {zh, en} text of a question as authored, with its path and what stands beside its words."""
    if isinstance(value, dict):
        if isinstance(value.get("zh"), str) and isinstance(value.get("en"), str):
            yield path, value
        for name, item in value.items():
            if isinstance(item, dict | list):
                yield from texts_of(item, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, dict):
                yield from texts_of(item, (*path, index))


def _pair(
    question: QuestionSource, path: Path, text: dict[str, str], numbers: Numbers, *, certain: bool
) -> Iterator[Diagnostic]:
    for code, lang, values in pair_problems(text["zh"], text["en"]):
        yield question.problem(code, *path, lang, **values)
    for lang in LANGS:
        words = text[lang]
        if "{{" in words:
            for quote in numbers.unreadable(words):
                yield question.problem("E208", *path, lang, quote=quote)
            if certain:
                yield from _quotes(question, (*path, lang), sorted(quoted_in(words)), numbers)
        if has_digit(words):
            for _, number, quote in numbers.typed(words, lang, question.spec.trade):
                yield question.problem("E206", *path, lang, number=number, quote=quote)


def _quotes(question: QuestionSource, path: Path, keys: list[str], numbers: Numbers) -> Iterator[Diagnostic]:
    for key in keys:
        value = numbers.policies.get(key)
        if value is None:
            yield question.problem("E205", *path, key=key, suggest=suggestion(key, numbers.keys))
        elif value.trade not in ("any", question.spec.trade):
            yield question.problem("E207", *path, trade=question.spec.trade, other=value.trade)

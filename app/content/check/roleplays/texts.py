"""Texts and limits of a scenario: both languages alike, company numbers quoted, limits that are times and amounts."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from app.content.check.languages import pair_problems
from app.content.check.numbers import Numbers, has_digit
from app.content.check.roleplays.scene import Path, Scene
from app.content.compile.promises import measured
from app.content.compile.scenarios import measures_of, texts_of
from app.content.diagnostics import Diagnostic, suggestion
from app.content.parse.documents import Document
from app.content.policies import quoted_keys
from app.content.schema.measures import AMOUNTS, TIMES, read_measure
from app.content.schema.rubrics import RubricFile
from app.content.source import Loaded, Tree
from app.kernel.bilingual import LANGS, Bilingual, Lang

_TIME = Bilingual("时间", "a time")
_AMOUNT = Bilingual("金额、百分比或月数", "an amount of yuan, per cent, months or years")


def check_texts(tree: Tree, scene: Scene) -> Iterator[Diagnostic]:
    """Yield what is wrong with the texts of a scenario and with the limits it names."""
    certain = "policy" not in tree.broken
    for path, text in texts_of(scene.document.data):
        yield from _pair(scene.document, path, text)
        for lang in LANGS:
            yield from _quotes(scene, (*path, lang), text[lang], certain=certain)
            if path[0] != "tests" and has_digit(text[lang]):
                for _, number, quote in scene.numbers.typed(text[lang], lang, scene.file.trade):
                    yield scene.problem("E422", *path, lang, number=number, quote=quote)
    yield from _said(scene, certain=certain)
    if certain:
        yield from _limits(scene)


def check_rubric_texts(rubric: Loaded[RubricFile], numbers: Numbers) -> Iterator[Diagnostic]:
    """Yield what is wrong with the texts of a rubric; it serves all trades, so it quotes no company number."""
    for path, text in texts_of(rubric.document.data):
        yield from _pair(rubric.document, path, text)
        for lang in LANGS:
            for key in quoted_keys(text[lang]) + numbers.unreadable(text[lang]):
                yield rubric.document.problem("E424", *path, lang, quote=key)


def _pair(document: Document, path: Path, text: dict[str, Any]) -> Iterator[Diagnostic]:
    for code, lang, values in pair_problems(text["zh"], text["en"]):
        yield document.problem(code, *path, lang, **values)


def _said(scene: Scene, *, certain: bool) -> Iterator[Diagnostic]:
    """Look the turns of golden transcripts over, turn by turn."""
    for index, test in enumerate(scene.file.tests):
        if test.say is None:
            continue
        at = ("tests", index, "say")
        for place, (zh, en) in enumerate(zip_longest(test.say.zh, test.say.en)):
            for code, lang, values in _spoken_problems(zh, en):
                yield scene.problem(code, *at, lang, place, **values)
            for lang, text in (("zh", zh), ("en", en)):
                yield from _quotes(scene, (*at, lang, place), text or "", certain=certain)


def _quotes(scene: Scene, path: Path, text: str, *, certain: bool) -> Iterator[Diagnostic]:
    if "{{" not in text:
        return
    for quote in scene.numbers.unreadable(text):
        yield scene.problem("E424", *path, quote=quote)
    if certain:
        for key in dict.fromkeys(quoted_keys(text)):
            yield from _key(scene, path, key)


def _key(scene: Scene, path: Path, key: str) -> Iterator[Diagnostic]:
    value = scene.numbers.policies.get(key)
    if value is None:
        yield scene.problem("E421", *path, key=key, suggest=suggestion(key, scene.numbers.keys))
    elif value.trade not in ("any", scene.file.trade):
        yield scene.problem("E423", *path, trade=scene.file.trade, other=value.trade)


def _limits(scene: Scene) -> Iterator[Diagnostic]:
    for path, measure in measures_of(scene.file):
        found = list(_key(scene, path, measure)) if read_measure(measure) is None else []
        yield from found
        if found:
            continue
        is_amount = path[-1] in {"most_amount", "amount"}
        unit = measured(measure, scene.numbers.policies)[1]
        if unit not in (AMOUNTS if is_amount else TIMES):
            yield scene.problem("E428", *path, limit=measure, wanted=_AMOUNT if is_amount else _TIME)


def _spoken_problems(chinese: str | None, english: str | None) -> Iterator[tuple[str, Lang, dict[str, object]]]:
    """Compare a turn in both languages; people say numbers in many ways, so only quotes must be the same."""
    if chinese and english and chinese != english:
        yield from (problem for problem in pair_problems(chinese, english) if problem[0] != "W606")

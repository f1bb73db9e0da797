"""Job aids: names that must exist, both languages alike, company numbers quoted, links that lead somewhere."""

from collections.abc import Iterator

from app.content.check.languages import pair_problems
from app.content.check.names import Names
from app.content.check.numbers import Numbers, has_digit
from app.content.compile.aids import AidSpec, Path, aid_texts, aids_of
from app.content.diagnostics import Diagnostic, suggestion
from app.content.parse.documents import Document
from app.content.parse.lessons import links_in
from app.content.policies import quoted_keys
from app.content.schema.aids import SituationSpec
from app.content.source import Tree
from app.kernel.bilingual import LANGS, Lang
from app.kernel.text import fold


def check_aids(tree: Tree, names: Names, numbers: Numbers) -> Iterator[Diagnostic]:
    """Yield what is wrong with each job aid."""
    certain = "policy" not in tree.broken
    for document, path, aid in aids_of(tree):
        yield from _names(document, path, aid, names)
        if isinstance(aid, SituationSpec):
            yield from _same(document, path, aid)
        for below, text in aid_texts(aid.model_dump(mode="json", exclude_none=True)):
            at = (*path, *below)
            for code, lang, values in pair_problems(text["zh"], text["en"]):
                yield document.problem(code, *at, lang, **values)
            for lang in LANGS:
                yield from _text(document, (*at, lang), text[lang], names)
                yield from _quotes(document, (*at, lang), text[lang], aid.trade, numbers, certain=certain)
                yield from _typed(document, (*at, lang), text[lang], (lang, aid.trade), numbers)


def _names(document: Document, path: Path, aid: AidSpec, names: Names) -> Iterator[Diagnostic]:
    yield from names.missing("trade", (aid.trade,), document, *path, "trade")
    yield from names.missing("lesson", (aid.lesson,), document, *path, "lesson")
    yield from names.missing("fact", getattr(aid, "facts", ()), document, *path, "facts")
    yield from names.missing("tag", getattr(aid, "tags", ()), document, *path, "tags")
    yield from names.missing("competency", getattr(aid, "competencies", ()), document, *path, "competencies")


def _same(document: Document, path: Path, situation: SituationSpec) -> Iterator[Diagnostic]:
    for index, phrase in enumerate(situation.phrases):
        for lang in LANGS:
            if fold(phrase.avoid.in_lang(lang)) == fold(phrase.say.in_lang(lang)):
                yield document.problem("E805", *path, "phrases", index, "say", lang, id=phrase.id)


def _text(document: Document, at: Path, words: str, names: Names) -> Iterator[Diagnostic]:
    for link in links_in(words, (1, 1)) if "](lesson:" in words else ():
        lesson = link.target.removeprefix("lesson:").partition("#")[0]
        known = names.known["lesson"]
        if link.target.startswith("lesson:") and lesson not in known:
            yield document.problem("E309", *at, target=link.target, suggest=suggestion(lesson, known))


def _quotes(
    document: Document, at: Path, words: str, trade: str, numbers: Numbers, *, certain: bool
) -> Iterator[Diagnostic]:
    for quote in numbers.unreadable(words):
        yield document.problem("E804", *at, quote=quote)
    for key in dict.fromkeys(quoted_keys(words) if certain else ()):
        value = numbers.policies.get(key)
        if value is None:
            yield document.problem("E801", *at, key=key, suggest=suggestion(key, numbers.keys))
        elif value.trade not in ("any", trade):
            yield document.problem("E803", *at, trade=trade, other=value.trade)


def _typed(document: Document, at: Path, words: str, whose: tuple[Lang, str], numbers: Numbers) -> Iterator[Diagnostic]:
    if has_digit(words):
        for _, number, quote in numbers.typed(words, *whose):
            yield document.problem("E802", *at, number=number, quote=quote)

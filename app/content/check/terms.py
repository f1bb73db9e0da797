"""Terminology: words that the glossary says to avoid, wherever they are not cited as wrong. Pure."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from app.content.diagnostics import Diagnostic
from app.content.schema.lists import GlossaryFile
from app.content.source import Tree
from app.kernel.bilingual import LANGS, Lang


class Stray(NamedTuple):
    """A word to avoid: where it stands in a text, and the term to write instead."""

    offset: int
    word: str
    term: str


class Avoided:
    """The words to avoid of a glossary, ready to look texts over."""

    def __init__(self, glossary: GlossaryFile | None) -> None:
        self._terms: dict[Lang, dict[str, str]] = {lang: {} for lang in LANGS}
        known: dict[Lang, set[str]] = {lang: set() for lang in LANGS}
        for term in glossary.terms if glossary else ():
            for lang in LANGS:
                main = term.in_lang(lang)
                known[lang].update(word.lower() for word in (main, *getattr(term.also, lang)))
                for word in getattr(term.avoid, lang):
                    self._terms[lang].setdefault(word.lower(), main)
        for lang in LANGS:  # what is a term as well is E121
            self._terms[lang] = {word: main for word, main in self._terms[lang].items() if word not in known[lang]}
        self._finders = {lang: self._finder(lang, known[lang]) for lang in LANGS}

    def strays(self, text: str, lang: Lang) -> Iterator[Stray]:
        """Yield every word to avoid in a text; one within a longer term of the glossary is none."""
        finder = self._finders[lang]
        if finder is None:
            return
        lowered = text.lower()
        for match in finder.finditer(lowered):
            term = self._terms[lang].get(match[0])
            if term is not None and (lang == "zh" or _is_whole(lowered, *match.span())):
                yield Stray(match.start(), text[match.start() : match.end()], term)

    def _finder(self, lang: Lang, known: set[str]) -> re.Pattern[str] | None:
        """Return an expression of the words and of the terms that hold one of them, the longest first."""
        words = set(self._terms[lang])
        words |= {term for term in known if any(word in term and word != term for word in words)}
        longest = sorted(words, key=lambda word: (-len(word), word))
        return re.compile("|".join(map(re.escape, longest))) if longest else None


def check_avoided(tree: Tree) -> Iterator[Diagnostic]:
    """Yield words to avoid that are terms themselves: people could neither write nor leave them."""
    if tree.glossary is None:
        return
    terms = tree.glossary.value.terms
    for lang in LANGS:
        known = {word.lower(): term.id for term in terms for word in (term.in_lang(lang), *getattr(term.also, lang))}
        for index, term in enumerate(terms):
            for position, word in enumerate(getattr(term.avoid, lang)):
                if word.lower() in known:
                    at = ("terms", index, "avoid", lang, position)
                    yield tree.glossary.document.problem("E121", *at, word=word, id=known[word.lower()])


def _is_whole(text: str, start: int, end: int) -> bool:
    """Tell whether an English match is not part of a longer word; a plural is the same word."""
    after = text[end:].removeprefix("s")[:1]
    return not text[:start][-1:].isalnum() and not after.isalnum()

"""Glossary terms explained in place: the first one in a lesson becomes a button that opens its plain words."""

import re
from collections.abc import Iterable
from html import escape

from app.content.library import Term
from app.kernel.bilingual import Lang

_TAG = re.compile(r"(<[^>]+>)")
# What may not end and what may not begin a line: at a button every browser would break it.
_OPENING, _CLOSING = "([（《“‘(]*)", "([，。、；：！？…）》”’,.;:!?)]*)"
_NAME = re.compile(r"</?([a-z0-9]+)")
# Not in cells: a button does not break over lines as words do, and cells are narrow on a phone.
_CLOSED = frozenset({"a", "code", "pre", "h2", "h3", "button", "td", "th", "dt", "abbr"})


class TermMarker:
    """Marks terms in the pieces of one lesson in one language; each term once."""

    def __init__(self, terms: Iterable[Term], lang: Lang) -> None:
        self._lang = lang
        self._by_spelling: dict[str, Term] = {}
        for term in terms:
            for spelling in (term.term.in_lang(lang), *term.also.get(lang, ())):
                self._by_spelling.setdefault(spelling.casefold(), term)
        self._seen: set[str] = set()
        spellings = "|".join(re.escape(spelling) for spelling in sorted(self._by_spelling, key=len, reverse=True))
        edges = rf"(?<![A-Za-z])({spellings})(?![A-Za-z])" if lang == "en" else f"({spellings})"
        self._pattern = re.compile(_OPENING + edges + _CLOSING, re.IGNORECASE) if spellings else None

    def mark(self, html: str) -> str:
        """Return the HTML with first occurrences wrapped; texts of links, headings and code stay as they are."""
        if self._pattern is None:
            return html
        closed = 0
        out = []
        for piece in _TAG.split(html):
            if piece.startswith("<"):
                name = _NAME.match(piece)
                if name and name[1] in _CLOSED:
                    closed += -1 if piece.startswith("</") else 1
                out.append(piece)
            else:
                out.append(piece if closed else self._pattern.sub(self._wrapped, piece))
        return "".join(out)

    def _wrapped(self, match: re.Match[str]) -> str:
        term = self._by_spelling[match[2].casefold()]
        if term.id in self._seen:
            return match[0]
        self._seen.add(term.id)
        note, plain = f"term-{term.id}", term.plain.in_lang(self._lang)
        name = escape(term.term.in_lang(self._lang), quote=False)
        button = (
            f'<button type="button" class="term" popovertarget="{note}">{match[2]}</button>'
            f'<span class="term-note" id="{note}" popover><strong>{name}</strong><br>{plain}</span>'
        )
        return f'<span class="together">{match[1]}{button}{match[3]}</span>' if match[1] or match[3] else button

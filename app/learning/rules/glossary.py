"""Finding words in the glossary."""

from app.content.library import Library, Term
from app.kernel.bilingual import Lang
from app.kernel.text import fold

MOST = 8


def terms_like(library: Library, query: str, lang: Lang) -> tuple[Term, ...]:
    """Return the terms whose name or other spelling holds the query (in either language), exact ones first."""
    wanted = fold(query)
    if not wanted:
        return ()
    found = [(term, _names(term)) for term in library.glossary.values()]
    fitting = [(wanted not in names, term) for term, names in found if any(wanted in name for name in names)]
    ranked = sorted(fitting, key=lambda pair: (pair[0], fold(pair[1].term.in_lang(lang))))
    return tuple(term for _, term in ranked[:MOST])


def _names(term: Term) -> list[str]:
    return [
        fold(name) for name in (term.term.zh, term.term.en, *(word for words in term.also.values() for word in words))
    ]

"""The search page."""

from dataclasses import dataclass

from app.content.library import Term
from app.content.search import Hit
from app.learning.pages.lesson import lesson_url


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was asked, lessons' sections and role-plays that fit with their addresses, terms of the glossary."""

    query: str
    hits: tuple[tuple[Hit, str], ...]
    terms: tuple[Term, ...]


def search_page(query: str, hits: tuple[Hit, ...], terms: tuple[Term, ...]) -> SearchPage:
    """Give every hit the address of its section or role-play."""
    return SearchPage(query, tuple((hit, _url_of(hit)) for hit in hits), terms)


def _url_of(hit: Hit) -> str:
    if hit.scenario:
        return f"/role-plays/{hit.scenario}"
    return lesson_url(hit.lesson) + (f"#{hit.anchor}" if hit.anchor else "")

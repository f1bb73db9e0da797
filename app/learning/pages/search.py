"""The search page."""

from dataclasses import dataclass

from app.content.library import Term
from app.content.search import Hit
from app.learning.pages.lesson import lesson_url


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was asked, sections of lessons that fit with their addresses, terms of the glossary that fit."""

    query: str
    hits: tuple[tuple[Hit, str], ...]
    terms: tuple[Term, ...]


def search_page(query: str, hits: tuple[Hit, ...], terms: tuple[Term, ...]) -> SearchPage:
    """Give every hit the address of its section."""
    found = tuple((hit, lesson_url(hit.lesson) + (f"#{hit.anchor}" if hit.anchor else "")) for hit in hits)
    return SearchPage(query, found, terms)

"""The search page."""

from dataclasses import dataclass

from flask_babel import gettext as _

from app.content.library import Term
from app.content.search import Hit
from app.learning.pages.lesson import lesson_url


@dataclass(frozen=True, slots=True)
class AidHit:
    """A job aid that fits: its kind in words, its title, of a phrase what to say, the place that fits, its address."""

    kind: str
    title: str
    say: str
    snippet: str
    url: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was asked, lessons' sections and role-plays that fit with their addresses, terms, job aids."""

    query: str
    hits: tuple[tuple[Hit, str], ...]
    terms: tuple[Term, ...]
    aids: tuple[AidHit, ...]


def search_page(query: str, hits: tuple[Hit, ...], terms: tuple[Term, ...], aids: tuple[Hit, ...]) -> SearchPage:
    """Give every hit the address of its section, role-play or job aid."""
    return SearchPage(query, tuple((hit, _url_of(hit)) for hit in hits), terms, tuple(map(aid_hit, aids)))


def aid_hit(hit: Hit) -> AidHit:
    """Word a job aid that was found."""
    kind, _colon, id_ = hit.aid.partition(":")
    words, url = {
        "phrase": (_("Phrase"), f"/aids/phrases?trade=all#p-{id_}"),
        "checklist": (_("Checklist"), f"/aids/checklists/{id_}"),
        "case": (_("Case"), f"/aids/cases/{id_}"),
    }[kind]
    return AidHit(str(words), hit.title, hit.section, hit.snippet, url)


def _url_of(hit: Hit) -> str:
    if hit.scenario:
        return f"/role-plays/{hit.scenario}"
    return lesson_url(hit.lesson) + (f"#{hit.anchor}" if hit.anchor else "")

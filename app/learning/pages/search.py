"""The search page."""

from dataclasses import dataclass

from flask_babel import gettext as _

from app.content.library import Library, Term
from app.content.search import Hit
from app.kernel.bilingual import Lang
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
class PlaceHit:
    """A section of a lesson or a role-play that fits: where it stands (the course and lesson), and its address."""

    hit: Hit
    where: str
    url: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was asked, the places that fit, terms, job aids; `is_other`: found only in the other language."""

    query: str
    hits: tuple[PlaceHit, ...]
    terms: tuple[Term, ...]
    aids: tuple[AidHit, ...]
    is_other: bool = False


def search_page(
    library: Library, query: str, lang: Lang, *, hits: tuple[Hit, ...], terms: tuple[Term, ...], aids: tuple[Hit, ...]
) -> SearchPage:
    """Say of every hit where it stands, and give it its address."""
    places = tuple(PlaceHit(hit, _where(library, hit), _url_of(hit, lang)) for hit in hits)
    is_other = bool(hits) and all(hit.lang != lang for hit in hits)
    return SearchPage(query, places, terms, tuple(map(aid_hit, aids)), is_other)


def aid_hit(hit: Hit) -> AidHit:
    """Word a job aid that was found."""
    kind, _colon, id_ = hit.aid.partition(":")
    words, url = {
        "phrase": (_("Phrase"), f"/aids/phrases?trade=all#p-{id_}"),
        "checklist": (_("Checklist"), f"/aids/checklists/{id_}"),
        "case": (_("Case"), f"/aids/cases/{id_}"),
    }[kind]
    return AidHit(str(words), hit.title, hit.section, hit.snippet, url)


def _where(library: Library, hit: Hit) -> str:
    """Return the course (and the lesson, when a section of it was found), or that it is a role-play."""
    if hit.scenario:
        return str(_("Role-play"))
    course = library.courses[library.lessons[hit.lesson].course].title.in_lang(hit.lang)
    return f"{course} · {hit.title}" if hit.section else course


def _url_of(hit: Hit, lang: Lang) -> str:
    other = f"?lang={hit.lang}" if hit.lang != lang else ""
    if hit.scenario:
        return f"/role-plays/{hit.scenario}{other}"
    return lesson_url(hit.lesson) + other + (f"#{hit.anchor}" if hit.anchor else "")

"""Search in lessons, role-plays, job aids and glossary."""

from flask import request

from app.content.search import search as search_lessons
from app.learning.pages.search import search_page
from app.learning.rules.glossary import terms_like
from app.learning.views.base import blueprint
from app.web.guards import signed_in
from app.web.rendering import render
from app.web.request import lang, library
from app.web.services import services

_LONGEST = 200
_MOST_AIDS = 6


@blueprint.get("/search")
@signed_in
def search() -> str:
    """Show the sections, job aids and terms that fit `?q=`; without any, those of the other language."""
    query = request.args.get("q", "").strip()[:_LONGEST]
    folder = services().settings.data_dir
    hits = search_lessons(library(), folder, query, lang(), aids=False) if query else ()
    aids = search_lessons(library(), folder, query, lang(), _MOST_AIDS, aids=True) if query else ()
    if query and not hits and not aids:
        hits = search_lessons(library(), folder, query, aids=False)
    terms = terms_like(library(), query, lang())
    page = search_page(library(), query, lang(), hits=hits, terms=terms, aids=aids)
    return render("learning/search.html", page)

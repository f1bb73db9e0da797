"""Search in lessons and glossary."""

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


@blueprint.get("/search")
@signed_in
def search() -> str:
    """Show the sections and terms that fit `?q=`."""
    query = request.args.get("q", "").strip()[:_LONGEST]
    hits = search_lessons(library(), services().settings.data_dir, query, lang()) if query else ()
    return render("learning/search.html", search_page(query, hits, terms_like(library(), query, lang())))

"""Pages of the job aids: everybody who is signed in may read all of them; nothing is written."""

from flask import Blueprint, request

from app.content.search import search
from app.knowledge.access import access_case, access_checklist
from app.knowledge.pages import (
    Wish,
    case_page,
    cases_page,
    checklist_page,
    checklists_page,
    glossary_page,
    hub_page,
    phrases_page,
)
from app.learning.rules.glossary import terms_like
from app.web.guards import signed_in
from app.web.rendering import render
from app.web.request import actor, lang, library
from app.web.services import services

blueprint = Blueprint("knowledge", __name__, template_folder="templates")
_LONGEST = 200


@blueprint.get("/aids")
@signed_in
def aids() -> str:
    """Show what there is, one's own trade first, or what fits `?q=`."""
    wish = _wish()
    hits = search(library(), services().settings.data_dir, wish.query, lang(), aids=True) if wish.query else ()
    return render("knowledge/aids.html", hub_page(library(), wish, hits, terms_like(library(), wish.query, lang())))


@blueprint.get("/aids/phrases")
@signed_in
def phrases() -> str:
    """Show the phrase book by situation."""
    return render("knowledge/phrases.html", phrases_page(library(), _wish()))


@blueprint.get("/aids/checklists")
@signed_in
def checklists() -> str:
    """List the checklists."""
    return render("knowledge/checklists.html", checklists_page(library(), _wish()))


@blueprint.get("/aids/checklists/<checklist_id>")
@signed_in
def checklist(checklist_id: str) -> str:
    """Show one checklist to tick off; the ticks stay in the browser."""
    found = access_checklist(library(), checklist_id)
    return render("knowledge/checklist.html", checklist_page(library(), found, actor().person_id))


@blueprint.get("/aids/cases")
@signed_in
def cases() -> str:
    """List the cases by trade, competency and tag."""
    return render("knowledge/cases.html", cases_page(library(), _wish()))


@blueprint.get("/aids/cases/<case_id>")
@signed_in
def case(case_id: str) -> str:
    """Show one case."""
    return render("knowledge/case.html", case_page(library(), access_case(library(), case_id)))


@blueprint.get("/aids/glossary")
@signed_in
def glossary() -> str:
    """Show the glossary."""
    return render("knowledge/glossary.html", glossary_page(library(), _wish()))


def _wish() -> Wish:
    """Read what was asked; what does not exist is as if it had not been asked."""
    asked = {name: request.args.get(name, "").strip()[:_LONGEST] for name in ("trade", "q", "competency", "tag")}
    known = {"competency": library().competencies, "tag": {t.id for c in library().cases.values() for t in c.tags}}
    chosen = {name: asked[name] if asked[name] in names else "" for name, names in known.items()}
    return Wish(own=actor().trade, lang=lang(), trade=asked["trade"], query=asked["q"], **chosen)

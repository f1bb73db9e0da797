"""Programmes, courses and their maps, a course on paper, bookmarks."""

from datetime import date

from app.learning.access import access_course, access_programme
from app.learning.pages.bookmarks import bookmarks_page
from app.learning.pages.maps import ProgrammesPage, course_page, courses_page, programme_page
from app.learning.pages.printing import print_page
from app.learning.queries import answers_in_course, bookmarks_of, enrolments_of, positions_of, standing_for
from app.learning.rules.lessons import Standing
from app.learning.rules.programme import ProgrammeMap, local_date, programme_map
from app.learning.views.base import blueprint
from app.web.guards import signed_in
from app.web.rendering import render
from app.web.request import actor, lang, library, now, reading
from app.web.translation import zone


@blueprint.get("/programmes")
@signed_in
def programmes() -> str:
    """Show one's own programmes and the catalogue of the others."""
    standing, started = _standing(), _started()
    mine = tuple(
        programme_page(library(), _draw(programme, standing, started))
        for programme in started
        if programme in library().programmes
    )
    others = tuple(found for key, found in library().programmes.items() if key not in started)
    return render("learning/programmes.html", ProgrammesPage(mine, others))


@blueprint.get("/programmes/<programme_id>")
@signed_in
def programme(programme_id: str) -> str:
    """Show the map of a programme: stages, planned days, progress, what is next."""
    found = access_programme(library(), programme_id)
    page = programme_page(library(), _draw(found.id, _standing(), _started()))
    return render("learning/programme.html", page)


@blueprint.get("/courses")
@signed_in
def courses() -> str:
    """Show the catalogue by family."""
    return render("learning/courses.html", courses_page(library(), _standing(), actor().trade))


@blueprint.get("/courses/<course_id>")
@signed_in
def course(course_id: str) -> str:
    """Show the map of a course: lessons, objectives, quizzes."""
    found = access_course(library(), course_id)
    positions = positions_of(reading(), actor().person_id)
    return render("learning/course.html", course_page(library(), found, _standing(), positions, actor().trade))


@blueprint.get("/courses/<course_id>/print")
@signed_in
def printed(course_id: str) -> str:
    """Show a whole course as one document to be printed or saved as PDF."""
    found = access_course(library(), course_id)
    chosen = answers_in_course(reading(), actor().person_id, found.id)
    return render("learning/print.html", print_page(library(), found, chosen, actor().trade, lang()))


@blueprint.get("/bookmarks")
@signed_in
def bookmarks() -> str:
    """Show one's bookmarks."""
    return render("learning/bookmarks.html", bookmarks_page(library(), bookmarks_of(reading(), actor().person_id)))


def _standing() -> Standing:
    return standing_for(reading(), actor().person_id, at=now())


def _started() -> dict[str, date]:
    return {row.programme: row.starts_on for row in enrolments_of(reading(), actor().person_id)}


def _draw(programme_id: str, standing: Standing, started: dict[str, date]) -> ProgrammeMap:
    return programme_map(
        library(),
        library().programmes[programme_id],
        standing,
        trade=actor().trade,
        starts_on=started.get(programme_id),
        today=local_date(now(), zone()),
    )

"""The accommodations of a person: more time in exams, granted and ended by who answers for the person."""

from flask import Response, make_response

from app.assessment.actions import end_accommodation, grant_accommodation
from app.assessment.queries import AccommodationLine, accommodations_of
from app.identity.queries import PersonBrief
from app.invigilation.access import access_candidate, name_of
from app.invigilation.forms import AccommodationForm, shown_dates
from app.invigilation.pages.people import AccommodationRow, AccommodationsPage
from app.invigilation.views.base import blueprint, go
from app.kernel.errors import InvalidError
from app.web.guards import needs
from app.web.rendering import render
from app.web.request import actor, now, reading, writing
from app.web.translation import zone

_PERSON = "/people/<int(max=9007199254740991):person_id>/accommodations"


@blueprint.get(_PERSON)
@needs("manager", "admin")
def accommodations(person_id: int) -> str:
    """Show a person's accommodations and the form for another one."""
    person = access_candidate(reading(), actor(), person_id)
    return _page(person, AccommodationForm.from_request(starts_on=shown_dates(now(), zone())))


@blueprint.post(_PERSON)
@needs("manager", "admin")
def accommodations_post(person_id: int) -> Response:
    """Give a person more time."""
    person = access_candidate(reading(), actor(), person_id)
    form = AccommodationForm.from_request()
    if not form.validate():
        return make_response(_page(person, form), 422)
    try:
        with writing() as session:
            grant_accommodation(session, person_id, form.wanted(zone()), by=actor().person_id, at=now())
    except InvalidError as error:
        form.blame(error)
        return make_response(_page(person, form), 422)
    return go(f"/people/{person_id}/accommodations")


@blueprint.post(f"{_PERSON}/<int(max=9007199254740991):accommodation_id>/ending")
@needs("manager", "admin")
def ending(person_id: int, accommodation_id: int) -> Response:
    """End an accommodation."""
    access_candidate(reading(), actor(), person_id)
    with writing() as session:
        end_accommodation(session, person_id, accommodation_id, by=actor().person_id, at=now())
    return go(f"/people/{person_id}/accommodations")


def _page(person: PersonBrief, form: AccommodationForm) -> str:
    lines = accommodations_of(reading(), person.id)
    present = next((line.id for line in lines if line.holds(now())), None)  # the latest granted one holds
    page = AccommodationsPage(person, tuple(_row(line, present) for line in lines), form)
    return render("invigilation/accommodations.html", page)


def _row(line: AccommodationLine, present: int | None) -> AccommodationRow:
    session = reading()
    is_coming = line.ended_at is None and line.valid_from > now()
    granted, ended = name_of(session, line.granted_by), name_of(session, line.ended_by)
    return AccommodationRow(line, granted, ended, line.id == present, is_coming)

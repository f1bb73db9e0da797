"""What managers arrange for a person: enrolments and assignments."""

from flask import Response, make_response, redirect

from app.identity.access import access_managed_person
from app.identity.queries import PersonBrief
from app.kernel.errors import InvalidError
from app.learning.actions import assign, cancel_assignment, end_enrolment, enrol
from app.learning.forms import AssignForm, EnrolForm
from app.learning.pages.management import AssignmentsPage, EnrolmentsPage
from app.learning.pages.maps import title_of
from app.learning.queries import assignments_of, duty_of, enrolments_of, standing_for
from app.learning.rules.programme import end_of_day, local_date
from app.learning.rules.todo import is_duty_done
from app.learning.views.base import blueprint
from app.web.guards import needs
from app.web.rendering import render
from app.web.request import actor, lang, library, now, reading, writing
from app.web.services import services


@blueprint.get("/people/<int:person_id>/enrolments")
@needs("manager", "admin")
def enrolments(person_id: int) -> str:
    """Show a person's programmes and the form for another one."""
    person = access_managed_person(reading(), actor(), person_id)
    return _enrolments(person, EnrolForm.from_request())


@blueprint.post("/people/<int:person_id>/enrolments")
@needs("manager", "admin")
def enrolments_post(person_id: int) -> Response:
    """Enrol the person."""
    person = access_managed_person(reading(), actor(), person_id)
    form = EnrolForm.from_request()
    form.offer(library(), lang(), local_date(now(), _zone(person)))
    if not form.validate() or form.starts_on.data is None:
        return make_response(_enrolments(person, form), 422)
    try:
        with writing() as session:
            programme, starts_on = form.programme.data, form.starts_on.data
            enrol(session, library(), person_id, programme, starts_on, by=actor().person_id, at=now())
    except InvalidError as error:
        form.blame(error)
        return make_response(_enrolments(person, form), 422)
    return _to_person(person_id)


@blueprint.post("/people/<int:person_id>/enrolments/<int:enrolment_id>/ending")
@needs("manager", "admin")
def enrolment_ending(person_id: int, enrolment_id: int) -> Response:
    """End an enrolment."""
    access_managed_person(reading(), actor(), person_id)
    with writing() as session:
        end_enrolment(session, person_id, enrolment_id, by=actor().person_id, at=now())
    return _to_person(person_id)


@blueprint.get("/people/<int:person_id>/assignments")
@needs("manager", "admin")
def assignments(person_id: int) -> str:
    """Show what a person was asked to do and the form for another thing."""
    person = access_managed_person(reading(), actor(), person_id)
    return _assignments(person, AssignForm.from_request())


@blueprint.post("/people/<int:person_id>/assignments")
@needs("manager", "admin")
def assignments_post(person_id: int) -> Response:
    """Assign a course or quiz until the end of a day where the person lives."""
    person = access_managed_person(reading(), actor(), person_id)
    form = AssignForm.from_request()
    form.offer(library(), lang())
    if not form.validate() or form.due_on.data is None:
        return make_response(_assignments(person, form), 422)
    kind, _colon, key = form.what.data.partition(":")
    due_at, note = end_of_day(form.due_on.data, _zone(person)), form.note.data or ""
    try:
        with writing() as session:
            by = actor().person_id
            assign(session, library(), person_id, kind, key, due_at=due_at, note=note, by=by, at=now())
    except InvalidError as error:
        form.blame(error)
        return make_response(_assignments(person, form), 422)
    return _to_person(person_id)


@blueprint.post("/people/<int:person_id>/assignments/<int:assignment_id>/cancellation")
@needs("manager", "admin")
def assignment_cancellation(person_id: int, assignment_id: int) -> Response:
    """Take an assignment back."""
    access_managed_person(reading(), actor(), person_id)
    with writing() as session:
        cancel_assignment(session, person_id, assignment_id, by=actor().person_id, at=now())
    return _to_person(person_id)


def _enrolments(person: PersonBrief, form: EnrolForm) -> str:
    form.offer(library(), lang(), local_date(now(), _zone(person)))
    programmes = library().programmes
    rows = tuple(
        (row, programmes[row.programme].title)
        for row in enrolments_of(reading(), person.id)
        if row.programme in programmes
    )
    return render("learning/enrolments.html", EnrolmentsPage(person, rows, form))


def _assignments(person: PersonBrief, form: AssignForm) -> str:
    form.offer(library(), lang())
    standing = standing_for(reading(), person.id, at=now())
    rows = tuple(
        (
            row,
            title_of(library(), row.kind, row.key),
            is_duty_done(library(), duty_of(row, _zone(person)), standing, person.trade),
        )
        for row in assignments_of(reading(), person.id)
    )
    return render("learning/assignments.html", AssignmentsPage(person, rows, form))


def _zone(person: PersonBrief) -> str:
    return person.zone or services().settings.default_zone


def _to_person(person_id: int) -> Response:
    return redirect(f"/people/{person_id}", 303)  # type: ignore[return-value]

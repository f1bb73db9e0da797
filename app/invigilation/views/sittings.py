"""Sittings: the list, a new one, changing one that nobody has begun, calling it off."""

from datetime import timedelta

from flask import Response, make_response, request
from flask_babel import gettext as _

from app.assessment.actions import cancel_sitting, create_sitting, edit_sitting
from app.assessment.queries import has_begun
from app.identity.queries import PersonBrief
from app.invigilation.access import Seen, access_sitting_to_edit, access_sittings, access_teams, may_invite
from app.invigilation.forms import DeedForm, SittingForm, local
from app.invigilation.pages.sittings import SittingPage, SittingsPage, sitting_row
from app.invigilation.pages.words import told_words
from app.invigilation.queries import people_by_number
from app.invigilation.views.base import SITTING, blueprint, go, title_of
from app.kernel.errors import InvalidError
from app.web.guards import needs
from app.web.rendering import render
from app.web.request import actor, lang, library, now, reading, writing
from app.web.translation import zone

_SHOWN = timedelta(days=60)  # so long a past sitting stays in the list


@blueprint.get("/sittings")
@needs("manager", "admin")
def sittings() -> str:
    """Show what runs, what comes and what was lately."""
    rows = [sitting_row(seen, title_of(seen), now()) for seen in access_sittings(reading(), actor(), now() - _SHOWN)]
    page = SittingsPage(
        running=tuple(row for row in rows if row.when == "now"),
        coming=tuple(row for row in rows if row.when == "later"),
        past=tuple(row for row in reversed(rows) if row.when in {"over", "cancelled"}),
        notice=told_words(request.args),
    )
    return render("invigilation/sittings.html", page)


@blueprint.get("/sittings/new")
@needs("manager", "admin")
def new_sitting() -> str:
    """Show the form of a new sitting."""
    start = (now() + timedelta(days=1)).replace(minute=0)
    times = {"opens_at": local(start, zone()), "closes_at": local(start + timedelta(hours=2), zone())}
    return _page(_offered(SittingForm.from_request(**times, quiz=request.args.get("quiz", ""))), None)


@blueprint.post("/sittings/new")
@needs("manager", "admin")
def new_sitting_post() -> Response:
    """Appoint a sitting."""
    form = _offered(SittingForm.from_request())
    people = _people(form) if form.validate() else None
    if people is None:
        return make_response(_page(form, None), 422)
    try:
        with writing() as session:
            sitting_id = create_sitting(session, form.wanted(people, zone()), by=actor().person_id, at=now())
    except InvalidError as error:
        form.blame(error)
        return make_response(_page(form, None), 422)
    return go(f"/sittings/{sitting_id}/console?told=saved")


@blueprint.get(SITTING)
@needs("manager", "admin")
def sitting(sitting_id: int) -> str:
    """Show a sitting's form."""
    seen = access_sitting_to_edit(reading(), actor(), sitting_id)
    found, invited = seen.sitting, seen.invited
    form = SittingForm.from_request(
        quiz=found.quiz_id,
        title=found.title,
        opens_at=local(found.opens_at, zone()),
        closes_at=local(found.closes_at, zone()),
        late=found.late_policy,
        grace=found.grace_seconds // 60 or None,
        teams=[str(team) for team in invited.audience.teams],
        people="\n".join(person.employee_number for person in invited.people),
        version=str(found.version),
    )
    return _page(_offered(form), seen)


@blueprint.post(SITTING)
@needs("manager", "admin")
def sitting_post(sitting_id: int) -> Response:
    """Change a sitting that nobody has begun."""
    seen = access_sitting_to_edit(reading(), actor(), sitting_id)
    form = _offered(SittingForm.from_request())
    people = _people(form) if form.validate() else None
    if people is None:
        return make_response(_page(form, seen), 422)
    version, by = form.known_version(), actor().person_id
    try:
        with writing() as session:
            edit_sitting(session, sitting_id, form.wanted(people, zone()), version=version, by=by, at=now())
    except InvalidError as error:
        form.blame(error)
        return make_response(_page(form, seen), 422)
    return go(f"/sittings/{sitting_id}/console?told=saved")


@blueprint.post(f"{SITTING}/cancellation")
@needs("manager", "admin")
def cancellation(sitting_id: int) -> Response:
    """Call a sitting off."""
    seen = access_sitting_to_edit(reading(), actor(), sitting_id)
    form = DeedForm.from_request()
    if not form.validate():
        page = _offered(SittingForm(data={"quiz": seen.sitting.quiz_id}))
        page.form_errors.append(_("Please say why it is cancelled."))
        return make_response(_page(page, seen), 422)
    with writing() as session:
        cancel_sitting(session, sitting_id, form.reason.data or "", by=actor().person_id, at=now())
    return go("/sittings?told=cancelled")


def _offered(form: SittingForm) -> SittingForm:
    form.offer(library().quizzes.values(), access_teams(reading(), actor()), lang())
    return form


def _people(form: SittingForm) -> tuple[int, ...] | None:
    """Return whom the employee numbers name; None, with the mistake at the field, when one is nobody of one's own."""
    found, unknown = people_by_number(reading(), form.numbers())
    strangers = [*unknown, *(p.employee_number for p in found.values() if not _is_mine(p))]
    if strangers:
        form.people.errors = [_("Nobody of yours has this number: %(numbers)s", numbers=", ".join(strangers[:5]))]
        return None
    return tuple(found)


def _is_mine(person: PersonBrief) -> bool:
    return person.closed_at is None and may_invite(actor(), [person])


def _page(form: SittingForm, seen: Seen | None) -> str:
    locked = ""
    if seen is not None and seen.sitting.cancelled_at is not None:
        locked = _("This sitting is cancelled.")
    elif seen is not None and has_begun(reading(), seen.sitting.id):
        locked = _("Somebody has begun, so the sitting does not change any more. Give more time on the console.")
    teams = tuple(access_teams(reading(), actor()))
    page = SittingPage(form, zone(), teams, None if seen is None else seen.sitting, locked)
    return render("invigilation/sitting.html", page)

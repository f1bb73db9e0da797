"""One's profile and the devices one is signed in on."""

from flask import Response, make_response, redirect, request

from app.accounts.forms import ProfileForm, SessionForm
from app.accounts.pages import ProfilePage, SessionsPage, devices
from app.accounts.views.base import blueprint
from app.identity.actions import edit_own, end_sessions
from app.identity.queries import find_record, person_brief, sessions_of
from app.kernel.errors import InvalidError, NotFoundError
from app.web.forms import options
from app.web.guards import signed_in
from app.web.personal import role_names, trade_name, zone_choices
from app.web.rendering import render
from app.web.request import LANG_COOKIE, actor, lang, now, reading, writing
from app.web.services import services


@blueprint.get("/profile")
@signed_in
def profile() -> str:
    """Show what the house knows about oneself."""
    return _profile(None)


@blueprint.post("/profile")
@signed_in
def profile_post() -> Response:
    """Save what people may change about themselves."""
    form = ProfileForm.from_request()
    form.zone.choices = options(zone_choices(actor().zone, lang(), now()))
    if not form.validate():
        return make_response(_profile(form), 422)
    try:
        with writing() as session:
            edit_own(session, actor().person_id, form.wanted(), at=now())
    except InvalidError as error:
        form.blame(error)
        return make_response(_profile(form), 422)
    response = make_response(redirect("/profile?saved=1", 303))
    # The cookie is asked before the profile, so the new wish has to reach it too.
    response.set_cookie(LANG_COOKIE, form.lang.data, max_age=31536000, samesite="Lax", secure=request.is_secure)
    return response


@blueprint.get("/profile/sessions")
@signed_in
def sessions() -> str:
    """List the devices."""
    lines = sessions_of(reading(), actor().person_id, at=now())
    page = SessionsPage(devices(lines, actor().session_id), "changed" in request.args)
    return render("accounts/sessions.html", page)


@blueprint.post("/profile/sessions/ending")
@signed_in
def session_ending() -> Response:
    """End one session of one's own."""
    form = SessionForm.from_request()
    wanted = int(form.session_id.data or 0) if form.validate() else 0
    if wanted not in {line.id for line in sessions_of(reading(), actor().person_id, at=now())}:
        raise NotFoundError
    with writing() as session:
        end_sessions(session, actor().person_id, only=wanted, at=now())
    return redirect("/profile/sessions", 303)  # type: ignore[return-value]


@blueprint.post("/profile/sessions/other-endings")
@signed_in
def other_session_endings() -> Response:
    """End all sessions but this one."""
    with writing() as session:
        end_sessions(session, actor().person_id, except_id=actor().session_id, at=now())
    return redirect("/profile/sessions", 303)  # type: ignore[return-value]


def _profile(form: ProfileForm | None) -> str:
    record = find_record(reading(), actor().person_id)
    if record is None:
        raise NotFoundError
    zone = record.zone or services().settings.default_zone
    if form is None:
        form = ProfileForm(
            data={"lang": record.lang or lang(), "zone": zone, "phone": record.phone or "", "email": record.email or ""}
        )
    form.zone.choices = options(zone_choices(zone, lang(), now()))
    page = ProfilePage(
        record=record,
        team=person_brief(reading(), record.id).team_name,
        trade=trade_name(record.trade),
        roles=role_names(actor().grants),
        form=form,
        is_saved="saved" in request.args,
    )
    return render("accounts/profile.html", page)

"""Changing one's password, and setting it by a one-time code."""

from flask import Response, make_response, redirect, request
from flask_babel import gettext as _

from app.accounts.forms import PasswordForm, ResetForm
from app.accounts.pages import PasswordPage, ResetPage
from app.accounts.rules import password_keys, reset_keys, tidy_code
from app.accounts.views.base import address, begin_session, blueprint, note_failed_try, refuse_throttled
from app.identity.actions import change_password, digest_token, use_code
from app.identity.passwords import hash_password, verify_password
from app.identity.queries import PersonRecord, find_code, find_id_by_identifier, find_record, password_hash_of
from app.web.guards import public, signed_in_even_if_password_is_due
from app.web.rendering import render
from app.web.request import actor, now, reading, writing


@blueprint.get("/profile/password")
@signed_in_even_if_password_is_due
def password() -> str:
    """Show the form."""
    return render("accounts/password.html", PasswordPage(PasswordForm(), actor().must_change_password))


@blueprint.post("/profile/password")
@signed_in_even_if_password_is_due
def password_post() -> Response:
    """Change the password; all other sessions end."""
    form = PasswordForm.from_request()
    me = actor()
    keys = password_keys(me.person_id, address())
    refuse_throttled(keys)
    form.known = _known(find_record(reading(), me.person_id))
    if not form.validate():
        return _password_again(form)
    if not verify_password(password_hash_of(reading(), me.person_id), form.current.data or ""):
        note_failed_try(keys)
        form.current.errors = [_("This is not your current password.")]
        return _password_again(form)
    hashed = hash_password(form.password.data or "")
    with writing() as session:
        change_password(session, me.person_id, hashed, session_id=me.session_id, clear=keys[0], at=now())
    return redirect("/profile/sessions?changed=1", 303)  # type: ignore[return-value]


@blueprint.get("/reset")
@public
def reset() -> str:
    """Show the form for a one-time code."""
    return render("accounts/reset.html", ResetPage(ResetForm(identifier=request.args.get("identifier", "")[:200])))


@blueprint.post("/reset")
@public
def reset_post() -> Response:
    """Set a password by a one-time code and sign in; wrong codes are throttled like wrong passwords."""
    form = ResetForm.from_request()
    identifier, code = form.identifier.data or "", tidy_code(form.code.data or "")
    keys = reset_keys(identifier, address())
    refuse_throttled(keys)
    if not form.validate():
        return _reset_again(form)
    person_id = _owner_of(code, identifier)
    if person_id is None:
        note_failed_try(keys)
        form.code.errors = [_("This code is wrong, already used or expired. Ask for a new one.")]
        return _reset_again(form)
    form.known = _known(find_record(reading(), person_id))
    if not form.validate():
        return _reset_again(form)
    hashed = hash_password(form.password.data or "")
    with writing() as session:
        use_code(session, code, hashed, at=now())
    return begin_session(person_id, keys, "/")


def _owner_of(code: str, identifier: str) -> int | None:
    owner = find_code(reading(), digest_token(code), at=now())
    return owner if owner is not None and owner == find_id_by_identifier(reading(), identifier) else None


def _known(record: PersonRecord | None) -> tuple[str | None, ...]:
    if record is None:
        return ()
    return (record.employee_number, record.name, record.phone, record.email)


def _password_again(form: PasswordForm) -> Response:
    page = PasswordPage(form, actor().must_change_password)
    return make_response(render("accounts/password.html", page), 422)


def _reset_again(form: ResetForm) -> Response:
    return make_response(render("accounts/reset.html", ResetPage(form)), 422)

"""Certificates, their verification by anybody, and the signatures that lead to them."""

from flask import Blueprint, Response, make_response, redirect, request
from werkzeug.wrappers import Response as Redirect

from app.assessment.queries import find_receipt
from app.assessment.rules.receipts import is_receipt_code
from app.certification.access import (
    AccessedCertificate,
    SignerRole,
    access_certificate,
    access_revocable_certificate,
    access_signing,
)
from app.certification.actions import record_signoff, record_waiver, revoke_award
from app.certification.forms import CodeForm, RevocationForm, SignatureForm
from app.certification.pages import (
    CertificateLine,
    CertificatePage,
    CertificatesPage,
    ReceiptVerificationPage,
    Signing,
    SigningPage,
    VerificationPage,
    VerifyPage,
    diploma_of,
)
from app.certification.queries import award_by_code, awards_for, certificate_state, ladders_for
from app.certification.rules.codes import typed_code
from app.certification.rules.cycles import HELD, Award
from app.certification.rules.ladder import signings_open
from app.certification.rules.reasons import kept_reason
from app.content.library import Library
from app.identity.queries import person_brief
from app.kernel.errors import InvalidError, RefusedError
from app.web.guards import needs, public, signed_in
from app.web.rendering import render
from app.web.request import actor, library, library_of, now, reading, writing
from app.web.services import services
from app.web.translation import zone

blueprint = Blueprint("certification", __name__, template_folder="templates")


@blueprint.get("/certificates")
@signed_in
def certificates() -> str:
    """Show one's own ladders, certificates and why not yet."""
    me = person_brief(reading(), actor().person_id)
    ladders = ladders_for(reading(), library(), me, at=now())
    lines = tuple(_line(award) for award in reversed(awards_for(reading(), me.id)))
    return render("certification/certificates.html", CertificatesPage(ladders, lines))


@blueprint.get("/certificates/<code>")
@signed_in
def certificate(code: str) -> str:
    """Show the sheet to be printed."""
    found = access_certificate(reading(), actor(), code)
    return render("certification/certificate.html", _certificate_page(found, RevocationForm()))


@blueprint.post("/certificates/<code>/revocation")
@needs("manager", "admin")
def revocation(code: str) -> Response | Redirect:
    """Take a certificate back."""
    found = access_revocable_certificate(reading(), actor(), code)
    form = RevocationForm.from_request()
    if form.validate():
        try:
            with writing() as session:
                revoke_award(session, found.award.id, form.reason.data or "", by=actor().person_id, at=now())
            return redirect(f"/certificates/{found.award.code}", 303)
        except InvalidError as error:
            form.blame(error)
    return make_response(render("certification/certificate.html", _certificate_page(found, form)), 422)


@blueprint.get("/verify")
@public
def verify() -> str | Response | Redirect:
    """Ask for a code, and go to its page once it is given."""
    if "code" not in request.args:
        return render("certification/verify.html", VerifyPage(CodeForm()))
    form = CodeForm(request.args)
    code = typed_code(form.code.data or "")
    if form.validate() and code:
        return redirect(f"/verify/{code}", 303)
    return make_response(render("certification/verify.html", VerifyPage(form)), 422)


@blueprint.get("/verify/<code>")
@public
def verification(code: str) -> str | Response:
    """Tell anybody who holds the code whether the certificate or receipt is valid; nothing else about the person."""
    if is_receipt_code(typed_code(code)):
        return _receipt(typed_code(code))
    award = award_by_code(reading(), typed_code(code))
    if award is None:
        return make_response(render("certification/verification.html", VerificationPage(code, "none")), 404)
    line = _line(award)
    return render("certification/verification.html", VerificationPage(award.code, line.state, line))


@blueprint.get("/people/<int:person_id>/sign-offs")
@needs("mentor", "manager")
def signing(person_id: int) -> str:
    """Show how far a person is and what the actor may sign."""
    return render("certification/signing.html", _signing_page(person_id))


@blueprint.post("/people/<int:person_id>/sign-offs")
@needs("mentor", "manager")
def signoff(person_id: int) -> Response | Redirect:
    """Sign a person off for a level."""
    form = SignatureForm.from_request()
    role: SignerRole = "mentor" if form.role.data == "mentor" else "manager"
    person, _ = access_signing(reading(), actor(), person_id, only=role)
    if not form.validate():
        return _sign_again(person_id, "signoff", form)
    with writing() as session:
        record_signoff(session, person.id, role, **form.wanted(), by=actor().person_id, at=now())
    return redirect(f"/people/{person_id}", 303)


@blueprint.post("/people/<int:person_id>/waivers")
@needs("manager")
def waiver(person_id: int) -> Response | Redirect:
    """Waive a condition that the rule lets a manager waive."""
    person, _ = access_signing(reading(), actor(), person_id, only="manager")
    form = SignatureForm.from_request()
    if form.validate():
        try:
            with writing() as session:
                record_waiver(session, person.id, **form.wanted(), by=actor().person_id, at=now())
            return redirect(f"/people/{person_id}", 303)
        except InvalidError as error:
            form.blame(error)
    return _sign_again(person_id, "waiver", form)


def _receipt(code: str) -> str | Response:
    found = find_receipt(reading(), code)
    quiz = None if found is None else library_of(found.release_id).quizzes.get(found.quiz_id)
    page = ReceiptVerificationPage(code, found, None if quiz is None else quiz.title)
    return make_response(render("certification/receipt.html", page), 200 if found else 404)


def _line(award: Award) -> CertificateLine:
    return CertificateLine(award, certificate_state(reading(), _library(), award, at=now()))


def _library() -> Library | None:
    """A certificate stands also when no content is published."""
    try:
        return library()
    except RefusedError:
        return None


def _certificate_page(found: AccessedCertificate, form: RevocationForm) -> CertificatePage:
    line = _line(found.award)
    revocable = found.may_revoke and line.state in HELD
    return CertificatePage(
        diploma=diploma_of(found.award, line.state, public_url=services().settings.public_url, zone=zone()),
        award=found.award,
        is_own=found.person.id == actor().person_id,
        kept=kept_reason(found.award.evidence),
        form=form if revocable else None,
    )


def _signing_page(person_id: int, sent: tuple[str, SignatureForm] | None = None) -> SigningPage:
    person, roles = access_signing(reading(), actor(), person_id)
    ladders = ladders_for(reading(), library(), person, at=now())
    signings = []
    for why, kind, role in (found for ladder in ladders for found in signings_open(ladder, roles)):
        form = SignatureForm(track=why.track, level=why.level.id, role=role)
        if sent and (kind, role, why.track, why.level.id) == _identity(*sent):
            form = sent[1]
        signings.append(Signing(why, kind, role, form))
    return SigningPage(person, ladders, tuple(signings))


def _identity(kind: str, form: SignatureForm) -> tuple[str, str, str, str]:
    return kind, form.role.data or "", form.track.data or "", form.level.data or ""


def _sign_again(person_id: int, kind: str, form: SignatureForm) -> Response:
    return make_response(render("certification/signing.html", _signing_page(person_id, (kind, form))), 422)

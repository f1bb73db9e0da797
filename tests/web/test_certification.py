"""Certificates, verification and signing over HTTP: works, refused, invalid, for every endpoint."""

import re
from datetime import timedelta

import pytest

from app.certification.actions import record_signoff, revoke_award
from app.certification.queries import awards_for
from app.certification.rules.conditions import leaves
from app.content.conditions import CourseDone, QuizPassed, RoleplaysPassed
from app.evidence.actions import record_fact
from app.evidence.queries import facts_of_kind
from app.evidence.rules import Fact
from tests.conftest import START
from tests.factories.careers import record_roleplays
from tests.web.page_lint import lint_page, words_of
from tests.web.signing import post, sign_in

DAY = timedelta(days=1)
SIGN = {"track": "aircon", "level": "foundation", "role": "mentor", "note": "独立接过三通报修电话"}


@pytest.fixture
def rule(app, app_database):
    with app_database.read() as session:
        track = app.extensions["aftercare"].libraries.published(session).tracks["aircon"]
    return track.levels[0].require


def study(database, person_id, rule, *, at=START):
    """Record everything of a level that the learner does alone."""
    for leaf in leaves(rule):
        if isinstance(leaf, CourseDone | QuizPassed):
            kind, key = ("course", leaf.course) if isinstance(leaf, CourseDone) else ("quiz", leaf.quiz)
            with database.write() as session:
                record_fact(session, Fact(person_id, "any", kind, key, at, passed=True, score=950), by=None, at=at)
        elif isinstance(leaf, RoleplaysPassed):
            with database.write() as session:
                record_roleplays(session, person_id, at=at)


@pytest.fixture
def code(app_database, world, rule):
    """The code of the learner's fresh certificate."""
    study(app_database, world.learner, rule)
    with app_database.write() as session:
        record_signoff(session, world.learner, "mentor", track="aircon", by=world.mentor, at=START)
    return award_of(app_database, world.learner).code


def award_of(database, person_id):
    with database.read() as session:
        return awards_for(session, person_id)[-1]


def signatures(database, person_id, kind="signoff"):
    with database.read() as session:
        return facts_of_kind(session, person_id, kind)


def test_a_newcomer_sees_the_way_and_who_must_act(client, world):
    sign_in(client, "learner")
    html = lint_page(client.get("/certificates?lang=en"))
    assert "Foundation agent" in html
    assert "your mentor" in html
    assert "No certificate yet" in html
    assert 'href="/quizzes/complaint-handling-final"' in html
    assert "距离基础客服的进度" in lint_page(client.get("/certificates?lang=zh"))


def test_certificates_need_a_sign_in(client, world):
    for url in ("/certificates", "/certificates/abc", f"/people/{world.learner}/sign-offs"):
        assert client.get(url).status_code == 303, url


def test_the_list_shows_what_was_earned(client, code):
    sign_in(client, "learner")
    html = lint_page(client.get("/certificates?lang=en"))
    assert f'href="/certificates/{code}"' in html
    assert "Professional agent" in html


def test_the_sheet_speaks_both_languages_and_carries_the_qr(client, code):
    sign_in(client, "learner")
    html = lint_page(client.get(f"/certificates/{code}?lang=zh"))
    for words in ("能力等级证书", "Certificate of competence", "基础客服", "Foundation agent", "Learner", "Mentor"):
        assert words in html, words
    assert "2026年3月2日" in html
    assert "2 March 2027" in html
    assert '<svg viewBox="0 0' in html
    assert "style=" not in html
    assert "吊销这张证书" not in html


def test_the_sheet_shows_what_it_rests_on(client, code):
    sign_in(client, "learner")
    html = lint_page(client.get(f"/certificates/{code}?lang=en"))
    assert "Sign-off by a mentor" in html
    assert "your mentor" not in html


def test_a_certificate_is_not_for_strangers(client, code):
    sign_in(client, "outsider")
    lint_page(client.get(f"/certificates/{code}"))
    assert client.get(f"/certificates/{code}").status_code == 404
    assert client.get("/certificates/unknown").status_code == 404


def test_a_mentor_of_the_team_may_see_it_but_not_revoke(client, code):
    token = sign_in(client, "mentor")
    assert "Revoke this certificate" not in lint_page(client.get(f"/certificates/{code}?lang=en"))
    assert post(client, f"/certificates/{code}/revocation", token, reason="why").status_code == 404


def test_a_manager_revokes_with_a_reason(client, code, app_database, world):
    token = sign_in(client, "manager")
    assert "Revoke this certificate" in lint_page(client.get(f"/certificates/{code}?lang=en"))
    answer = post(client, f"/certificates/{code}/revocation", token, reason="成绩登记有误")
    assert (answer.status_code, answer.location) == (303, f"/certificates/{code}")
    assert award_of(app_database, world.learner).revocation_reason == "成绩登记有误"
    html = lint_page(client.get(f"/certificates/{code}?lang=en"))
    assert "成绩登记有误" in html
    assert "Revoke this certificate" not in html
    again = post(client, f"/certificates/{code}/revocation", token, reason="nochmal")
    lint_page(again)
    assert again.status_code == 409


@pytest.mark.parametrize("reason", ["", "   ", "x" * 1001])
def test_a_revocation_without_a_usable_reason_is_sent_back(client, code, app_database, world, reason):
    token = sign_in(client, "manager")
    answer = post(client, f"/certificates/{code}/revocation?lang=en", token, reason=reason)
    assert answer.status_code == 422
    assert "Please check these fields" in lint_page(answer)
    assert award_of(app_database, world.learner).revoked_at is None


def test_only_the_persons_own_manager_or_an_admin_revokes(client, code, app_database, world):
    for who, status in (("learner", 404), ("other_manager", 404), ("admin", 303)):
        other = client.application.test_client()
        token = sign_in(other, who)
        assert post(other, f"/certificates/{code}/revocation", token, reason="why").status_code == status, who


def test_anybody_verifies_without_signing_in(client, code):
    html = lint_page(client.get(f"/verify/{code}?lang=en"))
    assert "This certificate is valid" in html
    assert "Foundation agent" in html
    assert "Learner" in html
    for secret in ("Mentor", "learner", "950", "95 %", "95%"):
        assert secret not in words_of(html), secret


def test_an_unknown_code_is_told_kindly(client, world):
    answer = client.get("/verify/zzzz?lang=en")
    assert answer.status_code == 404
    assert "There is no such certificate" in lint_page(answer)


def test_verification_tells_expired_and_revoked(client, code, clock, app_database, world):
    clock.at = START + timedelta(days=370)
    assert "This certificate has expired" in lint_page(client.get(f"/verify/{code}?lang=en"))
    clock.at = START + 2 * DAY
    with app_database.write() as session:
        revoke_award(session, award_of(app_database, world.learner).id, "秘密的理由", by=None, at=START + DAY)
    html = lint_page(client.get(f"/verify/{code}?lang=zh"))
    assert "证书已被吊销" in html
    assert "秘密的理由" not in html


def test_the_printed_sheet_of_an_ended_certificate_says_so(client, code, clock):
    clock.at = START + timedelta(days=10)
    sign_in(client, "learner")
    assert "diploma-stamp" not in lint_page(client.get(f"/certificates/{code}"))
    clock.at = START + timedelta(days=370)
    sign_in(client, "learner")
    assert "diploma-stamp" in lint_page(client.get(f"/certificates/{code}"))


def test_the_form_leads_to_the_code_however_it_is_typed(client, code):
    lint_page(client.get("/verify"))
    typed = f"{code[:4]} {code[4:].upper()}"
    answer = client.get("/verify", query_string={"code": typed})
    assert (answer.status_code, answer.location) == (303, f"/verify/{code}")


@pytest.mark.parametrize("typed", ["", "---", "a" * 300])
def test_the_form_without_a_code_is_sent_back(client, world, typed):
    answer = client.get("/verify", query_string={"code": typed, "lang": "en"})
    assert answer.status_code == 422
    lint_page(answer)


def test_a_mentor_signs_off_and_the_level_is_awarded(client, world, app_database, rule):
    study(app_database, world.learner, rule)
    token = sign_in(client, "mentor")
    html = lint_page(client.get(f"/people/{world.learner}/sign-offs?lang=en"))
    assert "Sign off as a mentor" in html
    assert "Waive the other condition" not in html
    answer = post(client, f"/people/{world.learner}/sign-offs", token, **SIGN)
    assert (answer.status_code, answer.location) == (303, f"/people/{world.learner}")
    (fact,) = signatures(app_database, world.learner)
    assert (fact.key, fact.recorded_by, fact.fact.detail["note"]) == ("mentor", world.mentor, SIGN["note"])
    assert award_of(app_database, world.learner).level == "foundation"
    again = post(client, f"/people/{world.learner}/sign-offs", token, **SIGN)
    lint_page(again)
    assert again.status_code == 409
    assert "Nothing to sign off now" in lint_page(client.get(f"/people/{world.learner}/sign-offs?lang=en"))


def test_a_signature_must_name_track_and_level_and_keeps_the_note(client, world, app_database):
    token = sign_in(client, "mentor")
    url = f"/people/{world.learner}/sign-offs?lang=en"
    for broken in ({"track": ""}, {"level": ""}, {"note": "x" * 1001}):
        answer = post(client, url, token, **{**SIGN, **broken})
        lint_page(answer)
        assert answer.status_code == 422, broken
    assert "x" * 1001 in lint_page(post(client, url, token, **{**SIGN, "note": "x" * 1001}))
    assert post(client, url, token, **{**SIGN, "track": "nothing"}).status_code == 404
    assert signatures(app_database, world.learner) == ()


@pytest.mark.parametrize(
    ("who", "role"),
    [
        ("learner", "mentor"),
        ("colleague", "mentor"),
        ("other_mentor", "mentor"),
        ("other_manager", "manager"),
        ("mentor", "manager"),
        ("manager", "mentor"),
        ("admin", "manager"),
        ("author", "manager"),
    ],
)
def test_who_does_not_hold_the_role_over_the_team_cannot_sign(client, world, app_database, who, role):
    token = sign_in(client, who)
    answer = post(client, f"/people/{world.learner}/sign-offs", token, **{**SIGN, "role": role})
    assert answer.status_code == 404
    assert signatures(app_database, world.learner) == ()


def test_nobody_opens_the_signing_page_for_oneself_or_strangers(client, world):
    sign_in(client, "mentor")
    for person in (world.mentor, world.outsider, 9999):
        assert client.get(f"/people/{person}/sign-offs").status_code == 404


def new_hire(database, world):
    """Move the learner's first day to yesterday, so that the waiting time is still to be waived."""
    from sqlalchemy import text  # noqa: PLC0415

    with database.write() as session:
        values = {"day": (START - DAY).date().isoformat(), "id": world.learner}
        session.execute(text("UPDATE person SET hire_date = :day WHERE id = :id"), values)


def test_a_manager_waives_the_waiting_time(client, world, app_database, code):
    new_hire(app_database, world)
    token = sign_in(client, "manager")
    answer = post(client, f"/people/{world.learner}/waivers", token, **{**SIGN, "role": "manager"})
    assert answer.status_code == 409  # the level is held already


def test_a_waiver_needs_its_reason_and_then_counts(client, world, app_database):
    new_hire(app_database, world)
    token = sign_in(client, "manager")
    url = f"/people/{world.learner}/waivers"
    assert "Waive the other condition" in lint_page(client.get(f"/people/{world.learner}/sign-offs?lang=en"))
    empty = post(client, f"{url}?lang=en", token, **{**SIGN, "role": "manager", "note": " "})
    assert empty.status_code == 422
    assert "Say why you waive this" in lint_page(empty)
    assert post(client, url, token, **{**SIGN, "role": "manager", "note": "三年同岗"}).status_code == 303
    (fact,) = signatures(app_database, world.learner, "waiver")
    assert fact.recorded_by == world.manager


@pytest.mark.parametrize("who", ["learner", "mentor", "other_manager", "admin"])
def test_only_the_persons_manager_waives(client, world, app_database, who):
    token = sign_in(client, who)
    assert post(client, f"/people/{world.learner}/waivers", token, **SIGN).status_code == 404
    assert signatures(app_database, world.learner, "waiver") == ()


def test_every_post_needs_its_token(client, world, code):
    sign_in(client, "manager")
    for url in (f"/certificates/{code}/revocation", f"/people/{world.learner}/waivers"):
        assert client.post(url, data={"reason": "why"}).status_code == 400


def test_no_english_is_left_on_a_chinese_page(client, world, code):
    sign_in(client, "learner")
    html = lint_page(client.get("/certificates?lang=zh"))
    shown = re.sub(r"<[^>]+>", " ", html.split("<h1>", 1)[1].split("</main>", 1)[0])
    assert not re.findall(r"[A-Za-z]{4,}", shown)

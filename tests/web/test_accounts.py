"""Signing in and out, passwords, codes, sessions, profile, one's own data: through HTTP."""

import json
from datetime import timedelta

import pytest

from app.accounts.rules import PER_ADDRESS, PER_IDENTIFIER, WINDOW, throttle_keys
from app.identity.actions import close_person, issue_code, note_failure, set_password
from app.identity.queries import find_record, sessions_of
from tests.factories.organisation import PASSWORD, password_hash
from tests.web.page_lint import lint_page
from tests.web.signing import csrf_of, post, sign_in

WRONG = "not this one"
NEW = "a quiet morning 9"


@pytest.fixture
def learner(client):
    return sign_in(client, "learner")


def code_for(app_database, world, clock, name="learner"):
    with app_database.write() as session:
        return issue_code(session, getattr(world, name), by=world.admin, at=clock())


def attempt(client, identifier="learner", password=WRONG, **more):
    token = csrf_of(client.get("/sign-in"))
    return post(client, "/sign-in", token, identifier=identifier, password=password, **more)


PUBLIC = ["/sign-in", "/reset", "/privacy"]
OWN = ["/profile", "/profile/password", "/profile/sessions", "/my-data"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("url", PUBLIC)
def test_public_pages_are_well_formed(client, url, language):
    lint_page(client.get(f"{url}?lang={language}"))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("url", OWN)
def test_own_pages_are_well_formed(client, learner, url, language):
    page = lint_page(client.get(f"{url}?lang={language}"))

    assert "Learner" in page


@pytest.mark.parametrize("url", [*OWN, "/my-data/export"])
def test_own_pages_ask_for_a_sign_in(client, url):
    response = client.get(url)

    assert response.status_code == 303
    assert response.location.startswith("/sign-in?next=")


def test_signing_in_leads_where_one_wanted_to_go(client):
    response = attempt(client, password=PASSWORD, next="/profile/sessions")

    assert (response.status_code, response.location) == (303, "/profile/sessions")


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example"])
def test_signing_in_never_leads_elsewhere(client, target):
    assert attempt(client, password=PASSWORD, next=target).location == "/"


@pytest.mark.parametrize(
    ("identifier", "password"), [("learner", "wrong"), ("nobody", PASSWORD), ("", PASSWORD), ("learner", "")]
)
def test_a_wrong_sign_in_is_refused_and_keeps_what_was_typed(client, identifier, password):
    response = attempt(client, identifier, password)

    assert response.status_code == 422
    assert f'value="{identifier}"' in lint_page(response)


def test_a_closed_person_cannot_sign_in(client, app_database, world, clock):
    with app_database.write() as session:
        close_person(session, world.learner, by=world.admin, at=clock())

    assert attempt(client, password=PASSWORD).status_code == 422


def test_closing_somebody_signs_out_at_once(client, learner, app_database, world, clock):
    with app_database.write() as session:
        close_person(session, world.learner, by=world.admin, at=clock())

    assert client.get("/profile").status_code == 303


def test_sign_in_is_throttled_per_identifier_until_the_window_has_passed(client, app, clock):
    for _ in range(PER_IDENTIFIER):
        assert attempt(client).status_code == 422

    assert attempt(client, password=PASSWORD).status_code == 429
    assert attempt(app.test_client(), "mentor", PASSWORD).status_code == 303
    clock.advance(minutes=15)
    assert attempt(client, password=PASSWORD).status_code == 303


def test_sign_in_is_throttled_per_address(client, app, clock):
    with app.extensions["aftercare"].database.write() as session:
        for number in range(PER_ADDRESS):
            keys = throttle_keys(f"n{number}", "127.0.0.1")
            note_failure(session, keys, window=WINDOW, at=clock())

    assert attempt(client, "mentor", PASSWORD).status_code == 429


def test_signing_out_ends_the_session_on_the_server(client, learner, app_database, world, clock):
    response = post(client, "/sign-out", learner)

    assert response.location == "/sign-in"
    with app_database.read() as session:
        assert sessions_of(session, world.learner, at=clock()) == []


def test_a_code_sets_a_password_and_signs_in(client, app_database, world, clock):
    code = code_for(app_database, world, clock)
    token = csrf_of(client.get("/reset?identifier=learner"))
    typed = f"{code[:5].upper()} - {code[5:]}"

    response = post(client, "/reset", token, identifier="LEARNER", code=typed, password=NEW, again=NEW)

    assert (response.status_code, response.location) == (303, "/")
    assert client.get("/profile").status_code == 200
    again = post(
        client, "/reset", csrf_of(client.get("/reset")), identifier="learner", code=code, password=NEW, again=NEW
    )
    assert again.status_code == 422


@pytest.mark.parametrize(
    "change",
    [
        {"code": "wrong"},
        {"code": ""},
        {"identifier": "mentor"},
        {"identifier": ""},
        {"password": "short", "again": "short"},
        {"again": "another sentence"},
        {"password": "aaaaaaaaaaaa", "again": "aaaaaaaaaaaa"},
        {"password": "other_manager", "again": "other_manager", "identifier": "other_manager"},
    ],
)
def test_a_reset_that_does_not_hold_changes_nothing(client, app_database, world, clock, change):
    name = change.get("identifier") if change.get("identifier") == "other_manager" else "learner"
    code = code_for(app_database, world, clock, name)
    data = {"identifier": "learner", "code": code, "password": NEW, "again": NEW} | change

    response = post(client, "/reset", csrf_of(client.get("/reset")), **data)

    assert response.status_code == 422
    assert "aria-invalid" in lint_page(response)
    assert attempt(client, name, PASSWORD).status_code == 303


def test_an_old_code_does_not_hold(client, app_database, world, clock):
    code = code_for(app_database, world, clock)
    clock.advance(hours=24)
    data = {"identifier": "learner", "code": code, "password": NEW, "again": NEW}

    assert post(client, "/reset", csrf_of(client.get("/reset")), **data).status_code == 422


def test_codes_are_throttled_per_identifier_and_apart_from_sign_in(client, app_database, world, clock):
    code = code_for(app_database, world, clock)
    for _ in range(PER_IDENTIFIER):
        attempt(client)
    data = {"identifier": "learner", "code": "wrong", "password": NEW, "again": NEW}
    token = csrf_of(client.get("/reset"))
    for _ in range(PER_IDENTIFIER - 1):
        assert post(client, "/reset", token, **data).status_code == 422

    assert post(client, "/reset", token, **data | {"code": code}).status_code == 303
    token = csrf_of(client.get("/reset"))
    for _ in range(PER_IDENTIFIER):
        assert post(client, "/reset", token, **data).status_code == 422
    assert post(client, "/reset", token, **data).status_code == 429


def test_changing_the_password_ends_the_other_sessions_only(client, app, app_database, world, clock):
    other = app.test_client()
    sign_in(other, "learner")
    token = sign_in(client, "learner")

    response = post(client, "/profile/password", token, current=PASSWORD, password=NEW, again=NEW)

    assert response.location == "/profile/sessions?changed=1"
    assert "Learner" in lint_page(client.get(response.location))
    assert other.get("/profile").status_code == 303
    assert attempt(other, password=PASSWORD).status_code == 422
    assert attempt(other, password=NEW).status_code == 303


@pytest.mark.parametrize(
    "change",
    [
        {"current": "wrong"},
        {"current": ""},
        {"password": "short", "again": "short"},
        {"again": "different"},
        {"password": ""},
    ],
)
def test_a_password_change_that_does_not_hold_changes_nothing(client, learner, change):
    data = {"current": PASSWORD, "password": NEW, "again": NEW} | change

    response = post(client, "/profile/password", learner, **data)

    assert response.status_code == 422
    lint_page(response)
    assert PASSWORD not in response.get_data(as_text=True), "passwords are never sent back"
    assert client.get("/profile/password").status_code == 200


def test_the_present_password_cannot_be_guessed(client, learner):
    data = {"current": "wrong", "password": NEW, "again": NEW}
    for _ in range(PER_IDENTIFIER):
        assert post(client, "/profile/password", learner, **data).status_code == 422

    assert post(client, "/profile/password", learner, **data | {"current": PASSWORD}).status_code == 429


def test_a_due_password_comes_before_everything_else(client, app_database, world, clock):
    with app_database.write() as session:
        set_password(session, world.learner, password_hash(), must_change=True, by=None, at=clock())
    attempt(client, password=PASSWORD)

    assert client.get("/profile").location == "/profile/password"
    token = csrf_of(client.get("/profile/password"))
    post(client, "/profile/password", token, current=PASSWORD, password=NEW, again=NEW)
    assert client.get("/profile").status_code == 200


def test_one_session_or_all_others_are_ended(client, app, app_database, world, clock):
    others = [app.test_client() for _ in range(3)]
    for other in others:
        sign_in(other, "learner")
    token = sign_in(client, "learner")
    with app_database.read() as session:
        ids = [line.id for line in sessions_of(session, world.learner, at=clock())]
    assert len(ids) == 4

    post(client, "/profile/sessions/ending", token, session_id=ids[-1])
    assert [other.get("/profile").status_code for other in others] == [303, 200, 200]
    post(client, "/profile/sessions/other-endings", token)
    assert [other.get("/profile").status_code for other in others] == [303, 303, 303]
    assert client.get("/profile").status_code == 200


@pytest.mark.parametrize("wanted", ["0", "", "abc", "99999", "-1"])
def test_a_session_that_is_not_ones_own_is_not_there(client, app, wanted):
    other = app.test_client()
    sign_in(other, "mentor")
    token = sign_in(client, "learner")

    assert post(client, "/profile/sessions/ending", token, session_id=wanted).status_code == 404
    assert post(client, "/profile/sessions/ending", token, session_id=1).status_code == 404
    assert other.get("/profile").status_code == 200


def test_the_profile_is_saved_and_its_language_spoken_at_once(client, learner, app_database, world):
    data = {"lang": "en", "zone": "Asia/Urumqi", "phone": "+86 138 0000 0001", "email": " Li@Example.com "}

    response = post(client, "/profile", learner, **data)

    assert response.location == "/profile?saved=1"
    assert "Saved." in lint_page(client.get(response.location))
    with app_database.read() as session:
        record = find_record(session, world.learner)
    assert (record.lang, record.zone, record.phone, record.email) == (
        "en",
        "Asia/Urumqi",
        "+8613800000001",
        "li@example.com",
    )
    post(client, "/sign-out", csrf_of(client.get("/profile")))
    assert attempt(client, "li@example.com", PASSWORD).status_code == 303


@pytest.mark.parametrize(
    "change",
    [{"phone": "call me"}, {"email": "nothing"}, {"zone": "Mars/Base"}, {"lang": "fr"}, {"phone": "13900001111"}],
)
def test_an_invalid_profile_is_refused_and_kept(client, learner, app, change):
    taken = app.test_client()
    post(taken, "/profile", sign_in(taken, "mentor"), lang="zh", zone="Asia/Shanghai", phone="13900001111", email="")
    data = {"lang": "zh", "zone": "Asia/Shanghai", "phone": "13912345678", "email": "keep@this.cn"} | change

    response = post(client, "/profile", learner, **data)

    assert response.status_code == 422
    page = lint_page(response)
    assert data["email"] in page
    assert data["phone"] in page


def test_the_export_holds_everything_about_me_and_nobody_else(client, learner, world):
    response = client.get("/my-data/export")

    assert response.headers["Content-Disposition"].startswith("attachment")
    whole = json.loads(response.data)
    assert whole["profile"]["employee_number"] == "learner"
    assert {"memberships", "roles", "sign_in_sessions", "evidence", "audit"} <= set(whole)
    text = response.get_data(as_text=True)
    assert "argon2" not in text
    assert "hash" not in text


def test_a_token_of_another_session_is_refused(client, learner):
    assert post(client, "/profile", "0" * 64, lang="zh", zone="Asia/Shanghai").status_code == 400


def test_sessions_end_by_themselves(client, learner, clock):
    clock.at += timedelta(days=14)

    assert client.get("/profile").status_code == 303

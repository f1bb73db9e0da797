"""Sessions that end, one throttle for every spelling and address, sign-ins that do not tell who is known."""

import time
from datetime import date

import pytest

from app.accounts.rules import PER_IDENTIFIER, throttle_keys
from app.factory import create_app
from app.identity.actions import NewPerson, close_person, create_person, end_grant, end_sessions, issue_code
from app.identity.passwords import hash_password, verify_password
from app.identity.queries import grants_of
from app.settings import Settings
from tests.factories.organisation import PASSWORD
from tests.web.signing import csrf_of, post, sign_in

JSON = {"Accept": "application/json"}
WRONG = "not this one"
SESSION = "__Host-aftercare"  # the client of these tests sends Secure cookies over loopback, as browsers do


def settings_like(app, **changes) -> Settings:
    known = app.extensions["aftercare"].settings
    return Settings(**{name: getattr(known, name) for name in Settings.__dataclass_fields__} | changes)


# Sessions


def test_a_planted_session_is_not_adopted(client):
    for name in ("aftercare", SESSION):
        client.set_cookie(name, "planted-by-somebody")
    sign_in(client, "learner")

    assert client.get_cookie(SESSION).value != "planted-by-somebody"
    assert client.get("/profile").status_code == 200


def test_a_revoked_or_expired_session_opens_nothing(app, app_database, world, clock):
    for end in ("revoked", "expired"):
        client = app.test_client()
        token = sign_in(client, "learner")
        if end == "revoked":
            with app_database.write() as session:
                end_sessions(session, world.learner, at=clock())
        else:
            clock.advance(days=14)
        assert client.get("/today").location.startswith("/sign-in?next=")
        assert client.get("/today", headers=JSON).status_code == 401
        assert post(client, "/profile", token).location.startswith("/sign-in")
        assert client.post("/attempts/1/events", json={}, headers={"X-CSRF-Token": token}).status_code == 401


def test_a_cookie_kept_from_before_the_sign_out_opens_nothing(client):
    token = sign_in(client, "learner")
    kept = client.get_cookie(SESSION).value
    post(client, "/sign-out", token)
    assert client.get_cookie(SESSION) is None
    for name in ("aftercare", SESSION):
        client.set_cookie(name, kept)

    assert client.get("/profile").status_code == 303


def test_an_ended_role_ends_at_once_in_open_sessions(client, app_database, world, clock):
    sign_in(client, "manager")
    assert client.get(f"/people/{world.learner}").status_code == 200
    with app_database.write() as session:
        for line in grants_of(session, world.manager):
            if line.role == "manager":
                end_grant(session, line.id, by=None, at=clock())

    assert client.get(f"/people/{world.learner}").status_code == 404
    assert client.get("/overview").status_code == 404


# Throttling


def attempt(client, identifier, password=WRONG, **sent):
    token = csrf_of(client.get("/sign-in"))
    data = {"identifier": identifier, "password": password, "csrf_token": token}
    return client.post("/sign-in", data=data, **sent).status_code


def reset(client, identifier, code="wrong", **sent):
    data = {"identifier": identifier, "code": code, "password": "a quiet day 7", "again": "a quiet day 7"}
    return client.post("/reset", data=data | {"csrf_token": csrf_of(client.get("/reset"))}, **sent).status_code


VARIANTS = (
    "13800001111", "138 0000 1111", "138-0000-1111", "１３８００００１１１１", "1-3-8-0-0-0-0-1-1-1-1", " 13800001111 ",
    "138　0000　1111", "1 3 8 0 0 0 0 1 1 1 1", "-13800001111-", "138--00001111",
)  # fmt: skip
NAMES = (
    "learner",
    "LEARNER",
    "Learner",
    "ＬＥＡＲＮＥＲ",
    " learner",
    "learner\t",
    "lEARNER",
    "ｌearner",
    "learneR",
    "\0learner",
)


@pytest.mark.parametrize("spellings", [VARIANTS, NAMES], ids=["phone", "number"])
@pytest.mark.parametrize("door", [attempt, reset], ids=["sign-in", "reset"])
def test_no_spelling_of_an_identifier_gets_around_the_throttle(
    app, client, app_database, world, clock, door, spellings
):
    token = sign_in(client, "learner")
    contact = {"lang": "zh", "zone": "Asia/Shanghai", "phone": "13800001111", "email": ""}
    assert post(client, "/profile", token, **contact).status_code == 303
    stranger = app.test_client()
    with app_database.write() as session:
        code = issue_code(session, world.learner, by=None, at=clock())

    assert [door(stranger, spelling) for spelling in spellings] == [422] * PER_IDENTIFIER
    assert door(stranger, spellings[-1], {attempt: PASSWORD, reset: code}[door]) == 429
    clock.advance(minutes=15)
    assert door(stranger, spellings[-1], {attempt: PASSWORD, reset: code}[door]) == 303


@pytest.mark.parametrize("proxies", [0, 1])
def test_no_header_of_the_client_changes_its_address(app, clock, proxies):
    other = create_app(settings_like(app, trusted_proxies=proxies), clock=clock)
    client = other.test_client()
    for number in range(101):
        hops = f"10.0.{number}.1" if proxies == 0 else f"10.0.{number}.1, 203.0.113.9"
        headers = {"X-Forwarded-For": hops, "X-Real-IP": f"10.1.{number}.1", "Forwarded": f"for=10.2.{number}.1"}
        status = reset(client, f"nobody-{number}", headers=headers)
    other.extensions["aftercare"].database.engines.dispose()

    assert status == 429


def test_neighbours_in_one_network_of_ipv6_count_as_one_address():
    assert throttle_keys("a", "2001:db8:1:2::1")[1] == throttle_keys("b", "2001:db8:1:2:ffff::9")[1]
    assert throttle_keys("a", "2001:db8:1:2::1")[1] != throttle_keys("a", "2001:db8:1:3::1")[1]
    assert throttle_keys("a", "192.0.2.1")[1] != throttle_keys("a", "192.0.2.2")[1]
    assert throttle_keys("a", "")[1] != throttle_keys("a", "192.0.2.2")[1]


# Who is known


@pytest.mark.parametrize("identifier", ["nobody", "outsider", "fresh", "gone"])
def test_a_failed_sign_in_does_not_say_whether_somebody_is_known(client, app_database, clock, identifier):
    with app_database.write() as session:
        for name in ("fresh", "gone"):
            new = NewPerson(name, name.title(), date(2026, 2, 1))
            person = create_person(session, new, team_id=None, by=None, at=clock())
        close_person(session, person, by=None, at=clock())
    token = csrf_of(client.get("/sign-in"))
    data = {"password": WRONG, "csrf_token": token}

    known = client.post("/sign-in", data=data | {"identifier": "learner"})
    other = client.post("/sign-in", data=data | {"identifier": identifier})

    assert other.status_code == known.status_code == 422
    assert other.get_data(as_text=True).replace(identifier, "learner") == known.get_data(as_text=True)


def test_an_unknown_identifier_takes_as_long_as_a_wrong_password():
    def took(kept: str | None) -> float:
        begun = time.process_time()
        assert not verify_password(kept, WRONG)
        return time.process_time() - begun

    kept = hash_password(PASSWORD)
    known = min(took(kept) for _ in range(3))
    unknown = min(took(None) for _ in range(3))

    assert known / 2 < unknown < known * 2

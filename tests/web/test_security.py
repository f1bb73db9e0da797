"""Headers on every kind of answer, tokens and origins, cookies, redirects, errors that tell nothing."""

import logging
from datetime import timedelta

import pytest

from app.accounts.rules import safe_target
from app.audit.queries import count_rows
from app.identity.actions import grant_role, open_session
from tests.architecture.test_policies import ABSENT, Stage, routes_of
from tests.factories.content import publish_sample
from tests.factories.organisation import PASSWORD
from tests.web.page_lint import lint_page
from tests.web.signing import csrf_of, post, sign_in

JSON = {"Accept": "application/json"}


@pytest.fixture
def everything(app, app_database, world, clock):
    """The administrator holds every role, so that no door but the token stands before an address."""
    with app_database.write() as session:
        for role, team in (("mentor", world.region), ("manager", world.region), ("author", None)):
            grant_role(session, world.admin, role, team_id=team, by=None, at=clock())
    return Stage(app, world, "admin")


def crashing(app) -> None:
    """Let Today crash as it would when a table is missing."""

    def crash():
        raise RuntimeError("SELECT secret FROM password WHERE /srv/aftercare")

    crash.policy = app.view_functions["home.today"].policy
    app.view_functions["home.today"] = crash
    logging.getLogger("app").setLevel(logging.CRITICAL)


# Headers

KINDS = {
    "a page": lambda c, _: c.get("/profile"),
    "a public page": lambda c, _: c.get("/privacy"),
    "a list": lambda c, _: c.get("/programmes"),
    "the hot path": lambda c, _: c.get("/courses/complaint-handling/lessons/tiered-response"),
    "JSON": lambda c, _: c.get("/health"),
    "a file to keep": lambda c, _: c.get("/my-data/export"),
    "an error": lambda c, _: c.get("/nothing/here"),
    "an error as JSON": lambda c, _: c.get("/nothing/here", headers=JSON),
    "a wrong method": lambda c, _: c.delete("/profile"),
    "a missing token": lambda c, _: c.post("/profile"),
    "an invalid form": lambda c, token: post(c, "/profile", token),
    "something too large": lambda c, _: c.post("/profile", data={"csrf_token": "x" * 3_000_000}),
    "a crash": lambda c, _: c.get("/today"),
    "a redirect": lambda c, _: c.get("/"),
    "a redirect to the sign-in": lambda c, _: c.application.test_client().get("/profile"),
    "options": lambda c, _: c.options("/profile"),
    "a head": lambda c, _: c.head("/profile"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_carries_the_headers(app, client, kind):
    token = sign_in(client, "learner")
    crashing(app)

    response = KINDS[kind](client, token)

    headers = response.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert len(headers.getlist("Content-Security-Policy")) == 1
    assert "Access-Control-Allow-Origin" not in headers


def test_scripts_stay_strict_where_charts_need_styles(client):
    sign_in(client, "manager")

    policy = client.get("/overview").headers["Content-Security-Policy"]

    assert "script-src 'self';" in policy
    assert policy.count("unsafe") == 1, "style-src only"
    assert "unsafe" not in client.get("/overview/people").headers["Content-Security-Policy"]


def test_static_files_are_kept_long_and_guessed_never(app, client):
    response = client.get(app.extensions["aftercare"].assets.url("img/mark.svg"))

    assert response.status_code == 200
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in response.headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in response.headers
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    "path", ["../aftercare.db", "..%2f..%2fsecret-key", "%2e%2e/app.db", "....//app.db", "\\..\\app.db", "", "."]
)
def test_nothing_but_assets_is_served_from_the_static_folder(app, client, path):
    for prefix in ("/static/", app.extensions["aftercare"].assets.prefix):
        assert client.get(prefix + path).status_code == 404


# Tokens and origins


def others_token(app) -> str:
    return sign_in(app.test_client(), "learner")


FORGERIES = {
    "no token": lambda _app, _token: {},
    "an empty token": lambda _app, _token: {"data": {"csrf_token": ""}},
    "a token of somebody else": lambda app, _token: {"data": {"csrf_token": others_token(app)}},
    "a token in other letters": lambda _app, _token: {"data": {"csrf_token": "ключ"}},
    "a header in other letters": lambda _app, _token: {"headers": {"X-CSRF-Token": "cl\xe9"}},
    "a token in JSON": lambda _app, token: {"json": {"csrf_token": token}},
    "a token in the address": lambda _app, token: {"query_string": {"csrf_token": token}},
    "an origin without a name": lambda _app, token: {"data": {"csrf_token": token}, "headers": {"Origin": "null"}},
    "an empty origin": lambda _app, token: {"data": {"csrf_token": token}, "headers": {"Origin": ""}},
    "an origin that is none": lambda _app, token: {"data": {"csrf_token": token}, "headers": {"Origin": "http://["}},
    "another origin": lambda _app, token: {
        "data": {"csrf_token": token},
        "headers": {"Origin": "https://localhost.evil.example"},
    },
    "another port": lambda _app, token: {"headers": {"X-CSRF-Token": token, "Origin": "http://localhost:81"}},
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_no_post_of_any_route_goes_through_when_it_is_forged(app, app_database, everything, forgery):
    sent = FORGERIES[forgery](app, everything.token)
    with app_database.read() as session:
        before = count_rows(session)
    routes = [route for route in routes_of(app) if route.method == "POST"]
    assert len(routes) > 30

    for route in routes:
        chosen = everything.values | dict.fromkeys(ABSENT, 1) | {"person_id": everything.world.learner}
        with app.test_request_context():
            url = app.url_map.bind("localhost").build(
                route.endpoint, {name: chosen[name] for name in route.arguments}, method="POST"
            )
        response = everything.client.post(url, **sent)
        assert response.status_code == 400, f"{url}: {response.status_code}"

    with app_database.read() as session:
        assert count_rows(session) == before
    assert everything.client.get("/profile").status_code == 200, "still signed in"


def test_our_own_origin_is_welcome(client):
    token = sign_in(client, "learner")

    response = client.post("/sign-out", data={"csrf_token": token}, headers={"Origin": "http://localhost"})

    assert response.status_code == 303


def test_a_token_from_before_the_sign_in_is_none_afterwards(client):
    early = csrf_of(client.get("/sign-in"))
    sign_in(client, "learner")

    assert post(client, "/sign-out", early).status_code == 400


# Cookies


def cookies_of(response) -> dict[str, dict[str, str]]:
    found = {}
    for line in response.headers.getlist("Set-Cookie"):
        pair, *attributes = line.split("; ")
        name = pair.partition("=")[0]
        found[name] = {key.lower(): value for key, _, value in (attribute.partition("=") for attribute in attributes)}
    return found


def signed_in_at(app, base_url: str):
    client = app.test_client()
    token = csrf_of(client.get("/sign-in", base_url=base_url))
    data = {"identifier": "learner", "password": PASSWORD, "csrf_token": token}
    return client, client.post("/sign-in", data=data, base_url=base_url)


def test_over_tls_the_session_cookie_is_bound_to_this_host(app):
    _, response = signed_in_at(app, "https://localhost")

    cookies = cookies_of(response)

    assert set(cookies) == {"__Host-aftercare"}
    (cookie,) = cookies.values()
    assert {"secure", "httponly"} <= set(cookie)
    assert (cookie["path"], cookie["samesite"]) == ("/", "Lax")
    assert "domain" not in cookie


def test_a_plain_cookie_planted_by_a_neighbour_counts_nothing_over_tls(app, app_database, world, clock):
    with app_database.write() as session:
        token = open_session(session, world.learner, "", clear="", lasts=timedelta(days=1), at=clock())
    client = app.test_client()
    client.set_cookie("aftercare", token)

    assert client.get("/profile", base_url="https://localhost").status_code == 303
    assert client.get("/profile").status_code == 200, "the plain name serves loopback without TLS only"


@pytest.mark.parametrize("url", ["/sign-in", "/?lang=en", "/privacy?lang=zh"])
def test_no_cookie_is_readable_by_scripts_but_the_language(app, url):
    for name, cookie in cookies_of(app.test_client().get(url, base_url="https://localhost")).items():
        assert "secure" in cookie
        assert cookie["samesite"] == "Lax"
        assert ("httponly" in cookie) == (name != "lang")


def test_the_draft_cookie_shows_a_learner_nothing(app, client, world, app_database, clock, verdicts):
    with app_database.write() as session:
        publish_sample(session, at=clock(), verdicts=verdicts, channel="draft")
    client.set_cookie("channel", "draft")
    token = sign_in(client, "learner")

    assert post(client, "/quizzes/complaint-handling-final/attempts", token).status_code == 303, "not in a draft"
    other = app.test_client()
    other.set_cookie("channel", "draft")
    assert post(other, "/quizzes/complaint-handling-final/attempts", sign_in(other, "author")).status_code == 409


# Redirects

ELSEWHERE = [
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/\n/evil.example",
    "https://evil.example", "https:evil.example", "javascript:alert(1)", "data:text/html,x", "evil.example", "@evil.example",
    " //evil.example", "/ /evil.example", "\x00//evil.example", "/\r\nSet-Cookie: a=b", "", "?next=//evil.example",
]  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE)
def test_a_sign_in_never_leads_elsewhere(client, target):
    assert safe_target(target) == "/"
    token = csrf_of(client.get("/sign-in", query_string={"next": target}))
    response = client.post(
        "/sign-in", data={"identifier": "learner", "password": PASSWORD, "next": target, "csrf_token": token}
    )

    assert response.location == "/"
    assert client.get("/sign-in", query_string={"next": target}).location == "/"
    assert len(response.headers.getlist("Set-Cookie")) == 1


@pytest.mark.parametrize("path", ["//evil.example/a", "/%5Cevil.example/a", "//evil.example/%0d%0aSet-Cookie:a=b"])
def test_no_link_of_an_error_page_leads_elsewhere(client, path):
    response = client.get(path)

    assert response.status_code in {308, 404}
    assert "evil.example" not in response.headers.get("Location", "").partition("//localhost/")[0]
    for start in ('href="//', 'href="/\\', 'href="https:'):
        assert start not in response.get_data(as_text=True)


# Errors


@pytest.mark.parametrize("headers", [{}, JSON])
def test_a_crash_shows_nothing_of_the_inside(app, client, headers):
    sign_in(client, "learner")
    crashing(app)

    response = client.get("/today", headers=headers)

    assert response.status_code == 500
    text = response.get_data(as_text=True)
    for inside in ("SELECT", "password WHERE", "Traceback", "/srv", "RuntimeError", "sqlalchemy", "werkzeug", ".py"):
        assert inside not in text


def test_what_is_somebody_elses_looks_like_what_is_not_there(client, world):
    sign_in(client, "learner")

    pages = [lint_page(client.get(f"/people/{number}")) for number in (world.manager, 987654)]

    assert pages[0].replace(f"/people/{world.manager}?", "/people/987654?") == pages[1]

"""Every page for every role: axe finds nothing, nothing is wider than the screen, nothing complains in the console."""

import pytest

from tests.browser import DESK, PHONE, axe_problems, open_context, overflow, picture, sign_in, wants_pictures
from tests.journeys.conftest import LAST_LESSON

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
COURSE, LESSON = LAST_LESSON.split("/")


def pages_of(world) -> dict[str, list[str]]:
    """Return what each role opens; every address that answers a GET is in one of the lists (a test holds it)."""
    return {
        "": ["/sign-in", "/reset", "/privacy", "/verify", "/verify/unknown", "/nowhere"],
        "learner": [
            "/today",
            "/programmes",
            "/programmes/aircon-agent",
            "/courses",
            f"/courses/{COURSE}",
            f"/courses/{COURSE}/lessons/{LESSON}",
            "/quizzes/complaint-handling-final",
            "/quizzes/communication-final",
            "/attempts/1/receipt",
            "/attempts/1/review",
            "/certificates",
            "/search?q=投诉",
            "/search?q=",
            "/profile",
            "/profile/password",
            "/profile/sessions",
            "/my-data",
        ],
        "mentor": ["/newcomers", f"/people/{world.learner}", f"/people/{world.learner}/sign-offs"],
        "manager": [
            "/overview",
            "/overview/people",
            f"/people/{world.learner}",
            f"/people/{world.colleague}",
            f"/people/{world.learner}/enrolments",
            f"/people/{world.learner}/assignments",
            f"/people/{world.learner}/attempts",
            f"/people/{world.learner}/sign-offs",
        ],
        "author": [
            "/authoring",
            "/authoring/releases",
            f"/authoring/preview/{COURSE}/{LESSON}",
            "/authoring/scenarios",
            "/authoring/scenarios/aircon-leak-night",
        ],
        "admin": [
            "/administration",
            "/administration/people",
            "/administration/people/new",
            f"/administration/people/{world.learner}",
            "/administration/teams",
            f"/administration/teams/{world.team}",
            "/administration/audit",
            "/administration/jobs",
        ],
    }


@pytest.mark.parametrize(
    ("lang", "size", "dark"), [("zh", PHONE, True), ("en", DESK, False)], ids=["zh-390-dark", "en-1280-light"]
)
@pytest.mark.parametrize("role", ["", "learner", "mentor", "manager", "author", "admin"])
def test_every_page_is_accessible(browser, base, world, role, lang, size, dark):
    context = open_context(browser, lang=lang, size=size, dark=dark)
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    if role:
        sign_in(page, base, role)

    for address in pages_of(world)[role]:
        problems.clear()
        response = page.goto(base + address)
        found = axe_problems(page)
        if response.status < 400:
            found += problems
        assert response.status in ({404} if address in {"/nowhere", "/verify/unknown"} else {200}), address
        assert found == [], "\n".join(found)
        assert overflow(page) <= 0, f"{address} is wider than the screen"
        if wants_pictures():
            name = address.strip("/").replace("/", "-").split("?")[0] or "root"
            picture(page, f"{role or 'nobody'}-{name}-{lang}-{'dark' if dark else 'light'}")
    context.close()


def test_the_lists_leave_no_page_out(app, world):
    listed = {address.split("?")[0] for pages in pages_of(world).values() for address in pages}
    adapter = app.url_map.bind("127.0.0.1")
    seen = {adapter.match(address)[0] for address in listed if address != "/nowhere"}
    downloads_and_redirects = {
        "health.health",
        "home.start",
        "accounts.my_data_export",
        "authoring.draft_state",
        "assessment.attempt",
        "certification.certificate",
    }
    expected = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and not rule.endpoint.endswith(("csv", "levels_csv", "people_csv"))
    }
    assert expected - seen - downloads_and_redirects == set()

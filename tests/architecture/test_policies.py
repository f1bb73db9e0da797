"""Every endpoint declares its policy, and does what it says: route × role × own or other team, generated from the routes.

The expected outcome comes from the declared policy and from the table of rules for routes that name a person, which
stands here a second time, in words of its own.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.web.guards import policy_of
from tests.web.signing import csrf_of, sign_in

WHO = ("anonymous", "learner", "mentor", "manager", "author", "admin")
TARGETS = {
    "own": "learner",
    "other": "outsider",
}  # `own`: in the team of mentor and manager, and the learner's own page
ALLOWED, SIGN_IN, NOT_FOUND = "allowed", "sign-in", "not found"

# Who passes the access rule of a route that names a person, by the team of that person.
SEES = {"own": {"learner", "mentor", "manager", "admin"}, "other": {"admin"}}
DECIDES = {"own": {"manager", "admin"}, "other": {"admin"}}
SIGNS = {"own": {"mentor", "manager"}, "other": set()}
WAIVES = {"own": {"manager"}, "other": set()}
PERSON_RULES = {
    "home.person": SEES,
    "certification.signing": SIGNS,
    "certification.signoff": SIGNS,
    "certification.waiver": WAIVES,
}
# What an address names that is not there for anybody in this organisation: allowed people get "not found", too.
ABSENT = {"attempt_id", "code", "grant_id", "job_id", "assignment_id", "enrolment_id", "award_id"}
ABSENT |= {"roleplay_id", "session_id", "task_id", "picture", "question_id", "panel_id"}
ABSENT |= {"appeal_id", "correction_id", "accommodation_id", "sitting_id"}
ABSENT_HERE = {
    "accounts.session_ending",  # the form names a session; an empty one names none
    "administration.team_reopening",  # no team is closed
    "analysis.quiz",  # nobody has handed one in
    "assessment.practise",  # the quiz at hand may not be practised
    "corrections.new_correction",  # the address names a question; here it names none
    "corrections.new_correction_post",
    "corrections.correct",
}
JUDGES_BODY_FIRST = {
    "assessment.events",
    "invigilation.contact",
}  # what is no batch of events is told so whatever the attempt
FORMS = {"certification.signoff": {"mentor": {"role": "mentor"}}}  # as what somebody signs
LEADS_TO_SIGN_IN = {"accounts.sign_out"}


@dataclass(frozen=True)
class Route:
    endpoint: str
    method: str
    rule: str
    arguments: frozenset[str]


def routes_of(app) -> list[Route]:
    return [
        Route(rule.endpoint, method, rule.rule, frozenset(rule.arguments))
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods)))
        for method in sorted(rule.methods & {"GET", "POST", "PUT", "PATCH", "DELETE"})
    ]


def expected(app, route: Route, who: str, target: str) -> str:
    policy = policy_of(app, route.endpoint)
    if policy.name != "public" and who == "anonymous":
        return SIGN_IN
    roles = {"learner", who}  # everybody learns
    if policy.roles and not roles & policy.roles:
        return NOT_FOUND
    if route.endpoint in JUDGES_BODY_FIRST:
        return ALLOWED
    if route.arguments & ABSENT or route.endpoint in ABSENT_HERE:
        return NOT_FOUND
    if "person_id" in route.arguments:
        rule = PERSON_RULES.get(route.endpoint, DECIDES)
        return ALLOWED if who in rule[target] else NOT_FOUND
    return SIGN_IN if route.endpoint in LEADS_TO_SIGN_IN else ALLOWED


def outcome(response) -> str:
    if response.status_code == 404:
        return NOT_FOUND
    if response.status_code == 303 and response.location.startswith("/sign-in"):
        return SIGN_IN
    return ALLOWED if response.status_code in {200, 303, 400, 409, 422} else f"status {response.status_code}"


class Stage:
    """An application with somebody signed in, set back to that state after every request that may have changed it."""

    def __init__(self, app, world, who: str) -> None:
        self.app, self.world, self.who = app, world, who
        self.services = app.extensions["aftercare"]
        self.client = app.test_client()
        self.token = csrf_of(self.client.get("/sign-in")) if who == "anonymous" else sign_in(self.client, who)
        self.file = Path(self.services.settings.database_url.removeprefix("sqlite:///"))
        self.cookies = dict(self.client._cookies)
        self.keep()
        self.values = self._values()

    def keep(self) -> None:
        self.services.database.engines.dispose()
        shutil.copy(self.file, self.file.with_suffix(".kept"))
        self.written = self._written()

    def set_back(self) -> None:
        self.client._cookies = dict(self.cookies)
        if self._written() == self.written:
            return
        self.services.database.engines.dispose()
        for leftover in (f"{self.file}-wal", f"{self.file}-shm"):
            Path(leftover).unlink(missing_ok=True)
        shutil.copy(self.file.with_suffix(".kept"), self.file)
        self.written = self._written()

    def _written(self) -> list[tuple[int, int]]:
        """When the database and what was appended to it were last written, and how large they are."""
        places = (self.file, Path(f"{self.file}-wal"))
        found = [place.stat() for place in places if place.exists()]
        return [(one.st_mtime_ns, one.st_size) for one in found if one.st_size]

    def _values(self) -> dict[str, object]:
        with self.services.database.read() as session:
            library = self.services.libraries.get(session, self.world.release_id)
        lesson = next(lesson for lesson in library.lessons.values() if lesson.checks)
        return {
            "course_id": lesson.course,
            "lesson_id": lesson.id,
            "check_id": next(iter(lesson.checks)),
            "programme_id": next(iter(library.programmes)),
            "quiz_id": next(iter(library.quizzes)),
            "track": next(iter(library.tracks)),
            "scenario_id": next(iter(library.scenarios)),
            "checklist_id": next(iter(library.checklists)),
            "case_id": next(iter(library.cases)),
            "release_id": self.world.release_id,
            "team_id": self.world.sister_team,
            "number": 1,
        } | dict.fromkeys(ABSENT, 987654)

    def ask(self, route: Route, target: str, token: str | None = None):
        values = self.values | {"person_id": getattr(self.world, TARGETS[target])}
        chosen = {name: values[name] for name in route.arguments}
        with self.app.test_request_context():
            url = self.app.url_map.bind("localhost").build(route.endpoint, chosen, method=route.method)
        if route.method == "GET":
            return self.client.get(url)
        form = {"csrf_token": token or self.token, **FORMS.get(route.endpoint, {}).get(self.who, {})}
        response = self.client.post(url, data=form)
        self.set_back()
        return response


def test_every_endpoint_declares_its_policy(app):
    undeclared = [route.endpoint for route in routes_of(app) if policy_of(app, route.endpoint) is None]

    assert undeclared == []


def test_a_get_never_needs_a_token_and_every_other_method_is_a_post(app):
    assert {route.method for route in routes_of(app)} == {"GET", "POST"}


def test_only_these_endpoints_are_open_to_everybody(app):
    public = {route.endpoint for route in routes_of(app) if policy_of(app, route.endpoint).name == "public"}

    assert public == {
        "accounts.privacy",
        "accounts.reset",
        "accounts.reset_post",
        "accounts.sign_in",
        "accounts.sign_in_post",
        "certification.verification",
        "certification.verify",
        "health.health",
    }


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("target", TARGETS)
def test_every_route_lets_in_exactly_whom_it_declares(app, world, who, target):
    stage = Stage(app, world, who)
    wrong = []
    for route in routes_of(app):
        if target == "other" and "person_id" not in route.arguments:
            continue
        wanted, found = expected(app, route, who, target), outcome(stage.ask(route, target))
        if wanted != found:
            wrong.append(f"{who} {route.method} {route.rule} ({target} team): {wanted} ≠ {found}")

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", WHO)
def test_no_post_goes_through_without_its_token(app, world, who):
    stage = Stage(app, world, who)
    wrong = []
    for route in routes_of(app):
        if route.method != "POST":
            continue
        response = stage.ask(route, "own", token="0" * 64)
        policy = policy_of(app, route.endpoint)
        allowed = {400} if policy.name == "public" or who != "anonymous" else {303}
        if policy.roles and who not in policy.roles and who != "anonymous":
            allowed = {404}
        if response.status_code not in allowed:
            wrong.append(f"{who} {route.rule}: {response.status_code}")

    assert not wrong, "\n".join(wrong)

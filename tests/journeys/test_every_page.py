"""Every page for every role: axe finds nothing, nothing is wider than the screen, nothing complains in the console."""

import re
from datetime import timedelta
from functools import partial

import pytest

from app.analysis.actions import create_panel, rate_questions
from app.analysis.rules.asked import asked_about
from app.appeals.actions import file_appeal, take_appeal
from app.assessment.actions import (
    CorrectionDraft,
    NewSitting,
    create_sitting,
    decide_correction,
    note_return,
    start_attempt,
)
from app.assessment.queries import Scope, find_attempt
from app.bench.actions import claim_task
from app.bench.queries import tasks_of
from app.demo.practice import Studio
from app.demo.writing import WritingDesk
from app.kernel.clock import utc_now
from app.marking.actions import claim_task as claim_answer
from app.marking.actions import submit_mark
from app.marking.queries import script_of
from app.marking.queries import tasks_of as tasks_of_answers
from app.marking.rules.sheet import Sheet
from app.roleplay.actions import close_session, leave, say, start_session
from tests.browser import DESK, PHONE, axe_problems, open_context, overflow, picture, served, sign_in
from tests.factories.analysis import seed_health
from tests.journeys.conftest import LAST_LESSON, living

pytestmark = pytest.mark.browser
COURSE, LESSON = LAST_LESSON.split("/")
CUSTOMER = "aircon-leak-night"
DROPPED = "ch-ev-courier"
CHECKLIST, CASE = "suspected-leakage", "dishwasher-seal"


@pytest.fixture(scope="module")
def live_app(_live_template, _data_dir, templates, tmp_path_factory):
    """One application for all pages: they are only looked at."""
    with living(_live_template, tmp_path_factory.mktemp("pages"), _data_dir, templates) as app:
        yield app


@pytest.fixture(scope="module")
def base(live_app):
    with served(live_app) as address:
        yield address


@pytest.fixture(scope="module")
def talks(live_app, world) -> None:
    """Conversations: one open, one explained, one marked and released, one with the mentor."""
    services, at = live_app.extensions["aftercare"], utc_now() - timedelta(hours=3)
    with services.database.write() as session:
        library = services.libraries.published(session)
        studio = Studio(session, library)
        begin = partial(start_session, session, lambda _release: library, release_id=library.release_id, at=at)
        begin(CUSTOMER, world.learner, purpose="practice", mode="choices", by=world.learner)
        ended = begin("filter-cleaning-advice", world.learner, purpose="practice", mode="text", by=world.learner)
        who = {"by": world.learner, "at": at}
        say(session, lambda _release: library, ended, "您好，我在听，您说。", key="said", lang="zh", **who)
        leave(session, lambda _release: library, ended, key="left", lang="zh", **who)
        close_session(session, ended, **who)
        marked, later = studio.play(world.manager, CUSTOMER, "marked", well=False, at=at)
        studio.mark(marked, (world.mentor,), "marked", at=later)
        taken, later = studio.play(world.colleague, CUSTOMER, "taken", well=True, at=at)
        (task,) = tasks_of(session, taken)
        claim_task(session, task.id, by=world.mentor, at=later)


@pytest.fixture(scope="module")
def exam(live_app, world) -> None:
    """A sitting that runs, with a paper begun in it (the second one there is)."""
    services, at = live_app.extensions["aftercare"], utc_now()
    with services.database.write() as session:
        library = services.libraries.published(session)
        teams, hour = (world.region,), timedelta(hours=1)
        new = NewSitting("communication-final", "三月上午场", at - hour, at + hour, "overdue", hour / 6, teams)
        create_sitting(session, new, by=world.manager, at=at)
        begin = partial(start_attempt, session, lambda _release: library, "communication-final", world.colleague)
        attempt = begin(release_id=library.release_id, by=world.colleague, at=at - hour / 4)
        note_return(session, attempt, "tab", at=at - hour / 6)


@pytest.fixture(scope="module")
def health(live_app, world) -> None:
    """A quiz that sixty people have handed in, and a panel about a role-play of which one judge is done."""
    services, at = live_app.extensions["aftercare"], utc_now()
    seed_health(live_app, services.database, 60)
    with services.database.write() as session:
        library = services.libraries.published(session)
        judges, subject = [world.mentor, world.author], "roleplay:aircon-leak-night"
        panel = create_panel(session, library, subject, "春季评议", judges, by=world.author, at=at)
        rate_questions(session, panel, {one.id: 600 for one in asked_about(library, subject)}, by=world.mentor, at=at)


@pytest.fixture(scope="module")
def written(live_app, world) -> None:
    """Two answers in one's own words: the mentor has taken the first and marked the second."""
    services, at = live_app.extensions["aftercare"], utc_now() - timedelta(hours=2)
    with services.database.write() as session:
        library = services.libraries.published(session)
        attempt = WritingDesk(session, library).write(world.colleague, "pages", well=True, at=at)
        say, letter = (task for task in tasks_of_answers(session, attempt) if task.role == "first")
        for task in (say, letter):
            claim_answer(session, task.id, by=world.mentor, at=at)
        points = dict.fromkeys(script_of(session, library, letter).criteria, 1)
        submit_mark(session, lambda _: library, letter.id, Sheet(points, "Good"), 0, by=world.mentor, at=at)


@pytest.fixture(scope="module")
def doubted(live_app, world) -> None:
    """An appeal about the learner's first paper that somebody looks at, and a question that was dropped."""
    services, at = live_app.extensions["aftercare"], utc_now()
    with services.database.write() as session:
        attempt = find_attempt(session, 1)
        appeal = file_appeal(session, attempt, attempt.paper.items[0].id, "Both fit.", by=world.learner, at=at)
        take_appeal(session, appeal, by=world.author, at=at)
        draft = CorrectionDraft(Scope(DROPPED), "drop", "raise_only", "It has two readings.")
        decide_correction(session, draft, preview={"attempts": 0}, by=world.author, at=at)


def pages_of(world) -> dict[str, list[str]]:
    """Return what each role opens; every address that answers a GET is in one of the lists (a test holds it)."""
    return {
        "": ["/sign-in", "/reset", "/privacy", "/verify", "/verify/unknown", f"/verify/{'0' * 64}", "/nowhere"],
        "learner": [
            "/today",
            "/programmes",
            "/programmes/aircon-agent",
            "/courses",
            f"/courses/{COURSE}",
            f"/courses/{COURSE}/print",
            f"/courses/{COURSE}/lessons/{LESSON}",
            "/bookmarks",
            "/quizzes/complaint-handling-final",
            "/quizzes/communication-final",
            "/attempts/1/receipt",
            "/attempts/1/review",
            "/attempts/1/hand-over",
            "/attempts/1/items/2/appeal",
            "/appeals",
            "/appeals/1",
            "/certificates",
            "/search?q=投诉",
            "/aids",
            "/aids?q=投诉",
            "/aids/phrases",
            "/aids/checklists",
            f"/aids/checklists/{CHECKLIST}",
            "/aids/cases?trade=all",
            f"/aids/cases/{CASE}",
            "/aids/glossary",
            "/search?q=",
            "/profile",
            "/profile/password",
            "/profile/sessions",
            "/my-data",
            "/role-plays",
            f"/role-plays/{CUSTOMER}",
            "/role-play-sessions/1",
            "/role-play-sessions/2/debrief",
        ],
        "mentor": [
            "/newcomers",
            f"/people/{world.learner}",
            f"/people/{world.learner}/sign-offs",
            "/bench",
            "/bench/2",
            "/marking/1",
            "/marking/2",
            "/role-play-sessions/3/debrief",
            "/role-play-sessions/3/marks",
        ],
        "manager": [
            "/overview",
            "/overview/people",
            "/overview/marking",
            f"/people/{world.learner}",
            f"/people/{world.colleague}",
            f"/people/{world.learner}/enrolments",
            f"/people/{world.learner}/assignments",
            f"/people/{world.learner}/attempts",
            f"/people/{world.learner}/accommodations",
            "/sittings",
            "/sittings/new",
            "/sittings/1",
            "/sittings/1/console",
            "/sittings/1/papers/2",
            "/answer-files",
            f"/people/{world.learner}/sign-offs",
        ],
        "author": [
            "/authoring",
            "/authoring/releases",
            f"/authoring/preview/{COURSE}/{LESSON}",
            "/authoring/scenarios",
            "/authoring/scenarios/aircon-leak-night",
            "/item-health",
            "/item-health/communication-final",
            "/item-health/communication-final/ch-bound-core-interest",
            "/panels",
            "/panels/1",
            "/panels/role-plays",
            "/appeals/queue",
            "/appeals/1/review",
            "/corrections",
            f"/corrections/new?question={DROPPED}",
            "/corrections/1",
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
def test_every_page_is_accessible(browser, base, world, talks, exam, health, written, doubted, role, lang, size, dark):
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
        assert response.status == (404 if address.startswith(("/nowhere", "/verify/")) else 200), address
        assert found == [], "\n".join(found)
        assert overflow(page) <= 0, f"{address} is wider than the screen"
        name = address.strip("/").replace("/", "-").split("?")[0] or "root"
        picture(page, f"{role or 'nobody'}-{name}-{lang}-{'dark' if dark else 'light'}")
    context.close()


def test_one_faint_word_among_many_strong_ones_is_found(browser):
    """Contrast is looked at once for each kind of element; what differs only by its background is another kind."""
    page = open_context(browser, lang="en").new_page()
    words = "".join(f"<p>Strong word {number}</p>" for number in range(50))
    faint = "<p>On grey</p><p class=a>Faint</p><p style='color: #999'>Faint</p><input value=Faint class=a>"
    page.set_content(
        f"<style>.a {{ color: #aaa }}</style><main>{words}<div style='background: #777'>{faint}</div></main>"
    )

    found = [problem for problem in axe_problems(page) if "color-contrast" in problem]

    assert [re.search(r"→ (<\w+ \w+)", problem)[1] for problem in found] == ["<p class", "<p style", "<input value"]


def test_the_lists_leave_no_page_out(app, world):
    listed = {address.split("?")[0] for pages in pages_of(world).values() for address in pages}
    adapter = app.url_map.bind("127.0.0.1")
    seen = {adapter.match(address)[0] for address in listed if address != "/nowhere"}
    downloads_and_redirects = {
        "health.health",
        "home.start",
        "accounts.my_data_export",
        "authoring.draft_state",
        "analysis.agreement",
        "assessment.attempt",
        "certification.certificate",
        "invigilation.changes",
        "invigilation.receipt_file",
        "media.media",
    }
    expected = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and not rule.endpoint.endswith(("csv", "levels_csv", "people_csv"))
    }
    assert expected - seen - downloads_and_redirects == set()

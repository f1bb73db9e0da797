"""The pages of somebody whose certificate ends soon: what changed since, with the way there."""

import re

import pytest

from app.certification.actions import record_signoff
from app.certification.rules.conditions import leaves
from app.content.conditions import CourseDone, QuizPassed, RoleplaysPassed
from app.evidence.actions import record_fact
from app.evidence.rules import Fact
from tests.conftest import START
from tests.factories.careers import MINUTE, pass_quiz, read_lesson, record_roleplays
from tests.web.page_lint import lint_page
from tests.web.signing import sign_in

CHANGED, UNREAD = "communication/active-listening", "communication/asking-well"
LINE = re.compile(r"What changed since: (\d+) lessons")


@pytest.fixture
def in_the_window(app, app_database, world, clock):
    """Twenty days before the learner's certificate ends, with lessons that changed since and one that is current."""
    with app_database.read() as session:
        level = app.extensions["aftercare"].libraries.published(session).tracks["aircon"].levels[0]
    for leaf in leaves(level.require):
        if isinstance(leaf, CourseDone):
            record(app_database, world.learner, "course", leaf.course)
        elif isinstance(leaf, QuizPassed):
            record(app_database, world.learner, "quiz", leaf.quiz)
        elif isinstance(leaf, RoleplaysPassed):
            with app_database.write() as session:
                record_roleplays(session, world.learner, at=START)
    record(app_database, world.learner, "lesson", CHANGED, text_hash="of an earlier edition")
    with app_database.write() as session:
        record_signoff(session, world.learner, "mentor", track="aircon", by=world.mentor, at=START)
    return clock.advance(days=365 - 20)


def record(database, person_id, kind, key, **detail):
    fact = Fact(person_id, "any", kind, key, START, passed=True, score=950, detail=detail)
    with database.write() as session:
        record_fact(session, fact, by=None, at=START)


def read_everything(database, person_id, *, at):
    with database.write() as session:
        library = session.info["libraries"].published(session)
        for course in ("communication", "complaint-handling"):
            for lesson in library.lessons_of(course, "aircon"):
                read_lesson(session, person_id, lesson, at=at)


def next_step(html):
    return re.search(r'<h2 id="next">(.+?)</h2>', html)[1]


def test_the_next_step_leads_to_the_renewal_when_nothing_else_is_left(client, world, app_database, in_the_window):
    sign_in(client, "learner")
    assert next_step(client.get("/today?lang=en").text) == "Hear them out, then speak"
    read_everything(app_database, world.learner, at=in_the_window)
    html = lint_page(client.get("/today?lang=en"))
    assert next_step(html) == "Renewal quiz, air-conditioner"
    assert "due" in html
    with app_database.write() as session:
        pass_quiz(session, world.learner, "aircon-renewal", at=in_the_window - 10 * MINUTE)
    assert "Renewal quiz" not in lint_page(client.get("/today?lang=en"))


def test_the_renewal_shows_what_changed_and_leads_there(client, world, in_the_window):
    sign_in(client, "learner")
    for url in ("/certificates", "/today"):
        html = lint_page(client.get(f"{url}?lang=en"))
        assert LINE.search(html), url
        assert 'href="/quizzes/aircon-renewal"' in html
        for lesson in (CHANGED, UNREAD):
            assert f'href="/courses/{lesson.replace("/", "/lessons/")}"' in html, (url, lesson)
    assert "期间有更新" in lint_page(client.get("/certificates?lang=zh"))


def test_a_manager_reads_it_without_links(client, world, in_the_window):
    sign_in(client, "manager")
    html = lint_page(client.get(f"/people/{world.learner}?lang=en"))
    assert LINE.search(html)
    assert "/lessons/active-listening" not in html


def test_the_renewed_certificate_keeps_what_was_read_again(client, world, app_database, in_the_window, clock):
    with app_database.write() as session:
        pass_quiz(session, world.learner, "aircon-renewal", at=in_the_window)
    read_everything(app_database, world.learner, at=in_the_window + 20 * MINUTE)
    clock.advance(hours=1)
    sign_in(client, "learner")
    html = lint_page(client.get("/certificates?lang=en"))
    codes = re.findall(r'href="/certificates/(\w+)"', html)
    assert len(codes) == 2
    assert not LINE.search(html)
    sheet = lint_page(client.get(f"/certificates/{codes[0]}?lang=en"))
    assert LINE.search(sheet)
    assert "Hear them out, then speak" in sheet
    assert "read on" in sheet

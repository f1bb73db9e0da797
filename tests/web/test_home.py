"""The start page, Today, the page of a person, a mentor's newcomers, through HTTP."""

import re
from datetime import date, timedelta

import pytest

from app.certification.actions import record_signoff
from app.evidence.actions import record_fact
from app.evidence.rules import Fact
from app.identity.actions import NewPerson, create_person
from app.learning.actions import assign, enrol, note_position
from tests.conftest import START
from tests.factories.careers import record_roleplays
from tests.web.page_lint import lint_page
from tests.web.signing import sign_in


@pytest.fixture
def published(app, app_database, world):
    with app_database.read() as session:
        return app.extensions["aftercare"].libraries.get(session, world.release_id)


@pytest.fixture
def enrolled(published, world, app_database):
    with app_database.write() as session:
        enrol(session, published, world.learner, "aircon-agent", date(2026, 3, 1), by=world.manager, at=START)


def know(app_database, person_id, kind, key, *, at=START, **detail):
    with app_database.write() as session:
        fact = Fact(person_id, "any", kind, key, at, passed=True, score=900, detail=detail)
        return record_fact(session, fact, by=person_id, at=at)


@pytest.mark.parametrize(
    ("who", "where"),
    [
        ("learner", "/today"),
        ("mentor", "/newcomers"),
        ("manager", "/overview"),
        ("author", "/authoring"),
        ("admin", "/administration"),
    ],
)
def test_everybody_starts_on_the_page_of_their_role(client, world, who, where):
    sign_in(client, who)
    assert client.get("/").location == where


def test_nobody_starts_without_signing_in(client):
    for url in ("/", "/today", "/newcomers", "/people/1"):
        assert "/sign-in" in client.get(url).location


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("who", ["learner", "mentor", "manager", "author", "admin"])
def test_today_is_well_formed_for_everybody(client, world, who, lang):
    sign_in(client, who)
    lint_page(client.get(f"/today?lang={lang}"))


def test_without_anything_to_do_today_says_so(client, world):
    sign_in(client, "learner")
    html = lint_page(client.get("/today?lang=en"))
    assert "You are up to date" in html
    assert "Good morning" in html
    assert "day 30 at work" in html


def test_the_next_step_is_the_lesson_where_the_learner_stopped(client, world, published, enrolled, app_database):
    lesson = published.lessons_of("service-foundations", "aircon")[0]
    section = lesson.sections[1]
    with app_database.write() as session:
        note_position(session, published, world.learner, lesson, anchor=section.anchor, position=400, at=START)
    sign_in(client, "learner")
    html = lint_page(client.get("/today?lang=en"))
    assert f'href="/courses/service-foundations/lessons/{lesson.id}"' in html
    assert "Continue reading" in html
    assert section.title.en.split("'")[0] in html


def test_an_assignment_stands_with_its_date_and_note(client, world, published, app_database):
    due = START + timedelta(days=2)
    with app_database.write() as session:
        values = {"due_at": due, "note": "before the audit", "by": world.manager, "at": START}
        assign(session, published, world.learner, "quiz", "communication-final", **values)
        assign(session, published, world.learner, "course", "complaint-handling", **values)
    sign_in(client, "learner")
    html = lint_page(client.get("/today?lang=en"))
    assert "due 4 Mar" in html
    assert "before the audit" in html


def test_a_changed_lesson_is_to_be_read_again(client, world, app_database):
    know(app_database, world.learner, "lesson", "communication/call-flow", text_hash="older")
    sign_in(client, "learner")
    html = lint_page(client.get("/today?lang=en"))
    assert "Changed since you read it" in html
    assert "Read again" in html


def test_the_distance_to_the_next_level_names_what_is_missing(client, world, enrolled):
    sign_in(client, "learner")
    html = lint_page(client.get("/today?lang=en"))
    assert "Foundation agent" in html
    assert "Sign-off by a mentor" in html


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("learner", 200),
        ("mentor", 200),
        ("manager", 200),
        ("admin", 200),
        ("colleague", 404),
        ("author", 404),
        ("outsider", 404),
        ("other_mentor", 404),
        ("other_manager", 404),
    ],
)
def test_a_person_is_seen_by_themselves_their_mentors_and_managers_and_admins(client, world, enrolled, who, status):
    sign_in(client, who)
    response = client.get(f"/people/{world.learner}")
    assert response.status_code == status
    lint_page(response)
    assert client.get("/people/9999").status_code == 404


@pytest.mark.parametrize(("who", "may"), [("manager", True), ("admin", True), ("mentor", False), ("learner", False)])
def test_only_who_manages_finds_the_ways_to_arrange(client, world, who, may):
    sign_in(client, who)
    html = client.get(f"/people/{world.learner}").get_data(as_text=True)
    assert (f"/people/{world.learner}/assignments" in html) is may
    assert (f"/people/{world.learner}/enrolments" in html) is may


def test_the_person_page_shows_progress_assignments_and_the_record(client, world, published, enrolled, app_database):
    know(app_database, world.learner, "quiz", "communication-final")
    with app_database.write() as session:
        due = START + timedelta(days=1)
        assign(session, published, world.learner, "course", "communication", due_at=due, by=world.manager, at=START)
    sign_in(client, "mentor")
    html = lint_page(client.get(f"/people/{world.learner}?lang=en"))
    assert "1 of " in html
    assert "Quiz passed" in html
    assert re.search(r"90\s?%", html)
    assert "Manager" in html


def certify_all_but_the_signature(app_database, published, world):
    """Everything of the foundation level but the mentor's signature."""
    for course in ("communication", "complaint-handling"):
        know(app_database, world.learner, "course", course)
        know(app_database, world.learner, "quiz", f"{course}-final")
    with app_database.write() as session:
        record_roleplays(session, world.learner, at=START)


def test_a_learner_who_lacks_only_the_signature_waits_for_the_mentor(client, world, published, enrolled, app_database):
    certify_all_but_the_signature(app_database, published, world)
    sign_in(client, "mentor")
    html = lint_page(client.get("/newcomers?lang=en"))
    assert "waiting for you" in html
    assert f"/people/{world.learner}/sign-offs" in html
    with app_database.write() as session:
        record_signoff(session, world.learner, "mentor", track="aircon", by=world.mentor, at=START)
    assert "waiting for you" not in client.get("/newcomers?lang=en").get_data(as_text=True)


def test_a_mentor_sees_the_people_of_the_own_region_only(client, world, published, app_database):
    lesson = published.lessons_of("communication", "aircon")[0]
    with app_database.write() as session:
        note_position(session, published, world.learner, lesson, anchor="", position=10, at=START)
    sign_in(client, "mentor")
    html = lint_page(client.get("/newcomers?lang=en"))
    assert f'href="/people/{world.learner}"' in html
    assert f'href="/people/{world.outsider}"' not in html
    assert f'href="/people/{world.mentor}"' not in html
    assert "last active" in html


@pytest.mark.parametrize(("who", "status"), [("manager", 200), ("learner", 404), ("author", 404), ("admin", 404)])
def test_newcomers_are_for_mentors_and_managers(client, world, who, status):
    sign_in(client, who)
    assert client.get("/newcomers").status_code == status


def test_newcomers_come_in_pages_and_veterans_only_when_asked_for(client, world, app_database):
    with app_database.write() as session:
        for number in range(35):
            new = NewPerson(f"N{number}", f"New {number}", date(2026, 1, 1))
            create_person(session, new, team_id=world.team, by=None, at=START)
        old = NewPerson("OLD", "Old Hand", date(2020, 1, 1))
        create_person(session, old, team_id=world.team, by=None, at=START)
    sign_in(client, "mentor")
    first = lint_page(client.get("/newcomers?lang=en"))
    assert "Page 1 of 2" in first
    assert "Old Hand" not in first
    assert "Old Hand" in lint_page(client.get("/newcomers?all=1&page=2&lang=en"))
    assert "Page 2 of 2" in client.get("/newcomers?page=77&lang=en").get_data(as_text=True)
    assert client.get("/newcomers?page=none").status_code == 200

"""The demonstration is made through real actions, and can be taken away without a trace but its audit rows."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.bench.models import MarkRelease
from app.bench.queries import open_tasks, totals_by_marker
from app.certification.queries import awards_for
from app.demo.actions import make_demo, remove_demo
from app.demo.people import LEARNERS, REGIONS, STAFF, WAITING, WRITERS
from app.demo.queries import demo_tables, is_demo
from app.evidence.queries import facts_for
from app.identity.actions import NewPerson, create_person, create_team
from app.identity.queries import find_person_by_identifier, people_in
from app.marking.queries import export_person as export_marks
from app.marking.queries import open_tasks as open_answers
from tests.factories.content import publish_sample

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@pytest.fixture
def demo(database, verdicts):
    with database.write() as session:
        publish_sample(session, at=NOW - timedelta(days=400), verdicts=verdicts)
    with database.write() as session:
        team = create_team(session, "真实的班组", by=None, at=NOW)
        new = NewPerson("REAL1", "真实的人", NOW.date())
        create_person(session, new, team_id=team, by=None, at=NOW)
    with database.write() as session:
        make_demo(session, at=NOW)
    return database


def test_the_demonstration_is_whole_and_goes_without_a_trace(demo):
    """One test, because making it takes seconds."""
    it_has_forty_people_in_eight_teams_of_three_regions(demo)
    its_history_holds_certified_and_expiring_people(demo)
    its_bench_has_work_in_it(demo)
    its_answers_wait_and_are_marked(demo)
    nothing_in_its_history_lies_in_the_future(demo)
    removing_it_leaves_real_people_alone(demo)


def it_has_forty_people_in_eight_teams_of_three_regions(demo):
    assert len(REGIONS) == 3
    assert sum(len(teams) for teams in REGIONS.values()) == 8
    assert len(STAFF) + len(LEARNERS) == 40
    with demo.read() as session:
        assert is_demo(session)
        assert len(people_in(session, [""])) == 41


def its_history_holds_certified_and_expiring_people(demo):
    with demo.read() as session:
        people = people_in(session, [""])
        awards = {person.employee_number: awards_for(session, person.id) for person in people}
        learner = find_person_by_identifier(session, "learner")[0]
        learner_facts = facts_for(session, learner)
        lessons = {fact.key for fact in learner_facts if fact.kind == "lesson"}

    certified = [number for number, held in awards.items() if held]
    soon = NOW + timedelta(days=30)
    assert 15 <= len(certified) <= 32
    assert any(len(held) > 1 for held in awards.values())
    assert any(award.expires_at and NOW < award.expires_at < soon for held in awards.values() for award in held)
    assert awards["learner"] == ()
    assert "communication/lscpa" in lessons
    assert "complaint-handling/tiered-response" not in lessons
    assert not [fact for fact in learner_facts if fact.kind == "signoff"]


def its_bench_has_work_in_it(demo):
    with demo.read() as session:
        waiting = open_tasks(session, None)
        released = session.execute(select(func.count()).select_from(MarkRelease)).scalar_one()
        totals = [total for found in totals_by_marker(session, None).values() for total in found]
    assert len(waiting) == len(WAITING)
    assert all(task.state == "waiting" and task.created_at <= NOW for task in waiting)
    assert any(task.due_at < NOW for task in waiting), "one is overdue"
    assert released >= 60
    assert len(set(totals)) > 5, "marks differ"


def its_answers_wait_and_are_marked(demo):
    with demo.read() as session:
        waiting = {task.person_id for task in open_answers(session, None)}
        learner = find_person_by_identifier(session, "learner")[0]
        told = export_marks(session, learner)["marks_of_answers"]
    assert len(waiting) == sum(marked is None for _written, marked, _well in WRITERS.values())
    assert {one["item_id"].partition("-")[2].partition("-")[0] for one in told} == {"say", "write"}
    assert all(one["comment"] for one in told)


def nothing_in_its_history_lies_in_the_future(demo):
    with demo.read() as session:
        for person in people_in(session, [""]):
            assert all(fact.recorded_at <= NOW for fact in facts_for(session, person.id))


def removing_it_leaves_real_people_alone(demo):
    with demo.write() as session:
        gone = remove_demo(session, at=NOW)

    assert gone == 40
    with demo.read() as session:
        assert not is_demo(session)
        assert [person.name for person in people_in(session, [""])] == ["真实的人"]
        for table, condition in demo_tables():
            assert session.execute(select(func.count()).select_from(table).where(condition)).scalar_one() == 0

"""The demonstration is made through real actions, and can be taken away without a trace but its audit rows."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.bench.models import MarkRelease
from app.bench.queries import open_tasks, totals_by_marker
from app.certification.queries import awards_for
from app.demo.actions import make_demo, remove_demo
from app.demo.careers import Career, Guide
from app.demo.people import LEARNERS, REGIONS, STAFF, WAITING, WRITERS, Learner
from app.demo.queries import demo_tables, is_demo
from app.evidence.queries import facts_for, facts_of_kind
from app.factory import open_database
from app.identity.queries import find_person_by_identifier, people_in
from app.kernel.clock import utc_now
from app.marking.queries import export_person as export_marks
from app.marking.queries import open_tasks as open_answers
from app.storage.engines import open_engines
from tests.conftest import START
from tests.factories.content import publish_sample
from tests.factories.organisation import hire_somebody

# A Wednesday evening: who failed twice in these days must not begin again some minutes too early.
THEN = datetime(2026, 11, 25, 13, 0, tzinfo=UTC)


@pytest.fixture
def demo_of_today(demo_template, tmp_path):
    shutil.copy(demo_template, tmp_path / "demo.db")
    database = open_database(open_engines(f"sqlite:///{tmp_path / 'demo.db'}"))
    yield database, utc_now()
    database.engines.dispose()


@pytest.fixture
def demo_of_a_day(postgres_database, verdicts):
    with postgres_database.write() as session:
        publish_sample(session, at=THEN - timedelta(days=400), verdicts=verdicts)
    with postgres_database.write() as session:
        hire_somebody(session, at=THEN)
    with postgres_database.write() as session:
        make_demo(session, at=THEN)
    return postgres_database, THEN


@pytest.fixture(params=["of_today", "of_a_day"])
def demo(request):
    """The demonstration and its present, on SQLite and on PostgreSQL."""
    return request.getfixturevalue(f"demo_{request.param}")


def test_the_demonstration_is_whole_and_goes_without_a_trace(demo):
    """One test, because making it takes seconds."""
    demo, now = demo
    it_has_forty_people_in_eight_teams_of_three_regions(demo)
    its_history_holds_certified_and_expiring_people(demo, now)
    its_bench_has_work_in_it(demo, now)
    its_answers_wait_and_are_marked(demo)
    nothing_in_its_history_lies_in_the_future(demo, now)
    removing_it_leaves_real_people_alone(demo, now)


def it_has_forty_people_in_eight_teams_of_three_regions(demo):
    assert len(REGIONS) == 3
    assert sum(len(teams) for teams in REGIONS.values()) == 8
    assert len(STAFF) + len(LEARNERS) == 40
    with demo.read() as session:
        assert is_demo(session)
        assert len(people_in(session, [""])) == 41


def its_history_holds_certified_and_expiring_people(demo, now):
    with demo.read() as session:
        people = people_in(session, [""])
        awards = {person.employee_number: awards_for(session, person.id) for person in people}
        learner = find_person_by_identifier(session, "learner")[0]
        learner_facts = facts_for(session, learner)
        lessons = {fact.key for fact in learner_facts if fact.kind == "lesson"}

    certified = [number for number, held in awards.items() if held]
    soon = now + timedelta(days=30)
    assert 15 <= len(certified) <= 32
    assert any(len(held) > 1 for held in awards.values())
    assert any(award.expires_at and now < award.expires_at < soon for held in awards.values() for award in held)
    assert awards["learner"] == ()
    assert "communication/lscpa" in lessons
    assert "complaint-handling/tiered-response" not in lessons
    assert not [fact for fact in learner_facts if fact.kind == "signoff"]


def its_bench_has_work_in_it(demo, now):
    with demo.read() as session:
        waiting = open_tasks(session, None)
        numbers = {person.id: person.employee_number for person in people_in(session, [""])}
        released = session.execute(select(func.count()).select_from(MarkRelease)).scalar_one()
        totals = [total for found in totals_by_marker(session, None).values() for total in found]
    assert {numbers[task.person_id] for task in waiting} >= set(WAITING)
    assert len(waiting) < len(WAITING) + 5, "others wait two working days at most"
    assert all(task.state == "waiting" and task.created_at <= now for task in waiting)
    assert any(task.due_at < now for task in waiting), "one is overdue"
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


@pytest.mark.parametrize(("later", "is_read"), [(1, False), (20, True)])
def test_a_lesson_that_would_end_after_now_is_not_begun(app_database, world, later, is_read):
    guide, learner = Guide(world.mentor, world.manager, world.mentor), Learner("T1", "谢青", "", 0, 90, "steady")
    evening = START.replace(hour=11)
    with app_database.write() as session:
        library = session.info["libraries"].published(session)
        starts = Career(session, library, learner, world.learner, guide, evening).run()
        next(starts)
        first = next(starts)  # the lesson is about to be opened
        now = first + timedelta(minutes=later)
        session.rollback()
    with app_database.write() as session:
        for moment in Career(session, library, learner, world.learner, guide, now).run():
            if moment > now:
                break
        lessons = facts_of_kind(session, world.learner, "lesson")
    assert bool(lessons) == is_read
    assert all(fact.recorded_at <= now for fact in lessons)


def nothing_in_its_history_lies_in_the_future(demo, now):
    with demo.read() as session:
        for person in people_in(session, [""]):
            assert all(fact.recorded_at <= now for fact in facts_for(session, person.id))


def removing_it_leaves_real_people_alone(demo, now):
    with demo.write() as session:
        gone = remove_demo(session, at=now)

    assert gone == 40
    with demo.read() as session:
        assert not is_demo(session)
        assert [person.name for person in people_in(session, [""])] == ["真实的人"]
        for table, condition in demo_tables():
            assert session.execute(select(func.count()).select_from(table).where(condition)).scalar_one() == 0

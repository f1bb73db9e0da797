"""Enrolling, assigning, answering, reading and finishing, on SQLite and PostgreSQL."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from app.evidence.actions import record_fact
from app.evidence.queries import facts_for
from app.evidence.rules import Fact
from app.identity.actions import NewPerson, create_person
from app.kernel.errors import InvalidError, NotFoundError, RefusedError
from app.learning.actions import (
    answer_check,
    assign,
    cancel_assignment,
    complete_lesson,
    end_enrolment,
    enrol,
    note_position,
)
from app.learning.queries import (
    assignments_of,
    enrolments_of,
    enrolments_of_people,
    last_reading,
    lesson_memory,
    positions_of,
    standing_for,
)
from tests.factories.learning import make_library

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
LIBRARY = make_library()
ONE, TWO, ALPHA = (LIBRARY.lessons[key] for key in ("talk/one", "talk/two", "complain/alpha"))


@pytest.fixture
def person(database):
    with database.write() as session:
        new = NewPerson("E1", "Lin Xiao", date(2026, 2, 20), trade="aircon")
        return create_person(session, new, team_id=None, by=None, at=AT - timedelta(days=9))


@pytest.fixture
def session(database, person):
    with database.write() as session:
        yield session


def answer(session, person, lesson=ONE, check="one-c1", choice="b", *, library=LIBRARY, at=AT):
    return answer_check(session, library, person, lesson, check_id=check, choice_id=choice, at=at)


def read_to(session, person, position, lesson=ONE, *, anchor="start", library=LIBRARY, at=AT):
    return note_position(session, library, person, lesson, anchor=anchor, position=position, at=at)


def facts(session, person):
    return [(fact.kind, fact.key) for fact in facts_for(session, person)]


def audit(session):
    return [row.action for row in session.execute(text("SELECT action FROM audit_row ORDER BY id"))]


def enrolled(session, person, programme="agent"):
    return enrol(session, LIBRARY, person, programme, date(2026, 3, 1), by=person, at=AT)


def test_enrolling_keeps_the_first_day_and_is_audited(session, person):
    enrolment = enrolled(session, person)
    (row,) = enrolments_of(session, person)
    assert (row.id, row.programme, row.starts_on) == (enrolment, "agent", date(2026, 3, 1))
    assert enrolments_of_people(session, [person, 999]) == {person: (row,), 999: ()}
    assert audit(session)[-1] == "enrolment.created"
    assert facts(session, person) == [("enrolment", "agent")]


@pytest.mark.parametrize("programme", ["agent", "nothing"])
def test_a_second_or_unknown_enrolment_is_invalid(session, person, programme):
    enrolled(session, person)
    with pytest.raises(InvalidError) as caught:
        enrolled(session, person, programme)
    assert caught.value.field == "programme"


def test_an_ended_enrolment_may_begin_again(session, person):
    end_enrolment(session, person, enrolled(session, person), by=person, at=AT)
    assert enrolments_of(session, person) == ()
    enrolled(session, person)
    assert len(enrolments_of(session, person, ended=True)) == 2
    assert "enrolment.ended" in audit(session)
    assert [fact.fact.passed for fact in facts_for(session, person)] == [None, False, None]
    assert facts_for(session, person)[1].fact.supersedes == facts_for(session, person)[0].id


def test_ending_what_is_not_in_force_finds_nothing(session, person):
    enrolment = enrolled(session, person)
    with pytest.raises(NotFoundError):
        end_enrolment(session, person + 1, enrolment, by=person, at=AT)
    end_enrolment(session, person, enrolment, by=person, at=AT)
    with pytest.raises(NotFoundError):
        end_enrolment(session, person, enrolment, by=person, at=AT)


def ask(session, person, *, kind="quiz", key="talk-final", days=3):
    due = AT + timedelta(days=days)
    return assign(session, LIBRARY, person, kind, key, due_at=due, note="please", by=person, at=AT)


def test_assigning_again_moves_the_due_date(session, person):
    ask(session, person)
    second = ask(session, person, days=5)
    (row,) = assignments_of(session, person)
    assert (row.id, row.due_at, row.note) == (second, AT + timedelta(days=5), "please")
    assert audit(session).count("assignment.created") == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [({"kind": "quiz", "key": "talk"}, "what"), ({"kind": "lesson", "key": "one"}, "what"), ({"days": 0}, "due_on")],
)
def test_an_assignment_of_nothing_or_into_the_past_is_invalid(session, person, values, field):
    with pytest.raises(InvalidError) as caught:
        ask(session, person, **values)
    assert caught.value.field == field


def test_a_cancelled_assignment_is_gone_and_cannot_be_cancelled_again(session, person):
    assignment = ask(session, person)
    with pytest.raises(NotFoundError):
        cancel_assignment(session, person + 1, assignment, by=person, at=AT)
    cancel_assignment(session, person, assignment, by=person, at=AT)
    assert assignments_of(session, person) == ()
    assert audit(session)[-1] == "assignment.cancelled"
    with pytest.raises(NotFoundError):
        cancel_assignment(session, person, assignment, by=person, at=AT)


def test_the_first_answer_stays(session, person):
    assert not answer(session, person, choice="a").is_right
    again = answer(session, person, choice="b")
    assert (again.choice_id, again.is_right) == ("a", False)
    assert lesson_memory(session.connection(), person, ONE).answers == {"one-c1": "a"}


def test_an_unknown_check_is_not_found_and_an_unknown_choice_invalid(session, person):
    with pytest.raises(NotFoundError):
        answer(session, person, check="two-c1")
    with pytest.raises(InvalidError):
        answer(session, person, choice="z")


def test_positions_move_and_the_furthest_point_stays(session, person):
    read_to(session, person, 700)
    read_to(session, person, 300, anchor="nowhere", at=AT + timedelta(minutes=1))
    memory = lesson_memory(session.connection(), person, ONE)
    assert (memory.anchor, memory.position, memory.furthest) == ("", 300, 700)
    assert positions_of(session, person)["talk/one"].updated_at == AT + timedelta(minutes=1)
    assert last_reading(session, [person, 999]) == {person: AT + timedelta(minutes=1)}


@pytest.mark.parametrize("position", [-1, 1001])
def test_a_position_outside_the_lesson_is_invalid(session, person, position):
    with pytest.raises(InvalidError):
        read_to(session, person, position)


def test_reaching_the_end_after_the_last_answer_finishes_the_lesson(session, person):
    assert not answer(session, person).is_finished
    assert read_to(session, person, 1000)
    assert facts(session, person) == [("lesson", "talk/one")]
    assert read_to(session, person, 1000)
    assert len(facts(session, person)) == 1


def test_the_last_answer_after_the_end_finishes_the_lesson(session, person):
    assert not read_to(session, person, 1000)
    assert answer(session, person).is_finished
    assert lesson_memory(session.connection(), person, ONE).texts == {"talk/one": "t1"}


def test_the_button_is_refused_while_checks_are_open_and_does_its_work_once(session, person):
    with pytest.raises(RefusedError) as caught:
        complete_lesson(session, LIBRARY, person, ONE, at=AT)
    assert caught.value.code == "checks_open"
    answer(session, person)
    assert complete_lesson(session, LIBRARY, person, ONE, at=AT)
    assert not complete_lesson(session, LIBRARY, person, ONE, at=AT)
    assert facts(session, person) == [("lesson", "talk/one")]


def finish(session, person, lesson, *, library=LIBRARY, at=AT):
    for check in lesson.checks:
        answer(session, person, lesson, check, library=library, at=at)
    return complete_lesson(session, library, person, lesson, at=at)


def test_the_last_required_lesson_finishes_the_course(session, person):
    finish(session, person, ONE)
    finish(session, person, TWO)
    assert facts(session, person) == [("lesson", "talk/one"), ("lesson", "talk/two"), ("course", "talk")]
    finish(session, person, ALPHA)
    assert set(standing_for(session, person, at=AT).courses) == {"talk", "complain"}


def test_a_changed_lesson_is_read_and_answered_anew_and_the_course_counts_again(session, person):
    finish(session, person, ONE)
    finish(session, person, TWO)
    changed, later = make_library(changed=("talk/two",), release_id=2), AT + timedelta(days=30)
    two = changed.lessons["talk/two"]
    memory = lesson_memory(session.connection(), person, two)
    assert (memory.answers, memory.furthest, memory.texts["talk/two"]) == ({}, 0, "t1")
    finish(session, person, two, library=changed, at=later)
    assert lesson_memory(session.connection(), person, two).texts["talk/two"] == "t2"
    assert facts(session, person)[3:] == [("lesson", "talk/two"), ("course", "talk")]


def test_a_fact_taken_back_opens_the_lesson_again(session, person):
    finish(session, person, ONE)
    (known,) = facts_for(session, person)
    record_fact(
        session, Fact(person, "any", "lesson", "talk/one", AT, passed=False, supersedes=known.id), by=None, at=AT
    )
    assert lesson_memory(session.connection(), person, ONE).texts == {}
    assert standing_for(session, person, at=AT).texts == {}
    assert complete_lesson(session, LIBRARY, person, ONE, at=AT)
    assert lesson_memory(session.connection(), person, ONE).texts == {"talk/one": "t1"}

"""What counts as finished, the programme map, what comes next."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from app.content.library import StageItem
from app.evidence.rules import Fact, RecordedFact
from app.learning.rules.glossary import terms_like
from app.learning.rules.lessons import (
    Standing,
    course_counts_anew,
    course_standing,
    is_finished,
    lesson_state,
    open_checks,
    standing_of,
    texts_digest,
)
from app.learning.rules.programme import day_number, planned_date, programme_map
from app.learning.rules.todo import Duty, changed_lessons, greeting, is_duty_done, next_step, todos
from tests.factories.learning import make_library
from tests.factories.scenario import a_scenario

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
TODAY = date(2026, 3, 2)
LIBRARY = make_library()
KEYS = sorted(LIBRARY.lessons)


def recorded(number, kind, key, *, at=AT, passed=True, supersedes=None, **detail):
    fact = Fact(1, "any", kind, key, at, passed=passed, supersedes=supersedes, detail=detail)
    return RecordedFact(number, fact, at, 1)


@pytest.mark.parametrize(
    ("furthest", "answered", "finished"),
    [
        (1000, {"two-c1", "two-c2"}, True),
        (999, {"two-c1", "two-c2"}, False),
        (1000, {"two-c1"}, False),
        (1000, set(), False),
        (0, set(), False),
    ],
)
def test_a_lesson_is_finished_when_its_end_was_reached_and_every_check_answered(furthest, answered, finished):
    assert is_finished(LIBRARY.lessons["talk/two"], furthest, answered) is finished


def test_a_lesson_without_checks_is_finished_at_its_end():
    assert is_finished(LIBRARY.lessons["complain/alpha"], 1000, ())


@given(st.integers(0, 1000), st.sets(st.sampled_from(["two-c1", "two-c2", "other"])))
def test_answering_more_or_reading_further_never_undoes_a_finished_lesson(furthest, answered):
    lesson = LIBRARY.lessons["talk/two"]
    if is_finished(lesson, furthest, answered):
        assert is_finished(lesson, 1000, answered | {"two-c1", "two-c2"})
    assert set(open_checks(lesson, answered)) == {"two-c1", "two-c2"} - answered


@pytest.mark.parametrize(
    ("texts", "state"), [({}, "open"), ({"talk/one": "t1"}, "done"), ({"talk/one": "t0"}, "changed")]
)
def test_a_lesson_is_done_only_in_the_text_that_was_read(texts, state):
    assert lesson_state(LIBRARY.lessons["talk/one"], texts) == state


@pytest.mark.parametrize(("trade", "total"), [("aircon", 2), ("automotive", 3), (None, 3)])
def test_lessons_are_required_by_trade_and_all_of_them_without_one(trade, total):
    assert course_standing(LIBRARY, "talk", trade, {}).total == total


def test_a_course_is_complete_when_the_last_required_lesson_is_finished():
    half = course_standing(LIBRARY, "talk", "aircon", {"talk/one": "t1"})
    whole = course_standing(LIBRARY, "talk", "aircon", {"talk/one": "t1", "talk/two": "t0"})
    assert not half.is_complete
    assert half.next_lesson.key == "talk/two"
    assert whole.is_complete
    assert not whole.is_current
    assert [lesson.key for lesson in whole.changed] == ["talk/two"]
    assert whole.next_lesson.key == "talk/two"


def test_a_course_counts_once_and_again_only_when_its_changed_lessons_were_read_again():
    texts = {"talk/one": "t1", "talk/two": "t1"}
    before = course_standing(LIBRARY, "talk", "aircon", texts)
    noted = texts_digest(before)
    assert course_counts_anew(before, None)
    assert not course_counts_anew(before, noted)
    changed = make_library(changed=("talk/two",))
    assert not course_counts_anew(course_standing(changed, "talk", "aircon", texts), noted)
    again = course_standing(changed, "talk", "aircon", texts | {"talk/two": "t2"})
    assert course_counts_anew(again, noted)


def test_the_latest_standing_fact_says_which_text_was_read():
    facts = (
        recorded(1, "lesson", "talk/one", text_hash="t0"),
        recorded(2, "lesson", "talk/one", at=AT + timedelta(days=1), text_hash="t1"),
        recorded(3, "quiz", "talk-final", passed=False),
        recorded(4, "course", "talk", texts="d"),
        recorded(5, "lesson", "talk/two", text_hash="t1"),
        recorded(6, "lesson", "talk/two", passed=False, supersedes=5),
    )
    assert standing_of(facts, at=AT).texts == {"talk/one": "t0"}
    standing = standing_of(facts, at=AT + timedelta(days=2))
    assert standing.texts == {"talk/one": "t1"}
    assert standing.courses == {"talk": "d"}
    assert standing.quizzes == {}


@pytest.mark.parametrize(
    ("days_on", "states"),
    [
        (0, ["now", "later", "later"]),
        (2, ["late", "now", "later"]),
        (5, ["late", "late", "now"]),
        (9, ["late", "late", "late"]),
        (-1, ["later", "later", "later"]),
    ],
)
def test_items_are_later_now_or_late_by_their_planned_days(days_on, states):
    today = TODAY + timedelta(days=days_on)
    way = draw(today=today)
    assert [item.state for item in way.items] == states


def draw(standing=Standing(), *, starts_on=TODAY, today=TODAY, library=LIBRARY):  # noqa: B008 - frozen
    programme = library.programmes["agent"]
    return programme_map(library, programme, standing, trade="aircon", starts_on=starts_on, today=today)


def test_what_is_done_is_done_on_any_day():
    standing = Standing(texts={"talk/one": "t1", "talk/two": "t1"}, quizzes={"talk-final": AT})
    way = draw(standing, today=TODAY + timedelta(days=30))
    assert [item.state for item in way.items] == ["done", "done", "late"]
    assert (way.done, way.total, way.late) == (3, 4, 1)
    assert way.next_item.id == "complain"
    assert not way.is_done


def test_a_course_recorded_as_done_stays_done_when_a_lesson_is_added():
    assert draw(Standing(courses={"talk": "d"})).items[0].state == "done"


def test_somebody_who_is_not_enrolled_sees_no_dates():
    way = draw(starts_on=None)
    assert way.day is None
    assert all(item.due is None and item.state == "later" for item in way.items)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 400))
def test_planned_days_and_dates_agree(starts_on, day):
    assert day_number(starts_on, planned_date(starts_on, day)) == day


@given(
    st.dictionaries(st.sampled_from(KEYS), st.sampled_from(["t0", "t1"])),
    st.booleans(),
    st.integers(-5, 40),
)
def test_maps_never_count_more_than_there_is_and_done_means_all(texts, passed, days_on):
    standing = Standing(texts=texts, quizzes={"talk-final": AT} if passed else {})
    way = draw(standing, today=TODAY + timedelta(days=days_on))
    assert 0 <= way.done <= way.total
    assert way.is_done == (way.done == way.total)
    assert all((item.state == "done") == (item.done == item.total) for item in way.items)


def duty(kind="quiz", key="talk-final", *, due=TODAY, assigned_at=AT):
    return Duty(7, kind, key, due, assigned_at)


def left(duties=(), maps=(), standing=Standing(), *, library=LIBRARY):  # noqa: B008 - frozen
    return todos(library, duties, maps, standing, trade="aircon", today=TODAY)


def test_an_assigned_quiz_is_done_by_a_pass_since_the_assignment():
    before = Standing(quizzes={"talk-final": AT - timedelta(days=1)})
    since = Standing(quizzes={"talk-final": AT})
    assert not is_duty_done(LIBRARY, duty(), before, "aircon")
    assert is_duty_done(LIBRARY, duty(), since, "aircon")


def test_an_assigned_course_is_done_only_in_its_present_text():
    texts = {"talk/one": "t1", "talk/two": "t1"}
    standing = Standing(texts=texts, courses={"talk": "d"})
    assert is_duty_done(LIBRARY, duty("course", "talk"), standing, "aircon")
    assert not is_duty_done(make_library(changed=("talk/one",)), duty("course", "talk"), standing, "aircon")


def test_what_is_assigned_and_planned_stands_once_under_its_earlier_date():
    asked = duty(due=TODAY + timedelta(days=1))
    found = left([asked], [draw()])
    assert [(todo.id, todo.due) for todo in found] == [
        ("talk", date(2026, 3, 3)),
        ("talk-final", date(2026, 3, 3)),
        ("complain", date(2026, 3, 10)),
    ]
    assert found[1].source == "assignment"


def test_an_assignment_of_something_no_longer_published_is_left_out():
    assert left([duty(key="gone"), duty("course", "gone")]) == ()


def test_yesterdays_assignment_is_late_and_todays_is_not():
    late, due = left([duty(due=TODAY - timedelta(days=1)), duty("course", "talk", due=TODAY)])
    assert (late.is_late, due.is_late) == (True, False)


def test_the_next_step_is_the_first_open_lesson_of_what_is_due_first():
    step = next_step(LIBRARY, left(maps=[draw()]), Standing(), trade="aircon", blocked={})
    assert (step.kind, step.key) == ("lesson", "talk/one")


def test_a_quiz_waits_for_the_lessons_of_its_course_when_both_are_left():
    urgent = duty(due=TODAY)
    step = next_step(LIBRARY, left([urgent], [draw()]), Standing(), trade="aircon", blocked={})
    assert (step.key, step.due) == ("talk/one", TODAY)
    alone = next_step(LIBRARY, left([urgent]), Standing(), trade="aircon", blocked={})
    assert alone.key == "talk-final"


def test_a_quiz_that_cannot_be_taken_now_is_stepped_over():
    standing = Standing(texts={"talk/one": "t1", "talk/two": "t1"})
    things = left(maps=[draw(standing)], standing=standing)
    assert next_step(LIBRARY, things, standing, trade="aircon", blocked={}).key == "talk-final"
    step = next_step(LIBRARY, things, standing, trade="aircon", blocked={"talk-final": "waiting"})
    assert step.key == "complain/alpha"


def test_with_nothing_left_a_changed_lesson_is_the_step_and_then_none():
    standing = Standing(texts={"talk/one": "t0"}, courses={"talk": "d"})
    assert next_step(LIBRARY, (), standing, trade="aircon", blocked={}).kind == "reread"
    assert [lesson.key for lesson in changed_lessons(LIBRARY, standing, trade="aircon")] == ["talk/one"]
    assert next_step(LIBRARY, (), Standing(), trade="aircon", blocked={}) is None


@pytest.mark.parametrize(
    ("hour", "part"), [(3, "evening"), (4, "morning"), (11, "morning"), (12, "afternoon"), (18, "evening")]
)
def test_the_greeting_follows_the_local_hour(hour, part):
    assert greeting(hour) == part


@pytest.mark.parametrize(
    ("query", "found"), [("work", 1), ("ＷＯＲＫ Order", 1), ("（中）", 1), ("sheet", 0), (" ", 0)]
)
def test_terms_are_found_by_name_whatever_width_or_case(query, found):
    assert len(terms_like(LIBRARY, query, "en")) == found


def with_role_play(standing=Standing(), *, today=TODAY):  # noqa: B008 - frozen
    item = StageItem("roleplay", "leak")
    agent = LIBRARY.programmes["agent"]
    stages = (replace(agent.stages[0], items=(item,)),)
    library = replace(LIBRARY, programmes={"agent": replace(agent, stages=stages)}, scenarios={"leak": a_scenario()})
    return library, draw(standing, today=today, library=library)


def test_a_role_play_of_a_programme_is_one_thing_and_the_next_step():
    library, way = with_role_play()
    assert [(item.kind, item.done, item.total) for item in way.items] == [("roleplay", 0, 1)]
    step = next_step(library, left(maps=[way], library=library), Standing(), trade="aircon", blocked={})
    assert (step.kind, step.key) == ("roleplay", "leak")
    _library, done = with_role_play(Standing(roleplays={"leak": AT}))
    assert done.is_done


def test_a_role_play_that_waits_for_marks_is_nobodys_next_step_and_not_late():
    standing = Standing(waiting=frozenset({"leak"}))
    library, way = with_role_play(standing, today=TODAY + timedelta(days=60))
    assert (way.items[0].is_waiting, way.late, way.next_item, way.is_done) == (True, 0, None, False)
    things = left(maps=[way], standing=standing, library=library)
    assert things == ()
    assert next_step(library, things, standing, trade="aircon", blocked={}) is None

"""Placement tests: what is known need not be read, the record says so, and corrections take it back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.assessment.actions import (
    CorrectionDraft,
    carry_out,
    decide_correction,
    draw_paper,
    record_events,
    start_attempt,
    submit_attempt,
)
from app.assessment.queries import Scope
from app.content.library import Draw, Objective
from app.evidence.queries import facts_of_kind
from app.identity.actions import NewPerson, create_person
from app.kernel.errors import RefusedError
from app.learning.actions import answer_check, complete_lesson
from app.learning.queries import standing_for
from tests.factories.assessment import a_batch, a_library, a_question, a_quiz, a_single
from tests.factories.learning import both, make_library

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def a_release():
    """Questions q0, q1 ask about the course `talk`, q2 and q3 about `complain`; the quiz places out of both."""
    learning = make_library()
    quiz = a_quiz(id="placement", questions=("q0", "q1", "q2", "q3"), draws=(), shuffle=(), pass_score=1000)
    library = a_library(quiz=replace_places(quiz))
    questions = {
        name: with_objective(question, {"q0": "t", "q1": "t", "q2": "c", "q3": "c"}.get(name))
        for name, question in library.questions.items()
    }
    courses = {
        "talk": with_objectives(learning.courses["talk"], "t"),
        "complain": with_objectives(learning.courses["complain"], "c"),
    }
    return rebuilt(library, questions=questions, courses=courses, lessons=learning.lessons)


def replace_places(quiz):
    return rebuilt(quiz, places=("talk", "complain"))


def with_objective(question, objective):
    return rebuilt(question, objective=objective)


def with_objectives(course, *names):
    return rebuilt(course, objectives=tuple(Objective(name, both(name)) for name in names))


def rebuilt(value, **changes):
    """A copy of a frozen value of the library with some fields changed."""
    fields = {name: getattr(value, name) for name in value.__struct_fields__}
    return type(value)(**{**fields, **changes})


LIBRARY = a_release()


def library_of(_release_id):
    return LIBRARY


@pytest.fixture
def person(database):
    with database.write() as session:
        new = NewPerson("E1", "Lin Xiao", date(2026, 2, 20), trade="aircon")
        return create_person(session, new, team_id=None, by=None, at=NOON - timedelta(days=9))


def sit(database, person, *, wrong=(), at=NOON):
    with database.write() as session:
        attempt = start_attempt(session, library_of, "placement", person, release_id=1, by=person, at=at)
    events = [(n + 1, f"q{n}", "no" if f"q{n}" in wrong else "yes") for n in range(4)]
    with database.write() as session:
        record_events(session, library_of, attempt, a_batch("tab", *events), by=person, at=at)
    with database.write() as session:
        submit_attempt(session, library_of, attempt, by=person, at=at + MINUTE)
    return attempt


def standing(database, person, *, at=NOON + timedelta(hours=1)):
    with database.read() as session:
        return standing_for(session, person, at=at)


def known(database, person):
    return sorted(standing(database, person).placed)


def test_passing_marks_the_lessons_of_the_persons_trade_known_and_says_so_on_the_record(database, person):
    attempt = sit(database, person)
    assert known(database, person) == ["complain/alpha", "talk/one", "talk/two"]
    assert set(standing(database, person).courses) == {"talk", "complain"}
    with database.read() as session:
        facts = [*facts_of_kind(session, person, "lesson"), *facts_of_kind(session, person, "course")]
    assert {fact.fact.source for fact in facts} == {f"attempt:{attempt}"}
    assert all(fact.fact.detail["placed"] is True for fact in facts)


def test_each_course_is_judged_by_its_own_questions(database, person):
    sit(database, person, wrong=("q2",))
    assert known(database, person) == ["talk/one", "talk/two"]
    assert set(standing(database, person).courses) == {"talk"}


def test_nothing_is_known_by_a_test_that_shows_nothing(database, person):
    sit(database, person, wrong=("q1", "q3"))
    assert (known(database, person), dict(standing(database, person).courses)) == ([], {})


def test_a_lesson_read_before_stays_read_and_one_read_afterwards_is_read(database, person):
    one, two = LIBRARY.lessons["talk/one"], LIBRARY.lessons["talk/two"]
    finish(database, person, one, at=NOON - MINUTE)
    sit(database, person)
    assert known(database, person) == ["complain/alpha", "talk/two"]
    finish(database, person, two, at=NOON + 5 * MINUTE)
    assert known(database, person) == ["complain/alpha"]


def finish(database, person, lesson, *, at):
    with database.write() as session:
        for check in lesson.checks:
            answer_check(session, LIBRARY, person, lesson, check_id=check, choice_id="b", at=at)
        assert complete_lesson(session, LIBRARY, person, lesson, at=at)


def test_a_correction_takes_back_what_the_test_no_longer_shows(database, person):
    sit(database, person)
    draft = CorrectionDraft(Scope("q0"), "rekey", "as_computed", "The key was wrong.", a_single("q0", right="no").spec)
    with database.write() as session:
        correction = decide_correction(session, draft, preview={"attempts": 1}, by=None, at=NOON + 2 * MINUTE)
    with database.write() as session:
        carry_out(session, library_of, correction, limit=9, at=NOON + 3 * MINUTE)
    assert known(database, person) == ["complain/alpha"]
    assert set(standing(database, person).courses) == {"complain"}


def test_a_quiz_for_any_trade_asks_nothing_about_another_trade(database):
    car = rebuilt(a_question(a_single("car")), trade="automotive")
    cold = rebuilt(a_question(a_single("cold")), trade="aircon")
    quiz = a_quiz(trade="any", draws=(Draw(id="d", bank="bank", count=1),))
    base = a_library(quiz=quiz)
    bank = rebuilt(base.banks["bank"], questions=("car", "cold"))
    library = rebuilt(base, questions={"car": car, "cold": cold}, banks={"bank": bank})
    with database.read() as session:
        for trade, wanted in (("aircon", {"cold"}), ("automotive", {"car"}), (None, {"car", "cold"})):
            papers = [draw_paper(session, library, quiz, trade=trade, seed=f"s{n}").paper for n in range(9)]
            assert {item.id for paper in papers for item in paper.items} == wanted
        with pytest.raises(RefusedError) as refusal:
            draw_paper(session, library, quiz, trade="sanitary-ware", seed="s")
    assert refusal.value.code == "pool_too_small"

"""What changed since: which lessons a renewal asks to be read again, in tables and as properties."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as changed

from app.certification.rules.changes import changes_since, lessons_behind
from app.certification.rules.ladder import Candidate, due_for
from app.certification.rules.reasons import facts_behind, read_reason, reason_record
from app.content.conditions import AllOf, AnyOf, CourseDone, LevelHeld, NotMet, QuizPassed, Tenure
from app.content.library import Lesson, Renewal
from app.kernel.clock import add_months
from tests.factories.certification import AT, FOUNDATION, PROFESSIONAL, TRACK, a_fact, a_library, an_award, words

DAY = timedelta(days=1)
BEFORE, GIVEN, AFTER = AT - 9 * DAY, AT, AT + 300 * DAY
ENDS = add_months(GIVEN, 12)
INSIDE = ENDS - 20 * DAY


def a_lesson(name="a", trade="any", text="v1"):
    parts = {"title": words(name), "sections": (), "checks": {}, "parts": {}}
    return Lesson(key=f"basics/{name}", id=name, course="basics", trade=trade, minutes=5, text_hash=text, **parts)


def read(number, name="a", text="v1", *, at=BEFORE, **more):
    return a_fact(number, "lesson", f"basics/{name}", at=at, text_hash=text, **more)


LESSON = a_lesson()


def library_of(*lessons):
    library = a_library()
    course = changed(library.courses["basics"], lessons=tuple(lesson.id for lesson in lessons))
    return changed(library, courses={"basics": course}, lessons={lesson.key: lesson for lesson in lessons})


@pytest.mark.parametrize(
    ("facts", "met", "children"),
    [
        ([read(1)], True, []),  # finished before the award, unchanged since
        ([read(1, at=GIVEN)], True, []),  # what the certificate itself rests on
        ([read(1, text="v0")], False, [False]),  # changed since it was finished
        ([], False, [False]),  # a new lesson counts as changed
        ([read(1, text="v0"), read(2, at=AFTER)], True, [True]),  # read again
        ([read(1, at=AFTER)], True, [True]),  # a new one, read
        ([read(1, text="v0"), read(2, text="v0.5", at=AFTER)], False, [False]),  # read again, and changed again
        ([read(1), read(2, text="v2", at=AFTER)], False, [False]),  # the change was taken back after it was read
        ([read(1, text="v0"), read(2, at=AFTER, passed=False)], False, [False]),
        ([read(1, text="v0"), read(2, at=INSIDE + DAY)], False, [False]),  # not yet in effect
    ],
)
def test_a_lesson_has_to_be_finished_in_its_present_text(facts, met, children):
    reason = changes_since([a_lesson()], facts, since=GIVEN, at=INSIDE)
    assert (reason.met, [child.met for child in reason.children]) == (met, children)
    assert (reason.done, reason.total) == (sum(children), len(children))
    assert reason.who == (None if met else "you")


def test_it_is_met_since_the_last_reading_or_the_award_when_nothing_changed():
    lessons = [a_lesson("a"), a_lesson("b")]
    facts = [read(1, "a", at=AFTER), read(2, "b", at=AFTER + DAY)]
    assert changes_since(lessons, facts, since=GIVEN, at=INSIDE).since == AFTER + DAY
    assert changes_since([a_lesson()], [read(1)], since=GIVEN, at=INSIDE).since == GIVEN


def test_what_was_read_again_is_what_the_renewal_rests_on():
    facts = [read(1, text="v0"), read(7, at=AFTER)]
    reason = changes_since([a_lesson()], facts, since=GIVEN, at=INSIDE)
    assert facts_behind(reason) == (7,)
    assert read_reason(reason_record(reason)) == reason


@pytest.mark.parametrize(
    ("rule", "trade", "names"),
    [
        (CourseDone("basics"), "aircon", ["a", "b"]),
        (CourseDone("basics"), "automotive", ["a", "c"]),
        (CourseDone("basics"), None, ["a", "b", "c"]),
        (AllOf((Tenure(DAY), AnyOf((CourseDone("basics"), QuizPassed("final"))))), "aircon", ["a", "b"]),
        (AllOf((CourseDone("basics"), NotMet(CourseDone("basics")))), "aircon", ["a", "b"]),
        (LevelHeld("foundation"), "aircon", []),  # its courses belong to its own renewal
        (CourseDone("gone"), "aircon", []),
    ],
)
def test_the_lessons_are_those_of_the_courses_that_the_levels_own_rule_names(rule, trade, names):
    library = library_of(a_lesson("a"), a_lesson("b", "aircon"), a_lesson("c", "automotive"))
    level = changed(PROFESSIONAL, require=rule)
    assert [lesson.id for lesson in lessons_behind(level, library, trade)] == names


def why_at(at, *facts, level=FOUNDATION, lessons=(LESSON,), **more):
    person = Candidate(1, "林晓", date(2026, 2, 1), "aircon", tuple(facts), (an_award(),), **more)
    return due_for(person, library_of(*lessons), TRACK, level, at=at)


QUIZ = a_fact(50, "quiz", "final", score=900, at=INSIDE - DAY)


def test_a_renewal_with_delta_shows_what_changed_as_its_own_line():
    why = why_at(INSIDE, read(1, text="v0"))
    quiz, changes = why.reason.children
    assert (quiz.kind, changes.kind, changes.children[0].key) == ("quiz", "changes", "basics/a")
    assert why.title_of(changes.children[0]) == words("a")
    assert [leaf.kind for leaf in why.reason.open_leaves()] == ["quiz", "changes"]
    assert why.reason.who == "you"


def test_the_quiz_alone_does_not_renew_what_has_changed():
    old = read(1, text="v0")
    assert not why_at(INSIDE, old, QUIZ).reason.met
    again = why_at(INSIDE, old, QUIZ, read(60, at=INSIDE))
    assert (again.reason.met, again.reason.since) == (True, INSIDE)
    assert facts_behind(again.reason) == (50, 60)
    assert why_at(INSIDE, read(1), QUIZ).reason.since == QUIZ.fact.effective_at


def test_a_rule_that_is_one_condition_is_joined_with_the_changes():
    single = changed(FOUNDATION, renew=Renewal(60 * DAY, delta=True, require=QuizPassed("final")))
    reason = why_at(INSIDE, read(1, text="v0"), QUIZ, level=single).reason
    assert (reason.kind, [(child.kind, child.met) for child in reason.children]) == (
        "all",
        [("quiz", True), ("changes", False)],
    )


def test_nothing_is_asked_without_delta_lessons_or_knowledge_of_them():
    old = read(1, text="v0")
    plain = changed(FOUNDATION, renew=Renewal(60 * DAY, delta=False, require=QuizPassed("final")))
    assert why_at(INSIDE, old, QUIZ, level=plain).reason.met
    assert why_at(INSIDE, old, QUIZ, lessons=()).reason.met
    assert why_at(INSIDE, old, QUIZ, knows_lessons=False).reason.met


def test_the_first_award_and_one_after_expiry_follow_the_levels_own_rule():
    person = Candidate(1, "林晓", date(2026, 2, 1), "aircon", (read(1, text="v0"),))
    library = library_of(a_lesson())
    assert "changes" not in {part.kind for part in due_for(person, library, TRACK, FOUNDATION, at=AT).reason.children}
    lapsed = due_for(replace(person, awards=(an_award(),)), library, TRACK, FOUNDATION, at=ENDS)
    assert (lapsed.due.kind, lapsed.due.changes_since) == ("lapsed", None)
    assert "changes" not in {part.kind for part in lapsed.reason.children}


texts = st.sampled_from(["v0", "v1", "v2"])
readings = st.lists(
    st.tuples(st.sampled_from("abc"), texts, st.integers(-20, 340)), max_size=12, unique_by=lambda found: found[2]
)
present = st.fixed_dictionaries(dict.fromkeys("abc", texts))


def facts_of(found):
    ordered = sorted(found, key=lambda one: one[2])
    return [read(n, name, text, at=GIVEN + day * DAY) for n, (name, text, day) in enumerate(ordered, 1)]


@given(present, readings)
def test_reading_everything_that_is_open_always_meets_it(now, found):
    lessons = [a_lesson(name, text=now[name]) for name in "abc"]
    facts = facts_of(found)
    reason = changes_since(lessons, facts, since=GIVEN, at=INSIDE)
    left = [child.key.removeprefix("basics/") for child in reason.children if not child.met]
    again = [read(100 + n, name, now[name], at=INSIDE) for n, name in enumerate(left)]
    after = changes_since(lessons, facts + again, since=GIVEN, at=INSIDE)
    assert after.met
    assert after.done == after.total == reason.total
    assert {child.key for child in after.children} == {child.key for child in reason.children}


@given(present, readings)
def test_it_is_met_exactly_when_every_lesson_was_last_finished_as_it_is_now(now, found):
    lessons = [a_lesson(name, text=now[name]) for name in "abc"]
    facts = facts_of(found)
    last = {fact.key: fact.fact.detail["text_hash"] for fact in facts}
    expected = all(last.get(lesson.key) == lesson.text_hash for lesson in lessons)
    assert changes_since(lessons, facts, since=GIVEN, at=INSIDE).met is expected


@given(present, readings)
def test_a_change_of_one_lesson_never_touches_another(now, found):
    lessons = [a_lesson(name, text=now[name]) for name in "abc"]
    facts = facts_of(found)

    def others(seen):
        reason = changes_since(seen, facts, since=GIVEN, at=INSIDE)
        return [child for child in reason.children if child.key != "basics/a"]

    assert others(lessons) == others([a_lesson("a", text="other"), *lessons[1:]])

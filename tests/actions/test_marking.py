"""Marking on a real database: tasks, blind marks, double marking, a third marker, reopening, and nothing in between."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.assessment.actions import (
    NewSitting,
    append_grade,
    create_sitting,
    record_events,
    reopen_attempt,
    start_attempt,
    submit_attempt,
)
from app.assessment.queries import grades_of, settled_of, standing_in
from app.evidence.queries import facts_for
from app.evidence.rules import standing_facts
from app.identity.actions import grant_role
from app.identity.queries import actor_for
from app.kernel.errors import InvalidError, NotFoundError, RefusedError
from app.marking.access import access_queue, access_taken_task, access_task, waiting_for
from app.marking.actions import (
    claim_task,
    hand_back_forgotten,
    hand_back_task,
    save_draft,
    settle_without_others,
    submit_mark,
)
from app.marking.jobs import HANDLERS, SETTLE
from app.marking.queries import evidence_of, export_person, find_draft, find_task, marks_of_script, tasks_of
from app.marking.rules.sheet import Sheet
from tests.factories.assessment import a_batch
from tests.factories.bench import refused
from tests.factories.certification import AT
from tests.factories.marking import (
    ANSWERS,
    LATER,
    PICK,
    SAY,
    WRITE,
    Desk,
    attempt_row,
    hand_in,
    marking_people,
    task_of,
    use,
    waiting_tasks,
    write_paper,
)

OVERDUE = AT + timedelta(hours=73)


@pytest.fixture
def library(database):
    return use(database)


@pytest.fixture
def people(database, library):
    return marking_people(database)


@pytest.fixture
def desk(database, people):
    return lambda name="zhou": Desk(database, database.info["libraries"].library, people[name])


def facts(database, person):
    with database.read() as session:
        return standing_facts(facts_for(session, person), at=LATER + timedelta(days=9))


def settled(database, attempt):
    with database.read() as session:
        return settled_of(session, attempt)


def test_every_answer_in_ones_own_words_waits_for_a_mentor(database, library, people):
    attempt = hand_in(database, library, people)
    assert waiting_tasks(database) == [(SAY, "first"), (WRITE, "first")]
    task = task_of(database, attempt)
    assert (task.due_at, task.state, task.quiz_id) == (AT + timedelta(hours=72), "waiting", "words")
    assert attempt_row(database, attempt).passed is None
    (fact,) = facts(database, people["lin"])
    assert (fact.kind, fact.key, fact.fact.passed, fact.fact.score) == ("quiz-waiting", "words", None, None)
    with database.read() as session:
        standing = standing_in(session, library.quizzes["words"], people["lin"], at=LATER)
        assert standing.verdict.state == "waiting"
    refused("waiting", write_paper, database, library, people["lin"])


def test_what_was_not_answered_waits_for_nobody(database, library, people):
    attempt = hand_in(database, library, people, {PICK: "yes"})
    assert waiting_tasks(database) == []
    assert attempt_row(database, attempt).passed is False


def test_the_engine_listens_with_the_pinned_words_in_the_language_written(database, library, people, desk):
    attempt = hand_in(database, library, people)
    task = task_of(database, attempt)
    with database.read() as session:
        assert evidence_of(session, task.id) == ()  # nothing is read while somebody hands in
    desk().mark(task.id, owner=1, time=2)
    with database.read() as session:
        assert evidence_of(session, task.id) == (
            ("promise", True, True),
            ("shirk", False, False),
        )
        assert evidence_of(session, task_of(database, attempt, WRITE).id) == ()


def test_a_new_outcome_of_the_same_paper_makes_no_further_tasks(database, library, people):
    attempt = hand_in(database, library, people)
    with database.write() as session:
        append_grade(session, library, attempt, "rebuild", by=None, at=LATER)
    with database.read() as session:
        assert len(tasks_of(session, attempt)) == 2


def test_one_marker_settles_an_answer_and_the_last_one_the_paper(database, library, people, desk):
    attempt = hand_in(database, library, people)
    desk().mark(task_of(database, attempt).id, "Warm and clear.", owner=1, time=2)
    assert attempt_row(database, attempt).passed is None
    assert settled(database, attempt)[SAY].points == {"owner": 1, "time": 2}
    desk("li").mark(task_of(database, attempt, WRITE).id, split=2, tone=7)
    row = attempt_row(database, attempt)
    assert (row.passed, row.score) == (True, 933)  # 4 + 9 + 1 of 15
    (fact,) = facts(database, people["lin"])
    assert (fact.kind, fact.fact.passed, fact.fact.score) == ("quiz", True, 933)
    with database.read() as session:
        assert [grade.cause for grade in grades_of(session, attempt)] == ["submission", "marks", "marks"]
        found = export_person(session, people["lin"])["marks_of_answers"]
        assert [(one["item_id"], one["total"], one["comment"]) for one in found] == [
            (SAY, 1000, "Warm and clear."),
            (WRITE, 900, ""),
        ]
        assert not any("note" in one or "marker_id" in one for one in found)


def test_a_mark_is_given_once_and_for_good(database, library, people, desk):
    attempt = hand_in(database, library, people)
    task = task_of(database, attempt).id
    desk().mark(task, owner=1, time=1)
    desk().do(submit_mark, task, Sheet({"owner": 0, "time": 0}), 9)
    assert settled(database, attempt)[SAY].points == {"owner": 1, "time": 1}
    refused("marks_in", desk().do, save_draft, task, Sheet({"owner": 0}), 1)
    refused("marks_in", desk().do, hand_back_task, task)
    refused("ended", desk("li").do, claim_task, task)
    with database.read() as session:
        assert len(marks_of_script(session, attempt, SAY)) == 1


def test_every_criterion_needs_points_and_a_draft_that_is_refused_keeps_the_last(database, library, people, desk):
    attempt = hand_in(database, library, people)
    task = task_of(database, attempt).id
    desk().do(claim_task, task)
    assert desk().do(save_draft, task, Sheet({"owner": 1}), 0) == 1
    assert desk().do(save_draft, task, Sheet({"owner": 1}), 0) == 1
    refused("newer_draft", desk().do, save_draft, task, Sheet({"owner": 0}), 0)
    with pytest.raises(InvalidError) as caught:
        desk().do(submit_mark, task, Sheet({"owner": 1}), 1)
    assert caught.value.field == "time"
    with pytest.raises(InvalidError):
        desk().do(submit_mark, task, Sheet({"owner": 1, "time": 3}), 1)
    with database.read() as session:
        assert find_draft(session, task, people["zhou"]).sheet == Sheet({"owner": 1})
        assert marks_of_script(session, attempt, SAY) == ()


def test_nothing_of_a_mark_stays_when_the_process_dies_before_its_end(database, library, people, desk):
    attempt = hand_in(database, library, people)
    task = task_of(database, attempt).id
    desk().do(claim_task, task)
    version = desk().do(save_draft, task, Sheet({"owner": 1, "time": 2}), 0)

    class KilledError(Exception):
        pass

    def die(*_):
        raise KilledError

    handlers = database.info["grade_handlers"]
    database.info["grade_handlers"] = (*handlers, die)  # the last thing that happens in the transaction
    with pytest.raises(KilledError):
        desk().do(submit_mark, task, Sheet({"owner": 1, "time": 2}), version)
    database.info["grade_handlers"] = handlers
    assert settled(database, attempt) == {}
    with database.read() as session:
        assert find_task(session, task).state == "claimed"
        assert marks_of_script(session, attempt, SAY) == ()
        assert find_draft(session, task, people["zhou"]).version == version
    desk().do(submit_mark, task, Sheet({"owner": 1, "time": 2}), version)
    assert settled(database, attempt)[SAY].points == {"owner": 1, "time": 2}


def test_a_fifth_goes_to_two_markers_and_neither_can_be_both(database, library, people, desk):
    attempt = hand_in(database, library, people, twice=True)
    first, second = task_of(database, attempt).id, task_of(database, attempt, role="second").id
    desk().mark(first, "A", owner=1, time=2)
    assert settled(database, attempt) == {}
    refused("marked", desk().do, claim_task, second)
    desk("li").mark(second, "B", owner=1, time=2)
    found = settled(database, attempt)[SAY]
    assert (found.points, found.comment, found.how) == ({"owner": 1, "time": 2}, "A\n\nB", "mean")


def test_all_that_decides_about_a_level_goes_to_two_markers(database, people):
    library = use(database, decides=True)
    hand_in(database, library, people)
    assert waiting_tasks(database) == [(SAY, "first"), (SAY, "second"), (WRITE, "first"), (WRITE, "second")]


def test_two_who_disagree_are_followed_by_a_third_who_decides(database, library, people, desk):
    attempt = hand_in(database, library, people, twice=True)
    desk().mark(task_of(database, attempt, WRITE).id, split=2, tone=8)
    desk("li").mark(task_of(database, attempt, WRITE, "second").id, split=2, tone=5)
    assert settled(database, attempt) == {}
    third = task_of(database, attempt, WRITE, "adjudicator")
    assert third.due_at == LATER + timedelta(hours=72)
    refused("marked", desk().do, claim_task, third.id)
    refused("marked", desk("li").do, claim_task, third.id)
    desk("wang").mark(third.id, "Fair", split=1, tone=6)
    found = settled(database, attempt)[WRITE]
    assert (found.points, found.comment, found.how) == ({"split": 1, "tone": 6}, "Fair", "adjudicated")


def test_a_small_difference_is_a_mean_of_whole_points(database, library, people, desk):
    attempt = hand_in(database, library, people, twice=True)
    desk().mark(task_of(database, attempt, WRITE).id, split=2, tone=8)
    desk("li").mark(task_of(database, attempt, WRITE, "second").id, split=2, tone=7)
    assert settled(database, attempt)[WRITE].points == {"split": 2, "tone": 8}


def test_two_at_the_same_moment_settle_once(database, library, people, desk):
    attempt = hand_in(database, library, people, twice=True)
    tasks = [("zhou", task_of(database, attempt).id), ("li", task_of(database, attempt, role="second").id)]
    for name, task in tasks:
        desk(name).do(claim_task, task)
        desk(name).do(save_draft, task, Sheet({"owner": 1, "time": 2}), 0)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda one: desk(one[0]).do(submit_mark, one[1], Sheet({"owner": 1, "time": 2}), 1), tasks))
    assert settled(database, attempt)[SAY].how == "mean"
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM item_mark")).scalar_one() == 1


@pytest.mark.parametrize("mentors", [("zhou",), ("zhou", "li")])
def test_without_a_second_marker_one_counts_after_the_deadline_and_says_so(database, library, mentors):
    people = marking_people(database, *mentors)
    attempt = hand_in(database, library, people, twice=True)
    Desk(database, library, people["zhou"]).mark(task_of(database, attempt).id, owner=1, time=0)

    def settle(at):
        with database.write() as session:
            HANDLERS[SETTLE](session, {}, at)

    settle(LATER)
    assert settled(database, attempt) == {}
    settle(OVERDUE)
    if len(mentors) == 2:
        assert settled(database, attempt) == {}  # somebody could still do it: late is no reason to do without
        return
    found = settled(database, attempt)[SAY]
    assert (found.points, found.how) == ({"owner": 1, "time": 0}, "alone")
    assert (SAY, "second") not in waiting_tasks(database)


def test_without_a_third_marker_the_mean_of_two_counts_after_the_deadline(database, library):
    people = marking_people(database, "zhou", "li")
    attempt = hand_in(database, library, people, twice=True)
    Desk(database, library, people["zhou"]).mark(task_of(database, attempt).id, owner=1, time=2)
    Desk(database, library, people["li"]).mark(task_of(database, attempt, role="second").id, owner=0, time=0)
    with database.write() as session:
        assert settle_without_others(session, lambda _: library, at=LATER + timedelta(hours=73)) == 1
    found = settled(database, attempt)[SAY]
    assert (found.points, found.how) == ({"owner": 1, "time": 1}, "undecided")


def in_a_sitting(database, library, people):
    """Hand in the learner's paper in a sitting, so that it may be opened again."""
    with database.write() as session:
        new = NewSitting("words", "March", AT, AT + timedelta(hours=9), "submit", timedelta(), (), (people["lin"],))
        create_sitting(session, new, by=None, at=AT)
    return hand_in(database, library, people)


def test_a_paper_opened_again_withdraws_its_tasks_and_makes_new_ones_when_it_comes_back(
    database, library, people, desk
):
    attempt = in_a_sitting(database, library, people)
    old = task_of(database, attempt)
    desk().do(claim_task, old.id)
    with database.write() as session:
        reopen_attempt(session, attempt, 30, "Power cut", by=None, at=LATER)
    assert waiting_tasks(database) == []
    refused("ended", desk().do, submit_mark, old.id, Sheet({"owner": 1, "time": 2}), 0)
    refused("ended", desk("li").do, claim_task, old.id)
    with database.write() as session:
        submit_attempt(session, lambda _: library, attempt, by=people["lin"], at=LATER + timedelta(minutes=9))
    assert waiting_tasks(database) == [(SAY, "first"), (WRITE, "first")]
    new = task_of(database, attempt)
    assert new.id != old.id
    desk("li").mark(new.id, owner=1, time=2, at=LATER + timedelta(hours=1))
    with pytest.raises(RefusedError), database.write() as session:
        reopen_attempt(session, attempt, 30, "Again", by=None, at=LATER + timedelta(hours=2))


def test_the_first_of_two_marks_does_not_count_for_what_was_written_later(database, people, desk):
    library = use(database, decides=True)
    attempt = in_a_sitting(database, library, people)
    desk().mark(task_of(database, attempt).id, owner=1, time=2)
    with database.write() as session:
        reopen_attempt(session, attempt, 30, "Power cut", by=None, at=LATER)
        submit_attempt(session, lambda _: library, attempt, by=people["lin"], at=LATER + timedelta(minutes=9))
    with database.read() as session:
        assert marks_of_script(session, attempt, SAY) == ()
        assert session.execute(text("SELECT count(*) FROM script_mark")).scalar_one() == 1
    assert len(waiting_tasks(database)) == 4


def test_mentors_of_the_team_find_an_answer_and_nobody_else(database, library, people):
    attempt = hand_in(database, library, people)
    task = task_of(database, attempt).id
    with database.write() as session:
        grant_role(session, people["lin"], "mentor", team_id=None, by=None, at=AT)
    with database.read() as session:
        zhou, far, lin = (actor_for(session, people[name], at=LATER) for name in ("zhou", "far", "lin"))
        assert access_task(session, zhou, task).id == task
        for stranger in (far, lin):
            with pytest.raises(NotFoundError):
                access_task(session, stranger, task)
        assert [len(access_queue(session, one).tasks) for one in (zhou, far, lin)] == [2, 0, 0]
        with pytest.raises(RefusedError) as caught:
            access_taken_task(session, zhou, task)
        assert caught.value.code == "not_claimed"
    refused("own", Desk(database, library, people["lin"]).do, claim_task, task)


def test_of_an_answer_for_two_each_sees_one_task_and_none_after_taking_it(database, people, desk):
    library = use(database, decides=True)
    attempt = hand_in(database, library, people)
    with database.read() as session:
        zhou = actor_for(session, people["zhou"], at=LATER)
        assert [(one.item_id, one.role) for one in waiting_for(session, zhou)] == [(SAY, "first"), (WRITE, "first")]
    desk().mark(task_of(database, attempt).id, owner=1, time=2)
    with database.read() as session:
        li = actor_for(session, people["li"], at=LATER)
        assert [(one.item_id, one.role) for one in waiting_for(session, zhou)] == [(WRITE, "first")]
        assert [(one.item_id, one.role) for one in waiting_for(session, li)] == [(SAY, "second"), (WRITE, "first")]


def test_what_was_left_lying_is_there_for_others_and_the_draft_stays(database, library, people, desk):
    attempt = hand_in(database, library, people)
    task = task_of(database, attempt).id
    desk().do(claim_task, task)
    desk().do(save_draft, task, Sheet({"owner": 1}), 0)
    with database.write() as session:
        assert hand_back_forgotten(session, at=LATER + timedelta(hours=47)) == 0
        assert hand_back_forgotten(session, at=LATER + timedelta(hours=49)) == 1
    refused("not_claimed", desk().do, save_draft, task, Sheet({"owner": 0}), 1)
    desk("li").mark(task, owner=0, time=0)
    with database.read() as session:
        assert find_draft(session, task, people["zhou"]).sheet == Sheet({"owner": 1})


def test_an_answer_handed_back_waits_for_others(database, library, people, desk):
    attempt = hand_in(database, library, people)
    task = task_of(database, attempt).id
    desk().do(claim_task, task)
    refused("taken", desk("li").do, claim_task, task)
    desk().do(hand_back_task, task)
    desk("li").do(claim_task, task)
    with database.read() as session:
        actions = session.execute(text("SELECT action FROM audit_row WHERE action LIKE 'script.%' ORDER BY id"))
        assert list(actions.scalars()) == ["script.claimed", "script.handed_back", "script.claimed"]


def test_practice_waits_for_nobody(database, library, people):
    with database.write() as session:
        attempt = start_attempt(
            session, lambda _: library, "words", people["lin"], release_id=1, by=people["lin"], at=AT
        )
        session.execute(text("UPDATE attempt SET mode = 'practice' WHERE id = :id"), {"id": attempt})
    with database.write() as session:
        batch = a_batch("tab", (1, SAY, ANSWERS[SAY]))
        record_events(session, lambda _: library, attempt, batch, by=people["lin"], at=AT)
        submit_attempt(session, lambda _: library, attempt, by=people["lin"], at=AT)
    assert waiting_tasks(database) == []

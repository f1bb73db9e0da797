"""The bench on a real database: who may take what, claims, drafts, own marks given blind."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.bench.access import access_queue, access_taken_task, access_task, waiting_for
from app.bench.actions import (
    claim_task,
    decide_task,
    hand_back_forgotten,
    hand_back_task,
    return_task,
    save_decision,
    save_draft,
    submit_own_marks,
)
from app.bench.jobs import HAND_BACK, HANDLERS
from app.bench.queries import (
    find_draft,
    find_task,
    marks_of,
    open_tasks,
    released_result,
    sessions_taken_by,
    tasks_of,
    totals_by_marker,
)
from app.bench.rules.decision import Decision, decided_so_far
from app.bench.rules.sheet import CriterionMark, Finding, Sheet, Span
from app.identity.actions import grant_role
from app.identity.queries import actor_for
from app.kernel.errors import InvalidError, NotFoundError, RefusedError
from tests.factories.bench import LATER, Bench, a_sheet, bench_people, facts, play, refused, task_of, use
from tests.factories.certification import AT
from tests.factories.scenario import a_scenario


@pytest.fixture
def library(database):
    return use(database)


@pytest.fixture
def people(database, library):
    return bench_people(database)


@pytest.fixture
def bench(database, library, people):
    return lambda name="zhou", use=library: Bench(database, use, people[name])


def test_a_conversation_handed_in_waits_for_its_marker(database, library, people):
    session_id = play(database, library, people["lin"], at=AT)
    task = task_of(database, session_id)
    assert (task.state, task.role, task.scenario_id, task.due_at) == (
        "waiting",
        "first",
        "leak",
        AT + timedelta(hours=72),
    )
    (fact,) = facts(database, people["lin"])
    assert (fact.kind, fact.key, fact.fact.passed, fact.fact.detail["grade"]) == ("roleplay-waiting", "leak", None, 2)


def test_practice_waits_for_nobody(database, library, people):
    play(database, library, people["lin"], at=AT, purpose="practice")
    with database.read() as session:
        assert open_tasks(session, None) == ()


def test_a_scenario_may_ask_for_two_markers(database, people):
    library = use(database, a_scenario(markers=2))
    session_id = play(database, library, people["lin"], at=AT)
    with database.read() as session:
        assert [task.role for task in tasks_of(session, session_id)] == ["first", "second"]


def test_one_of_two_mentors_gets_it(database, library, people, bench):
    task = task_of(database, play(database, library, people["lin"], at=AT)).id
    bench("zhou").do(claim_task, task)
    bench("zhou").do(claim_task, task)
    refused("taken", bench("li").do, claim_task, task)
    with database.read() as session:
        actions = session.execute(text("SELECT action FROM audit_row WHERE action LIKE 'marking.%'")).scalars()
        assert list(actions) == ["marking.claimed"]


def test_of_two_at_the_same_moment_one_gets_it(database, library, people, bench):
    task = task_of(database, play(database, library, people["lin"], at=AT)).id

    def claim(name):
        try:
            bench(name).do(claim_task, task)
        except RefusedError as error:
            return error.code
        return "mine"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(claim, ["zhou", "li"])) == ["mine", "taken"]


def test_nobody_marks_twice_or_for_oneself(database, people, bench):
    library = use(database, a_scenario(markers=2))
    with database.write() as session:
        grant_role(session, people["lin"], "mentor", team_id=None, by=None, at=AT)
    session_id = play(database, library, people["lin"], at=AT)
    first, second = task_of(database, session_id).id, task_of(database, session_id, "second").id
    refused("own", bench("lin", library).do, claim_task, first)
    bench("zhou", library).do(claim_task, first)
    refused("marked", bench("zhou", library).do, claim_task, second)
    bench("li", library).do(claim_task, second)
    with database.read() as session:
        assert sessions_taken_by(session, people["zhou"]) == {session_id}


def test_only_mentors_of_the_team_find_the_task(database, library, people):
    task = task_of(database, play(database, library, people["lin"], at=AT)).id
    with database.read() as session:
        assert access_task(session, actor_for(session, people["zhou"], at=LATER), task).id == task
        for name in ("far", "lin"):
            with pytest.raises(NotFoundError):
                access_task(session, actor_for(session, people[name], at=LATER), task)
        assert access_queue(session, actor_for(session, people["far"], at=LATER)).tasks == ()
        assert [one.id for one in waiting_for(session, actor_for(session, people["zhou"], at=LATER))] == [task]
        refused("not_claimed", access_taken_task, session, actor_for(session, people["zhou"], at=LATER), task)


def test_what_is_handed_back_is_there_for_others_and_the_draft_stays(database, library, people, bench):
    task = task_of(database, play(database, library, people["lin"], at=AT)).id
    bench("zhou").do(claim_task, task)
    bench("zhou").do(save_draft, task, Sheet(impression=3), 0)
    bench("zhou").do(hand_back_task, task)
    bench("li").do(claim_task, task)
    refused("not_claimed", bench("zhou").do, save_draft, task, Sheet(impression=4), 1)
    with database.read() as session:
        assert find_draft(session, task, people["zhou"]).sheet.impression == 3
        assert find_draft(session, task, people["li"]) is None


def test_a_decision_is_drafted_after_ones_own_marks_and_by_nobody_else(database, library, people, bench):
    task = task_of(database, play(database, library, people["lin"], at=AT)).id
    zhou = bench("zhou")
    decision = Decision({"cc-safety": Finding(found=True, reason="Seen")}, "So far")
    zhou.do(claim_task, task)
    refused("no_marks", zhou.do, save_decision, task, decision, 0)
    zhou.do(submit_own_marks, task, a_sheet(), 0)
    refused("newer_draft", zhou.do, save_decision, task, decision, 0)
    refused("not_claimed", bench("li").do, save_decision, task, decision, 0)
    assert zhou.do(save_decision, task, decision, 1) == 2
    assert zhou.do(save_decision, task, decision, 1) == 2  # the answer to the first one was lost
    with database.read() as session:
        assert decided_so_far(find_draft(session, task, people["zhou"]).sheet) == decision
        (mark,) = marks_of(session, find_task(session, task).session_id)
        assert (mark.state, mark.sheet) == ("own", a_sheet())
    zhou.do(decide_task, task, Decision())
    refused("marks_in", zhou.do, save_decision, task, decision, 2)


def test_a_draft_grows_and_an_older_window_is_told(database, library, people, bench):
    task = task_of(database, play(database, library, people["lin"], at=AT)).id
    zhou = bench("zhou")
    zhou.do(claim_task, task)
    assert zhou.do(save_draft, task, Sheet(impression=3), 0) == 1
    assert zhou.do(save_draft, task, Sheet(impression=3), 0) == 1  # the answer to the first one was lost
    assert zhou.do(save_draft, task, Sheet(impression=4), 1) == 2
    refused("newer_draft", zhou.do, save_draft, task, Sheet(impression=5), 1)
    refused("newer_draft", zhou.do, submit_own_marks, task, a_sheet(), 1)
    with database.read() as session:
        assert find_draft(session, task, people["zhou"]).sheet.impression == 4


def test_marks_that_are_not_complete_are_not_taken(database, library, people, bench):
    task = task_of(database, play(database, library, people["lin"], at=AT)).id
    zhou = bench("zhou")
    zhou.do(claim_task, task)
    with pytest.raises(InvalidError) as caught:
        zhou.do(submit_own_marks, task, Sheet({"empathy": CriterionMark(4)}), 0)
    assert caught.value.field == "safety"
    with pytest.raises(InvalidError):
        zhou.do(save_draft, task, Sheet({"product": CriterionMark(3)}), 0)  # not judged in this scenario


def test_own_marks_are_final_in_themselves_and_decided_afterwards(database, library, people, bench):
    session_id = play(database, library, people["lin"], at=AT)
    task = task_of(database, session_id).id
    zhou = bench("zhou")
    zhou.do(claim_task, task)
    refused("no_marks", zhou.do, decide_task, task, Decision())
    zhou.mark(task)
    zhou.do(submit_own_marks, task, a_sheet(1, 1, 1, 1), 1)  # asking again changes nothing
    refused("marks_in", zhou.do, save_draft, task, a_sheet(1, 1, 1, 1), 1)
    refused("marks_in", zhou.do, hand_back_task, task)
    refused("marks_in", zhou.do, return_task, task, "Please speak up.")
    with database.read() as session:
        (mark,) = marks_of(session, session_id)
        assert (mark.state, mark.total, mark.sheet.criteria["safety"].anchor) == ("own", 800, 5)
        assert released_result(session, lambda _: library, session_id) is None


def test_evidence_must_be_the_learners_own_words(database, library, people, bench):
    task = task_of(database, play(database, library, people["lin"], at=AT)).id
    bench().do(claim_task, task)
    good = Sheet({"empathy": CriterionMark(4, evidence=(Span(1, 0, 8),))})
    assert bench().do(save_draft, task, good, 0) == 1
    for span in (Span(0, 0, 1), Span(1, 0, 99), Span(4, 0, 1)):
        with pytest.raises(InvalidError):
            bench().do(save_draft, task, Sheet({"empathy": CriterionMark(4, evidence=(span,))}), 1)


def test_how_markers_mark_is_counted_by_team(database, library, people, bench):
    session_id = play(database, library, people["lin"], at=AT)
    bench().finish(task_of(database, session_id).id)
    with database.read() as session:
        assert totals_by_marker(session, None) == {people["zhou"]: [800]}
        assert totals_by_marker(session, {999}) == {}


def test_what_somebody_took_and_left_lying_is_there_for_others(database, library, people, bench):
    session_id = play(database, library, people["lin"], at=AT)
    task = task_of(database, session_id).id
    bench("zhou").do(claim_task, task, at=AT)
    bench("zhou").do(save_draft, task, Sheet(impression=3), 0, at=AT + timedelta(hours=30))
    with database.write() as session:
        HANDLERS[HAND_BACK](session, {}, AT + timedelta(hours=60))
    assert task_of(database, session_id).claimed_by == people["zhou"]
    with database.write() as session:
        HANDLERS[HAND_BACK](session, {}, AT + timedelta(hours=79))
    assert task_of(database, session_id).state == "waiting"
    bench("li").do(claim_task, task, at=AT + timedelta(hours=80))


def test_what_is_marked_stays_with_its_marker(database, library, people, bench):
    session_id = play(database, library, people["lin"], at=AT)
    bench("zhou").mark(task_of(database, session_id).id, at=AT)
    with database.write() as session:
        assert hand_back_forgotten(session, at=AT + timedelta(days=9)) == 0
    assert task_of(database, session_id).claimed_by == people["zhou"]

"""The bench on a real database: claims, drafts, blind marks, decisions, adjudication, release and return."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from app.bench.access import access_queue, access_result, access_taken_task, access_task, waiting_for
from app.bench.actions import (
    claim_task,
    decide_task,
    hand_back_task,
    return_task,
    save_draft,
    submit_own_marks,
)
from app.bench.queries import (
    export_person,
    find_draft,
    find_task,
    marks_of,
    open_tasks,
    released_result,
    releases_since,
    returned_to,
    sessions_taken_by,
    tasks_of,
    totals_by_marker,
)
from app.bench.rules.decision import Decision
from app.bench.rules.sheet import CriterionMark, Finding, Sheet, Span
from app.certification.queries import awards_for, why_not_yet
from app.evidence.queries import facts_for
from app.evidence.rules import standing_facts
from app.identity.actions import NewPerson, create_person, create_team, grant_role
from app.identity.queries import actor_for, person_brief
from app.kernel.errors import InvalidError, NotFoundError, RefusedError
from app.reporting.actions import differing_summaries
from app.roleplay.queries import find_return
from tests.factories.bench import UNSAFE, RoleplayLibraries, a_roleplay_library, a_sheet, play
from tests.factories.certification import AT
from tests.factories.scenario import a_scenario

HOUR = timedelta(hours=1)
LATER = AT + 5 * HOUR


@pytest.fixture
def library(database):
    return use(database)


def use(database, *scenarios, **more):
    database.info["libraries"] = RoleplayLibraries(a_roleplay_library(*scenarios, **more))
    return database.info["libraries"].library


@pytest.fixture
def people(database, library):
    with database.write() as session:
        east = create_team(session, "华东", by=None, at=AT)
        west = create_team(session, "华西", by=None, at=AT)

        def add(number, name, team, role=None):
            new = NewPerson(number, name, date(2026, 2, 1), trade="aircon")
            person = create_person(session, new, team_id=team, by=None, at=AT)
            if role:
                grant_role(session, person, role, team_id=team, by=None, at=AT)
            return person

        return {
            "lin": add("1", "林晓", east),
            "zhou": add("2", "周导师", east, "mentor"),
            "li": add("3", "李导师", east, "mentor"),
            "wang": add("4", "王导师", east, "mentor"),
            "far": add("5", "远导师", west, "mentor"),
        }


class Bench:
    """The bench as one marker uses it."""

    def __init__(self, database, library, marker):
        self.database, self.library, self.marker = database, library, marker

    def do(self, action, task, *args, at=LATER):
        with self.database.write() as session:
            if action in {claim_task, hand_back_task, return_task}:
                return action(session, task, *args, by=self.marker, at=at)
            return action(session, lambda _: self.library, task, *args, by=self.marker, at=at)

    def mark(self, task, sheet=None, *, at=LATER):
        self.do(claim_task, task, at=at)
        version = self.do(save_draft, task, sheet or a_sheet(), 0, at=at)
        self.do(submit_own_marks, task, sheet or a_sheet(), version, at=at)

    def finish(self, task, sheet=None, decision=None, *, at=LATER):
        self.mark(task, sheet, at=at)
        return self.do(decide_task, task, decision or Decision(), at=at)


@pytest.fixture
def bench(database, library, people):
    return lambda name="zhou", use=library: Bench(database, use, people[name])


def task_of(database, session_id, role="first"):
    with database.read() as session:
        return next(task for task in tasks_of(session, session_id) if task.role == role)


def facts(database, person_id, at=LATER):
    with database.read() as session:
        return standing_facts(facts_for(session, person_id), at=at)


def refused(code, do, *args, **more):
    with pytest.raises(RefusedError) as caught:
        do(*args, **more)
    assert caught.value.code == code


def test_a_conversation_handed_in_waits_for_its_marker(database, library, people):
    session_id = play(database, library, people["lin"], at=AT)
    task = task_of(database, session_id)
    assert (task.state, task.role, task.scenario_id, task.due_at) == ("waiting", "first", "leak", AT + 72 * HOUR)
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


def test_the_last_final_mark_releases_the_result(database, library, people, bench):
    session_id = play(database, library, people["lin"], at=AT)
    outcome = bench().finish(task_of(database, session_id).id, decision=Decision(comment="Well done indeed."))
    assert (outcome.score, outcome.passed) == (800, True)
    (fact, level) = facts(database, people["lin"])
    assert (fact.kind, fact.fact.score, fact.fact.passed, fact.fact.effective_at) == ("roleplay", 800, True, AT)
    assert fact.fact.source == f"roleplay:{session_id}"
    assert fact.fact.detail == {"grade": 2, "critical": 0, "markers": 1, "session": session_id}
    assert (level.kind, level.key) == ("level", "foundation")
    with database.read() as session:
        result = released_result(session, lambda _: library, session_id)
        (award,) = awards_for(session, people["lin"])
        assert releases_since(session, people["lin"], AT)[0].session_id == session_id
        assert "marker" not in str(export_person(session, people["lin"]))
        assert access_result(session, actor_for(session, people["lin"], at=LATER), lambda _: library, session_id)
        with pytest.raises(NotFoundError):
            access_result(session, actor_for(session, people["far"], at=LATER), lambda _: library, session_id)
    assert award.awarded_at == AT
    assert (result.score, result.passed, result.markers) == (800, True, 1)
    assert result.sheets[0].comment == "Well done indeed."


def test_finishing_twice_releases_once(database, library, people, bench):
    session_id = play(database, library, people["lin"], at=AT)
    task = task_of(database, session_id).id
    bench().finish(task)
    bench().do(decide_task, task, Decision())
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM mark_release")).scalar() == 1
        assert [mark.state for mark in marks_of(session, session_id)] == ["final"]
        assert session.execute(text("SELECT count(*) FROM mark")).scalar() == 2  # own stays beside final


def test_a_confirmed_error_stops_the_level(database, library, people, bench):
    session_id = play(database, library, people["lin"], UNSAFE, at=AT)
    task = task_of(database, session_id).id
    zhou = bench()
    zhou.mark(task, a_sheet(safety=1))
    with pytest.raises(InvalidError) as caught:
        zhou.do(decide_task, task, Decision())
    assert caught.value.field == "cc-safety"
    with pytest.raises(InvalidError):
        zhou.do(decide_task, task, Decision({"cc-safety": Finding(False)}))  # overruled without a reason
    outcome = zhou.do(decide_task, task, Decision({"cc-safety": Finding(True)}))
    assert (outcome.passed, outcome.critical) == (False, ("cc-safety",))
    with database.read() as session:
        assert awards_for(session, people["lin"]) == ()
        why = why_not_yet(session, library, person_brief(session, people["lin"]), "aircon", at=LATER)
    (reason,) = why.reason.children
    assert (reason.kind, reason.met, reason.done, reason.who) == ("roleplays", False, 0, "you")


def test_an_overruled_flag_is_kept_with_its_reason(database, library, people, bench):
    session_id = play(database, library, people["lin"], UNSAFE, at=AT)
    decision = Decision({"cc-safety": Finding(False, "The customer had switched it off before.")})
    outcome = bench().finish(task_of(database, session_id).id, decision=decision)
    assert outcome.critical == ()
    with database.read() as session:
        (mark,) = marks_of(session, session_id)
    assert mark.sheet.critical["cc-safety"].reason.startswith("The customer")


def test_while_it_waits_it_is_the_mentors_turn(database, library, people, bench):
    session_id = play(database, library, people["lin"], at=AT)
    with database.read() as session:
        why = why_not_yet(session, library, person_brief(session, people["lin"]), "aircon", at=LATER)
    (reason,) = why.reason.children
    assert (reason.who, reason.done, [child.since for child in reason.children]) == ("mentor", 0, [AT])
    assert why.title_of(reason.children[0]) == a_scenario().title
    bench().finish(task_of(database, session_id).id)
    with database.read() as session:
        assert why_not_yet(session, library, person_brief(session, people["lin"]), "aircon", at=LATER) is None


def test_summaries_follow_every_step(database, library, people, bench):
    session_id = play(database, library, people["lin"], at=AT)
    with database.write() as session:
        assert differing_summaries(session, at=LATER) == 0
    bench().finish(task_of(database, session_id).id)
    with database.write() as session:
        assert differing_summaries(session, at=LATER) == 0


def two_marks(database, people, bench, first, second):
    library = use(database, a_scenario(markers=2))
    session_id = play(database, library, people["lin"], at=AT)
    one = bench("zhou", library).finish(task_of(database, session_id).id, first)
    two = bench("li", library).finish(task_of(database, session_id, "second").id, second)
    return library, session_id, one, two


def test_two_who_agree_are_averaged(database, people, bench):
    library, session_id, one, two = two_marks(database, people, bench, a_sheet(), a_sheet(safety=4))
    assert one is None
    assert (two.score, two.roles) == (775, ("first", "second"))
    with database.read() as session:
        assert released_result(session, lambda _: library, session_id).markers == 2


def test_two_who_disagree_are_adjudicated_blind_by_a_third(database, people, bench):
    library, session_id, _one, two = two_marks(database, people, bench, a_sheet(), a_sheet(2, 2, 2, 2))
    assert two.score is None
    with database.read() as session:
        assert released_result(session, lambda _: library, session_id) is None
    third = task_of(database, session_id, "adjudicator")
    assert (third.state, third.due_at) == ("waiting", LATER + 72 * HOUR)
    refused("marked", bench("zhou", library).do, claim_task, third.id)
    outcome = bench("wang", library).finish(third.id, a_sheet(3, 3, 3, 3))
    assert (outcome.score, outcome.passed) == (500, False)
    fact = next(fact for fact in facts(database, people["lin"]) if fact.kind == "roleplay")
    assert (fact.fact.score, fact.fact.detail["markers"]) == (500, 3)
    with database.read() as session:
        result = released_result(session, lambda _: library, session_id)
        assert [sheet.criteria["safety"].anchor for sheet in result.sheets] == [3]


def test_two_who_finish_at_the_same_moment_release_once(database, people, bench):
    library = use(database, a_scenario(markers=2))
    session_id = play(database, library, people["lin"], at=AT)
    pairs = [("zhou", task_of(database, session_id).id), ("li", task_of(database, session_id, "second").id)]
    for name, task in pairs:
        bench(name, library).mark(task)
    with ThreadPoolExecutor(2) as pool:
        done = pool.map(lambda pair: bench(pair[0], library).do(decide_task, pair[1], Decision()), pairs)
        assert sum(outcome is not None for outcome in done) == 1
    with database.read() as session:
        assert released_result(session, lambda _: library, session_id) is not None


def test_what_goes_back_to_the_learner_can_be_done_again(database, library, people, bench):
    session_id = play(database, library, people["lin"], at=AT)
    task = task_of(database, session_id).id
    bench().do(claim_task, task)
    with pytest.raises(InvalidError):
        bench().do(return_task, task, "  ")
    bench().do(return_task, task, "Please talk to the customer, not to me.")
    with database.read() as session:
        assert find_return(session, session_id) == "Please talk to the customer, not to me."
        assert returned_to(session, people["lin"], AT)[0].session_id == session_id
        why = why_not_yet(session, library, person_brief(session, people["lin"]), "aircon", at=LATER)
        assert why.reason.children[0].who == "you"
        assert find_task(session, task).state == "returned"
    refused("ended", bench("li").do, claim_task, task)
    again = play(database, library, people["lin"], at=LATER)
    assert bench().finish(task_of(database, again).id, at=LATER + HOUR).passed
    with database.write() as session:
        assert differing_summaries(session, at=LATER + HOUR) == 0


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

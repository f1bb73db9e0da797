"""What marks come to, on a real database: decisions, adjudication, release, return, levels, summaries."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.bench.access import access_result
from app.bench.actions import (
    claim_task,
    decide_task,
    return_task,
)
from app.bench.queries import (
    export_person,
    find_task,
    marks_of,
    released_result,
    releases_since,
    returned_to,
)
from app.bench.rules.decision import Decision
from app.bench.rules.sheet import Finding
from app.certification.queries import awards_for, why_not_yet
from app.identity.queries import actor_for, person_brief
from app.kernel.errors import InvalidError, NotFoundError
from app.learning.actions import enrol
from app.reporting.actions import differing_summaries
from app.reporting.queries import standings_kept
from app.roleplay.queries import find_return
from tests.factories.bench import LATER, UNSAFE, Bench, a_sheet, bench_people, facts, play, refused, task_of, use
from tests.factories.certification import AT
from tests.factories.scenario import a_scenario

HOUR = timedelta(hours=1)


@pytest.fixture
def library(database):
    return use(database)


@pytest.fixture
def people(database, library):
    return bench_people(database)


@pytest.fixture
def bench(database, library, people):
    return lambda name="zhou", use=library: Bench(database, use, people[name])


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
    def stands():
        """Where the learner stands on the track, after a rebuild that found nothing to correct."""
        with database.write() as session:
            assert differing_summaries(session, at=LATER) == 0
            row = standings_kept(session, (people["lin"],))[people["lin"], "aircon"]
            return row.waits_for, row.next_step, row.done, row.total, row.level

    with database.write() as session:
        enrol(session, library, people["lin"], "agent", AT.date(), by=None, at=AT)
    assert stands() == ("you", "roleplay:leak", 0, 1, "")
    session_id = play(database, library, people["lin"], at=AT)
    assert stands() == ("mentor", "roleplays:1", 0, 1, "")
    bench().finish(task_of(database, session_id).id)
    assert stands() == ("nobody", "", 1, 1, "foundation")


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

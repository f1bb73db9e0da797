"""Appeals are filed once and in time, looked at blind by somebody else, and answered with a reason."""

from datetime import UTC, datetime, timedelta

import pytest

from app.appeals.actions import (
    Decision,
    decide_appeal,
    file_appeal,
    hand_back_appeal,
    note_look,
    take_appeal,
    withdraw_appeal,
)
from app.appeals.queries import appeals_of, export_person, find_appeal, open_appeals
from app.appeals.rules import TO_ANSWER, actions_for, may_file
from app.assessment.queries import find_attempt, grades_of, settled_of
from app.kernel.errors import InvalidError, NotFoundError, RefusedError
from app.marking.actions import claim_task
from tests.actions.test_assessment_corrections import add_person, write
from tests.factories.marking import SAY, Desk, hand_in, marking_people, task_of, use

LATER = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def paper(database):
    person, attempt = write(database, "learner", wrong=["q0"])
    return person, attempt, add_person(database, "author"), add_person(database, "other")


def do(database, action, *args, by, at=LATER, **more):
    with database.write() as session:
        return action(session, *args, by=by, at=at, **more)


def file(database, person, attempt, *, item="q0", claim="Both are right.", at=LATER):
    with database.read() as session:
        row = find_attempt(session, attempt)
    return do(database, file_appeal, row, item, claim, by=person, at=at)


def appeal(database, appeal_id):
    with database.read() as session:
        return find_appeal(session, appeal_id)


def refused(code, call, *args, **more):
    with pytest.raises(RefusedError) as refusal:
        call(*args, **more)
    assert refusal.value.code == code


def test_an_appeal_goes_from_claim_to_reason(database, paper):
    person, attempt, author, _ = paper
    appeal_id = file(database, person, attempt)
    assert appeal(database, appeal_id).due_at == LATER + TO_ANSWER
    do(database, take_appeal, appeal_id, by=author)
    do(database, note_look, appeal_id, "I would accept both.", by=author)
    decision = Decision("upheld", "correct", "You are right: both work.")
    done = do(database, decide_appeal, appeal_id, decision, marked_by="engine", by=author)
    assert (done.state, done.outcome, done.action) == ("decided", "upheld", "correct")
    with database.read() as session:
        assert open_appeals(session) == ()
        kept = export_person(session, person)["appeals"][0]
    assert kept["reason"] == "You are right: both work."
    assert "reviewer_id" not in kept
    refused("decided", do, database, withdraw_appeal, appeal_id, by=person)


def test_what_is_filed_twice_late_empty_or_for_somebody_else_changes_nothing(database, paper):
    person, attempt, author, _ = paper
    with pytest.raises(InvalidError):
        file(database, person, attempt, claim=" ")
    with pytest.raises(NotFoundError):
        file(database, author, attempt)
    with pytest.raises(NotFoundError):
        file(database, person, attempt, item="never-was")
    refused("late", file, database, person, attempt, at=LATER + 14 * DAY)
    with database.read() as session:
        assert appeals_of(session, person) == ()
    file(database, person, attempt)
    refused("filed", file, database, person, attempt)


def test_nobody_judges_the_own_appeal_and_only_one_looks_at_it(database, paper):
    person, attempt, author, other = paper
    appeal_id = file(database, person, attempt)
    with pytest.raises(NotFoundError):
        do(database, take_appeal, appeal_id, by=person)
    do(database, take_appeal, appeal_id, by=author)
    refused("taken", do, database, take_appeal, appeal_id, by=other)
    refused("not_taken", do, database, note_look, appeal_id, "Hm.", by=other)
    do(database, hand_back_appeal, appeal_id, by=author)
    do(database, take_appeal, appeal_id, by=other)
    assert appeal(database, appeal_id).reviewer_id == other


def test_the_own_view_comes_before_the_decision_and_stays(database, paper):
    person, attempt, author, _ = paper
    appeal_id = file(database, person, attempt)
    do(database, take_appeal, appeal_id, by=author)
    decision = Decision("rejected", "none", "The key is right.")
    refused("not_looked", do, database, decide_appeal, appeal_id, decision, marked_by="engine", by=author)
    with pytest.raises(InvalidError):
        do(database, note_look, appeal_id, " ", by=author)
    do(database, note_look, appeal_id, "Only one.", by=author)
    refused("looked", do, database, note_look, appeal_id, "Both.", by=author)
    for wrong in (
        Decision("rejected", "correct", "No."),
        Decision("upheld", "remark", "Yes."),
        Decision("upheld", "none", " "),
    ):
        with pytest.raises(InvalidError):
            do(database, decide_appeal, appeal_id, wrong, marked_by="engine", by=author)
    assert appeal(database, appeal_id).state == "taken"


def test_an_appeal_can_be_withdrawn_by_its_owner(database, paper):
    person, attempt, author, _ = paper
    appeal_id = file(database, person, attempt)
    with pytest.raises(NotFoundError):
        do(database, withdraw_appeal, appeal_id, by=author)
    do(database, withdraw_appeal, appeal_id, by=person)
    refused("decided", do, database, take_appeal, appeal_id, by=author)


@pytest.mark.parametrize(
    ("is_open", "known", "state", "filed", "days", "wanted"),
    [
        (True, False, "counted", False, 0, "open"),
        (False, True, "counted", True, 0, "filed"),
        (False, True, "waiting", False, 0, "unmarked"),
        (False, True, "counted", False, 15, "late"),
        (False, True, "void", False, 14, "none"),
    ],
)
def test_when_an_appeal_may_be_filed(is_open, known, state, filed, days, wanted):
    known_at = LATER if known else None
    assert may_file(is_open=is_open, known_at=known_at, item_state=state, filed=filed, at=LATER + days * DAY) == wanted


def test_only_peoples_marks_may_be_given_again():
    assert "remark" in actions_for("people", "upheld")
    assert "remark" not in actions_for("engine", "upheld")
    assert actions_for("people", "rejected") == ("none",)


def test_an_upheld_appeal_about_ones_own_words_goes_to_another_marker_whose_mark_replaces_the_first(database):
    people = marking_people(database)
    library = use(database)
    attempt = hand_in(database, library, people)
    first = task_of(database, attempt)
    Desk(database, library, people["zhou"]).mark(first.id, owner=0, time=0)
    author = add_person(database, "author")
    appeal_id = file(database, people["lin"], attempt, item=SAY)
    do(database, take_appeal, appeal_id, by=author)
    do(database, note_look, appeal_id, "Both criteria are met.", by=author)
    decision = Decision("upheld", "remark", "Somebody else marks it again.")
    do(database, decide_appeal, appeal_id, decision, marked_by="people", by=author)
    again = task_of(database, attempt, role="appeal")
    refused("marked", Desk(database, library, people["zhou"]).do, claim_task, again.id)
    Desk(database, library, people["li"]).mark(again.id, "You say who and when.", owner=1, time=2)
    with database.read() as session:
        assert settled_of(session, attempt)[SAY].points == {"owner": 1, "time": 2}
        assert [grade.cause for grade in grades_of(session, attempt)] == ["submission", "marks", "marks"]

"""Attempts start once, lose no answer, are handed in once; on SQLite and on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.assessment.actions import (
    SentForm,
    grant_attempts,
    grant_one_more,
    record_events,
    record_form,
    start_attempt,
    submit_attempt,
    submit_overdue,
)
from app.assessment.models import Attempt, AttemptEvent
from app.assessment.queries import attempt_summaries, events_of, find_attempt, open_attempts_of
from app.assessment.rules.batch import field_name
from app.assessment.rules.ledger import answers_from, receipt_digest
from app.assessment.rules.timing import GRACE
from app.audit.models import AuditRow
from app.evidence.queries import facts_of_kind
from app.identity.actions import NewPerson, create_person
from app.kernel.clock import to_text
from app.kernel.errors import InvalidError, NotFoundError, RefusedError
from tests.factories.assessment import a_batch, a_library, a_quiz, right_answers
from tests.factories.certification import OneLibrary

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LIBRARY = a_library()


def library_of(_release_id):
    return LIBRARY


@pytest.fixture
def person(database):
    return add_person(database, "learner")


def add_person(database, number):
    with database.write() as session:
        new = NewPerson(number, number.title(), date(2026, 2, 1), trade="aircon")
        return create_person(session, new, team_id=None, by=None, at=NOON - timedelta(days=9))


def start(database, person, *, quiz="final", at=NOON, library_of=library_of, **more):
    with database.write() as session:
        return start_attempt(session, library_of, quiz, person, release_id=1, by=person, at=at, **more)


def send(database, person, attempt, *events, at=NOON, client="tab-1", seen=None):
    with database.write() as session:
        batch = a_batch(client, *events, seen=seen)
        return record_events(session, library_of, attempt, batch, by=person, at=at)


def submit(database, person, attempt, form=None, *, at=NOON + MINUTE):
    with database.write() as session:
        return submit_attempt(session, library_of, attempt, form, by=person, at=at)


def row_of(database, attempt):
    with database.read() as session:
        return find_attempt(session, attempt)


def answers_of(database, attempt):
    with database.read() as session:
        return answers_from(events_of(session, attempt))


def counts(database):
    with database.read() as session:
        return tuple(
            session.execute(select(func.count()).select_from(table)).scalar_one() for table in (Attempt, AttemptEvent)
        )


def answer_all_right(database, person, attempt, *, at=NOON):
    values = right_answers(row_of(database, attempt).paper, LIBRARY)
    events = [(seq, item, answer) for seq, (item, answer) in enumerate(values.items(), start=1)]
    return send(database, person, attempt, *events, at=at)


def test_a_started_attempt_owns_a_frozen_paper_and_its_deadline(database, person):
    attempt = start(database, person, seed="s")
    row = row_of(database, attempt)
    assert row.is_open
    assert row.deadline_at == NOON + 20 * MINUTE
    assert len({item.id for item in row.paper.items}) == 5
    assert "car-only" not in {item.id for item in row.paper.items}
    assert [item.id for item in row.paper.items if item.block == "red"] == ["red"]


def test_starting_again_resumes_the_open_attempt(database, person):
    attempt = start(database, person)
    assert start(database, person, at=NOON + MINUTE) == attempt
    with database.read() as session:
        assert open_attempts_of(session, person) == ((attempt, "final", NOON + 20 * MINUTE),)


def test_twenty_parallel_starts_leave_one_attempt(database, person):
    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(lambda _: start(database, person), range(20)))
    assert len(set(found)) == 1
    assert counts(database)[0] == 1


def test_an_unknown_quiz_is_not_found(database, person):
    with pytest.raises(NotFoundError):
        start(database, person, quiz="none")


def test_attempts_are_counted_waited_for_and_granted(database, person):
    at = NOON
    for _ in range(3):
        attempt = start(database, person, at=at)
        submit(database, person, attempt, at=at + MINUTE)
        with pytest.raises(RefusedError):
            start(database, person, at=at + 2 * MINUTE)
        at += 31 * MINUTE
    with pytest.raises(RefusedError) as refusal:
        start(database, person, at=at)
    assert refusal.value.code == "attempts_exhausted"
    with database.write() as session:
        grant_one_more(session, LIBRARY.quizzes["final"], person, "line was cut", by=person, at=at)
    with database.write() as session, pytest.raises(RefusedError) as refusal:
        grant_one_more(session, LIBRARY.quizzes["final"], person, "clicked twice", by=person, at=at)
    assert refusal.value.code == "attempts_left"
    with database.write() as session, pytest.raises(InvalidError):
        grant_attempts(session, person, "final", 0, "", by=person, at=at)
    assert start(database, person, at=at) > attempt


def test_after_a_pass_there_is_nothing_more_to_do(database, person):
    attempt = start(database, person)
    answer_all_right(database, person, attempt)
    submit(database, person, attempt)
    with pytest.raises(RefusedError) as refusal:
        start(database, person, at=NOON + timedelta(days=1))
    assert refusal.value.code == "already_passed"


def test_starting_over_an_expired_attempt_hands_it_in(database, person):
    attempt = start(database, person)
    answer_all_right(database, person, attempt)
    late = NOON + timedelta(hours=3)
    assert start(database, person, at=late) == attempt
    row = row_of(database, attempt)
    assert (row.state, row.passed, row.counted_at) == ("submitted", True, NOON + 20 * MINUTE)


# Answering


def test_events_are_acknowledged_kept_once_and_the_last_counts(database, person):
    attempt = start(database, person)
    item = row_of(database, attempt).paper.items[0].id
    first = send(database, person, attempt, (1, item, "yes"), (2, item, {"": ["no"]}))
    assert (first.acked, first.refused, first.remaining_seconds) == ((1, 2), (), 1200)
    again = send(database, person, attempt, (2, item, "maybe"), (1, item, "yes"), at=NOON + MINUTE)
    assert again.acked == (2, 1)
    assert counts(database)[1] == 2
    assert answers_of(database, attempt) == {item: "no"}


def test_what_cannot_be_kept_is_refused_alone(database, person):
    attempt = start(database, person)
    item = row_of(database, attempt).paper.items[0].id
    recorded = send(
        database, person, attempt, (1, "stranger", "yes"), (2, item, "none"), (3, item, 1.5), (4, item, "yes")
    )
    assert recorded.acked == (4,)
    assert [(refusal.seq, refusal.error.field) for refusal in recorded.refused] == [(1, "item"), (2, item), (3, item)]
    assert counts(database)[1] == 1


def test_another_persons_attempt_is_not_found(database, person):
    attempt = start(database, person)
    other = add_person(database, "other")
    for deed in (
        lambda: send(database, other, attempt, (1, "q1", "yes")),
        lambda: submit(database, other, attempt),
        lambda: send(database, person, attempt + 99, (1, "q1", "yes")),
    ):
        with pytest.raises(NotFoundError):
            deed()


def test_a_late_event_is_taken_within_the_grace_and_refused_after(database, person):
    attempt = start(database, person)
    item = row_of(database, attempt).paper.items[0].id
    end = NOON + 20 * MINUTE
    assert send(database, person, attempt, (1, item, "yes"), at=end + GRACE).acked == (1,)
    with pytest.raises(RefusedError) as refusal:
        send(database, person, attempt, (2, item, "no"), at=end + GRACE + timedelta(seconds=1))
    assert refusal.value.code == "time_over"
    submit(database, person, attempt, at=end + GRACE)
    with pytest.raises(RefusedError) as refusal:
        send(database, person, attempt, (3, item, "no"), at=end)
    assert refusal.value.code == "submitted"


def test_another_client_is_noticed(database, person):
    attempt = start(database, person)
    item = row_of(database, attempt).paper.items[0].id
    assert not send(database, person, attempt, (1, item, "yes"), client="phone", seen=0).others
    assert send(database, person, attempt, (1, item, "no"), client="desk", seen=0).others
    with database.read() as session:
        seen = events_of(session, attempt)[-1].id
    assert not send(database, person, attempt, (2, item, "yes"), client="desk", seen=seen).others


def fields_for(database, attempt, answers):
    return {
        field_name(item, part): values
        for item, parts in right_answers(row_of(database, attempt).paper, LIBRARY).items()
        if item in answers
        for part, values in parts.items()
    }


def test_a_form_records_what_it_changed_and_nothing_else(database, person):
    attempt = start(database, person)
    one, two, three, *_ = (item.id for item in row_of(database, attempt).paper.items)
    send(database, person, attempt, (1, one, "no"))
    with database.read() as session:
        seen = events_of(session, attempt)[-1].id
    send(database, person, attempt, (1, two, "maybe"), client="phone")
    form = SentForm({field_name(one): ["no"], field_name(three): ["yes"]}, seen, "en")
    with database.write() as session:
        assert record_form(session, library_of, attempt, form, by=person, at=NOON).errors == {}
        record_form(session, library_of, attempt, form, by=person, at=NOON)
    assert answers_of(database, attempt) == {one: "no", two: "maybe", three: "yes"}
    assert counts(database)[1] == 3


def test_a_form_clears_what_the_person_cleared(database, person):
    attempt = start(database, person)
    one = row_of(database, attempt).paper.items[0].id
    send(database, person, attempt, (1, one, "no"))
    with database.read() as session:
        seen = events_of(session, attempt)[-1].id
    with database.write() as session:
        record_form(session, library_of, attempt, SentForm({}, seen, "zh"), by=person, at=NOON)
    assert answers_of(database, attempt) == {}


# Handing in


def test_a_submission_writes_score_receipt_evidence_and_audit(database, person):
    attempt = start(database, person)
    answer_all_right(database, person, attempt)
    at = NOON + 5 * MINUTE
    assert submit(database, person, attempt, at=at).submitted
    row = row_of(database, attempt)
    assert (row.state, row.score, row.passed, row.submitted_at) == ("submitted", 1000, True, at)
    assert row.receipt == receipt_digest(attempt, row.paper_digest, answers_of(database, attempt), to_text(at))
    with database.read() as session:
        (fact,) = facts_of_kind(session, person, "quiz", "final")
        assert (fact.fact.score, fact.fact.passed, fact.fact.source) == (1000, True, f"attempt:{attempt}")
        assert (fact.fact.effective_at, fact.fact.release_id, fact.recorded_by) == (at, 1, person)
        deeds = select(AuditRow.action).where(AuditRow.subject == f"attempt:{attempt}")
        assert list(session.execute(deeds).scalars()) == ["attempt.started", "attempt.submitted"]
        assert [summary.passed for summary in attempt_summaries(session, person, "final")] == [True]


def test_a_missed_red_line_fails_a_high_score(database, person):
    attempt = start(database, person)
    answer_all_right(database, person, attempt)
    send(database, person, attempt, (99, "red", "no"))
    submit(database, person, attempt)
    row = row_of(database, attempt)
    assert (row.score, row.passed) == (800, False)


def test_submitting_twice_changes_nothing(database, person):
    attempt = start(database, person)
    submit(database, person, attempt)
    before = row_of(database, attempt)
    assert submit(database, person, attempt, at=NOON + 9 * MINUTE).submitted
    assert row_of(database, attempt) == before


def test_twenty_parallel_submissions_leave_one(database, person):
    attempt = start(database, person)
    answer_all_right(database, person, attempt)
    with ThreadPoolExecutor(20) as pool:
        outcomes = list(pool.map(lambda _: submit(database, person, attempt), range(20)))
    assert all(outcome.submitted for outcome in outcomes)
    with database.read() as session:
        assert len(facts_of_kind(session, person, "quiz", "final")) == 1


def test_every_acknowledged_answer_of_a_storm_counts(database, person):
    attempt = start(database, person)
    items = [item.id for item in row_of(database, attempt).paper.items]

    def one_tab(number):
        acked = []
        for seq in range(1, 6):
            try:
                acked += send(database, person, attempt, (seq, items[number % 5], "yes"), client=f"tab-{number}").acked
            except RefusedError as refusal:
                if refusal.code != "submitted":
                    raise
        return len(acked)

    with ThreadPoolExecutor(12) as pool:
        tabs = [pool.submit(one_tab, number) for number in range(10)]
        handed_in = [pool.submit(submit, database, person, attempt) for _ in range(2)]
        acked = sum(tab.result() for tab in tabs)
        assert all(outcome.result().submitted for outcome in handed_in)
    assert counts(database)[1] == acked
    row = row_of(database, attempt)
    assert row.receipt == receipt_digest(
        attempt, row.paper_digest, answers_of(database, attempt), to_text(NOON + MINUTE)
    )


def test_a_submission_carries_the_forms_answers(database, person):
    database.info["libraries"] = OneLibrary(LIBRARY)  # markers' tasks read the questions that wait for people
    attempt = start(database, person, quiz="every-kind")
    items = [item.id for item in row_of(database, attempt).paper.items]
    form = SentForm(fields_for(database, attempt, items), 0, "zh")
    assert submit(database, person, attempt, form).submitted
    row = row_of(database, attempt)
    assert (row.score, row.passed) == (1000 * 11 // 13, None)  # all is right, and two texts wait for a person


def test_an_unreadable_answer_keeps_the_attempt_open_and_the_rest(database, person):
    attempt = start(database, person, quiz="every-kind")
    fields = {field_name("example-number"): ["three or so"], field_name("example-truefalse"): ["false"]}
    outcome = submit(database, person, attempt, SentForm(fields, 0, "en"))
    assert (outcome.submitted, set(outcome.errors)) == (False, {"example-number"})
    assert row_of(database, attempt).is_open
    assert answers_of(database, attempt) == {"example-truefalse": False}


def test_at_the_deadline_an_unreadable_answer_no_longer_holds_up_the_rest(database, person):
    attempt = start(database, person, quiz="every-kind")
    form = SentForm(
        {field_name("example-number"): ["three or so"], field_name("example-truefalse"): ["false"]}, 0, "en"
    )
    assert submit(database, person, attempt, form, at=NOON + 21 * MINUTE).submitted
    assert answers_of(database, attempt) == {"example-truefalse": False}


def test_after_the_grace_a_form_comes_too_late_and_the_ledger_is_handed_in(database, person):
    attempt = start(database, person)
    items = [item.id for item in row_of(database, attempt).paper.items]
    form = SentForm(fields_for(database, attempt, items), 0, "zh")
    assert submit(database, person, attempt, form, at=NOON + timedelta(hours=1)).submitted
    row = row_of(database, attempt)
    assert (row.score, row.counted_at) == (0, NOON + 20 * MINUTE)


def test_overdue_attempts_are_handed_in_as_the_ledger_has_them(database, person):
    other = add_person(database, "other")
    late, fresh = start(database, person), start(database, other, at=NOON + 15 * MINUTE)
    answer_all_right(database, person, late)
    at = NOON + 23 * MINUTE
    with database.write() as session:
        assert submit_overdue(session, library_of, at=at) == 1
    with database.write() as session:
        assert submit_overdue(session, library_of, at=at) == 0
    assert row_of(database, late).passed
    assert row_of(database, fresh).is_open
    with database.read() as session:
        (fact,) = facts_of_kind(session, person, "quiz", "final")
    assert (fact.recorded_by, fact.fact.effective_at) == (None, NOON + 20 * MINUTE)


def test_an_attempt_without_a_limit_never_falls_due(database, person):
    library = a_library(quiz=a_quiz(time_limit=None))
    attempt = start(database, person, library_of=lambda _: library)
    with database.write() as session:
        assert submit_overdue(session, lambda _: library, at=NOON + timedelta(days=900)) == 0
    assert row_of(database, attempt).is_open


def test_a_question_that_is_not_the_pinned_one_is_never_used_for_marking(database, person):
    attempt = start(database, person)
    tampered = a_library()
    questions = {
        key: type(q)(**{name: getattr(q, name) for name in q.__struct_fields__} | {"hash": "other"})
        for key, q in tampered.questions.items()
    }
    library = type(tampered)(release_id=1, seq=1, questions=questions, banks=tampered.banks, quizzes=tampered.quizzes)
    with pytest.raises(ValueError, match="not the pinned one"), database.write() as session:
        submit_attempt(session, lambda _: library, attempt, by=person, at=NOON)
    assert row_of(database, attempt).is_open

"""Signs of life, time given back, reopening and handing in for somebody; on SQLite and on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.assessment.actions import (
    credit_lost_time,
    extend_attempts,
    force_submission,
    note_contact,
    note_return,
    reopen_attempt,
    submit_overdue,
)
from app.assessment.queries import (
    credits_of,
    export_exam_days,
    find_sign,
    gaps_of,
    grades_of,
    papers_of,
)
from app.audit.models import AuditRow
from app.evidence.queries import facts_of_kind
from app.kernel.errors import InvalidError, NotFoundError, RefusedError
from tests.factories.exam_days import (
    MINUTE,
    NOON,
    SECOND,
    a_team,
    appoint,
    begin,
    hand_in,
    library_of,
    paper,
    send,
)


@pytest.fixture
def team(database):
    return a_team(database, "lin", "wang", "zhao")


@pytest.fixture
def lin(team):
    return team[1][0]


@pytest.fixture
def sitting(database, team):
    return appoint(database, teams=[team[0]])


def heard(database, attempt, *, at, client="tab-1"):
    with database.write() as session:
        note_contact(session.connection(), attempt, client, at=at)


def returns(database, attempt, *, at, client="tab-1"):
    with database.write() as session:
        return note_return(session, attempt, client, at=at)


def credit(database, *attempts, at, by=None):
    with database.write() as session:
        return credit_lost_time(session, attempts, "network", by=by, at=at)


def deeds(database, subject):
    with database.read() as session:
        return list(session.execute(select(AuditRow.action).where(AuditRow.subject == subject)).scalars())


def code_of(deed):
    with pytest.raises(RefusedError) as refusal:
        deed()
    return refusal.value.code


# Signs of life


def test_a_return_after_a_silence_leaves_one_gap_whatever_came_first(database, lin, sitting):
    attempt = begin(database, lin)
    heard(database, attempt, at=NOON + SECOND)
    heard(database, attempt, at=NOON)  # late in the network: contact never moves back
    assert returns(database, attempt, at=NOON + 60 * SECOND) == 0
    send(database, lin, attempt, (1, "red", "yes"), at=NOON + 6 * MINUTE)
    assert returns(database, attempt, at=NOON + 6 * MINUTE + SECOND) == 1
    assert returns(database, attempt, at=NOON + 6 * MINUTE + 2 * SECOND, client="phone") == 0
    with database.read() as session:
        (gap,) = gaps_of(session, [attempt])
        assert (gap.from_at, gap.to_at, gap.credited) == (NOON + MINUTE, NOON + 6 * MINUTE, False)
        sign = find_sign(session.connection(), attempt, client="tab-1", at=NOON + 6 * MINUTE + 3 * SECOND)
        assert (sign.person_id, sign.is_open, sign.others, sign.credited_at) == (lin, True, True, None)
        assert (sign.own_at, sign.heard_at) == (NOON + 6 * MINUTE + SECOND, NOON + 6 * MINUTE + 2 * SECOND)
        assert find_sign(session.connection(), attempt + 9, client="tab-1", at=NOON) is None


def test_a_page_that_never_reached_the_server_lost_its_time_from_the_start(database, lin, sitting):
    attempt = begin(database, lin)
    assert returns(database, attempt, at=NOON + 5 * MINUTE) == 1
    with database.read() as session:
        assert [gap.seconds for gap in gaps_of(session, [attempt])] == [300]


def test_two_pages_that_return_together_leave_one_gap(database, lin, sitting):
    attempt = begin(database, lin)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: returns(database, attempt, at=NOON + 9 * MINUTE, client=f"tab-{n}"), range(8)))
    assert sum(found) == 1


def test_a_paper_that_is_handed_in_hears_nothing_more(database, lin, sitting):
    attempt = begin(database, lin)
    hand_in(database, lin, attempt, at=NOON + MINUTE)
    heard(database, attempt, at=NOON + 2 * MINUTE)
    assert returns(database, attempt, at=NOON + 9 * MINUTE) == 0
    with database.write() as session, pytest.raises(NotFoundError):
        note_return(session, 99, "tab-1", at=NOON)
    with database.read() as session:
        assert gaps_of(session, [attempt]) == ()
        assert papers_of(session, sitting, at=NOON)[0].heard_at is None


# Time given back


def test_lost_minutes_are_given_back_once_to_all_affected(database, team, sitting):
    _team, (lin, wang, zhao) = team
    attempts = [begin(database, person) for person in (lin, wang, zhao)]
    for attempt in attempts:
        heard(database, attempt, at=NOON + MINUTE)
    returns(database, attempts[0], at=NOON + 5 * MINUTE)
    returns(database, attempts[1], at=NOON + 8 * MINUTE)
    given = credit(database, *attempts, at=NOON + 9 * MINUTE)
    assert (given.attempts, given.seconds) == (2, 4 * 60 + 7 * 60)
    assert credit(database, *attempts, at=NOON + 9 * MINUTE).attempts == 0
    assert [paper(database, attempt).deadline_at for attempt in attempts] == [
        NOON + 24 * MINUTE,
        NOON + 27 * MINUTE,
        NOON + 20 * MINUTE,
    ]
    with database.read() as session:
        assert [line.seconds for line in credits_of(session, attempts)] == [240, 420]
        assert len({line.kind for line in credits_of(session, attempts)}) == 1
        told = export_exam_days(session, lin)
        assert (told["attempt_gaps"][0]["given_back"], told["attempt_time_given"][0]["seconds"]) == (True, 240)
    assert deeds(database, f"attempt:{attempts[0]}") == ["attempt.started", "attempt.time_given"]


def test_two_clicks_at_once_give_back_a_silence_once(database, lin, sitting):
    attempt = begin(database, lin)
    returns(database, attempt, at=NOON + 5 * MINUTE)
    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(lambda _: credit(database, attempt, at=NOON + 6 * MINUTE), range(8)))
    assert sorted(one.attempts for one in given) == [0] * 7 + [1]
    assert paper(database, attempt).deadline_at == NOON + 25 * MINUTE


def test_an_extension_moves_both_ends_of_open_papers(database, team):
    team_id, (lin, wang, _zhao) = team
    appoint(database, teams=[team_id], late="overdue", grace=10)
    attempt, done = begin(database, lin), begin(database, wang)
    hand_in(database, wang, done, at=NOON + MINUTE)
    with database.write() as session:
        changed = extend_attempts(session, [attempt, done], 15, "noise", by=None, at=NOON + 2 * MINUTE)
    row = paper(database, attempt)
    assert (changed.attempts, row.deadline_at, row.ends_at) == (1, NOON + 35 * MINUTE, NOON + 45 * MINUTE)
    assert row.credited_seconds == 900
    with database.write() as session, pytest.raises(InvalidError):
        extend_attempts(session, [attempt], 0, "slip", by=None, at=NOON)


# Handing in for somebody, and opening again


def force(database, attempt, *, by, at):
    with database.write() as session:
        return force_submission(session, library_of, attempt, "left ill", by=by, at=at)


def reopen(database, attempt, minutes=10, *, at, by=None):
    with database.write() as session:
        reopen_attempt(session, attempt, minutes, "clicked by mistake", by=by, at=at)


def test_staff_hand_in_what_stands_and_it_is_not_late(database, team):
    team_id, (lin, wang, _zhao) = team
    appoint(database, teams=[team_id], late="zero")
    attempt = begin(database, lin)
    send(database, lin, attempt, (1, "red", "yes"))
    assert force(database, attempt, by=wang, at=NOON + 21 * MINUTE)
    row = paper(database, attempt)
    assert (row.state, row.is_zero, row.score) == ("submitted", False, 200)
    assert not force(database, attempt, by=wang, at=NOON + 22 * MINUTE)
    assert deeds(database, f"attempt:{attempt}")[1:] == ["attempt.forced", "attempt.submitted"]
    with database.write() as session, pytest.raises(NotFoundError):
        force_submission(session, library_of, 99, "nobody", by=wang, at=NOON)


def test_a_reopened_paper_keeps_its_first_outcome_as_rows_and_its_fact_until_the_next(database, lin, sitting):
    attempt = begin(database, lin)
    send(database, lin, attempt, (1, "red", "yes"))
    hand_in(database, lin, attempt, at=NOON + 5 * MINUTE)
    first = paper(database, attempt)
    reopen(database, attempt, 30, at=NOON + 10 * MINUTE)
    row = paper(database, attempt)
    assert (row.state, row.receipt, row.score, row.passed) == ("open", None, None, None)
    assert row.deadline_at == NOON + 40 * MINUTE
    with database.read() as session:
        assert [grade.receipt for grade in grades_of(session, attempt)] == [first.receipt]
        assert [fact.fact.score for fact in facts_of_kind(session, lin, "quiz", "final")] == [200]
    assert begin(database, lin, at=NOON + 11 * MINUTE) == attempt
    items = [item.id for item in row.paper.items]
    send(database, lin, attempt, *((n, item, "yes") for n, item in enumerate(items, 2)), at=NOON + 12 * MINUTE)
    hand_in(database, lin, attempt, at=NOON + 20 * MINUTE)
    with database.read() as session:
        one, two = grades_of(session, attempt)
        facts = facts_of_kind(session, lin, "quiz", "final")
    assert (one.receipt, one.score, two.score) == (first.receipt, 200, 1000)
    assert two.receipt != one.receipt
    assert facts[1].fact.supersedes == facts[0].id
    assert "attempt.reopened" in deeds(database, f"attempt:{attempt}")


def test_a_reopening_never_shortens_what_was_left_and_the_server_hands_in_again(database, lin, sitting):
    attempt = begin(database, lin)
    hand_in(database, lin, attempt, at=NOON + MINUTE)
    reopen(database, attempt, 5, at=NOON + 2 * MINUTE)
    assert paper(database, attempt).deadline_at == NOON + 20 * MINUTE
    with database.write() as session:
        assert submit_overdue(session, library_of, at=NOON + 23 * MINUTE) == 1
    with database.read() as session:
        assert len(grades_of(session, attempt)) == 2


def test_only_the_last_closed_paper_of_a_sitting_can_be_opened_again(database, team, sitting):
    _team, (lin, wang, _zhao) = team
    attempt = begin(database, lin)
    assert code_of(lambda: reopen(database, attempt, at=NOON)) == "open"
    hand_in(database, lin, attempt, at=NOON + MINUTE)
    with pytest.raises(InvalidError):
        reopen(database, attempt, 0, at=NOON + MINUTE)
    with pytest.raises(NotFoundError):
        reopen(database, 99, at=NOON)
    begin(database, lin, at=NOON + 40 * MINUTE)
    assert code_of(lambda: reopen(database, attempt, at=NOON + 41 * MINUTE)) == "later_attempt"
    without = begin(database, wang, quiz="every-kind")
    hand_in(database, wang, without, at=NOON + MINUTE)
    assert code_of(lambda: reopen(database, without, at=NOON + MINUTE)) == "no_sitting"


# Late policies


@pytest.mark.parametrize(
    ("late", "when", "by_person", "score", "is_zero"),
    [
        ("submit", 23, False, 200, False),
        ("zero", 19, True, 200, False),
        ("zero", 21, True, 200, False),
        ("zero", 23, True, 0, True),
        ("zero", 23, False, 0, True),
        ("overdue", 25, True, 200, False),
        ("overdue", 31, False, 0, True),
    ],
)
def test_a_late_policy_decides_what_a_paper_earns(database, team, late, when, by_person, score, is_zero):
    team_id, (lin, *_others) = team
    appoint(database, teams=[team_id], late=late, grace=10 if late == "overdue" else 0)
    attempt = begin(database, lin)
    send(database, lin, attempt, (1, "red", "yes"), at=NOON + 19 * MINUTE)
    at = NOON + when * MINUTE
    if by_person:
        hand_in(database, lin, attempt, at=at)
    else:
        with database.write() as session:
            assert submit_overdue(session, library_of, at=at) == 1
    row = paper(database, attempt)
    assert (row.score, row.is_zero) == (score, is_zero)


def test_an_overdue_paper_takes_no_new_answers_and_waits_for_its_person(database, team):
    team_id, (lin, *_others) = team
    appoint(database, teams=[team_id], late="overdue", grace=10)
    attempt = begin(database, lin)
    with database.write() as session:
        assert submit_overdue(session, library_of, at=NOON + 29 * MINUTE) == 0
    assert code_of(lambda: send(database, lin, attempt, (1, "red", "yes"), at=NOON + 25 * MINUTE)) == "time_over"
    assert paper(database, attempt).ends_at == NOON + 30 * MINUTE


def test_the_papers_of_a_sitting_are_told_with_progress_and_only_what_changed(database, team, sitting):
    _team, (lin, wang, _zhao) = team
    one, two = begin(database, lin), begin(database, wang)
    items = [item.id for item in paper(database, one).paper.items]
    send(database, lin, one, (1, items[0], "yes"), (2, items[1], "no"), (3, items[1], {}), at=NOON + MINUTE)
    hand_in(database, wang, two, at=NOON + MINUTE)
    with database.read() as session:
        found = {row.id: row for row in papers_of(session, sitting, at=NOON + 2 * MINUTE)}
        assert (found[one].answered, found[one].heard_at, found[two].state) == (1, NOON + MINUTE, "submitted")
        later = papers_of(session, sitting, at=NOON + 2 * MINUTE, since=NOON + 2 * MINUTE)
        assert [row.id for row in later] == [one]  # silent, so its line grows older
    heard(database, one, at=NOON + 2 * MINUTE)
    with database.read() as session:
        assert papers_of(session, sitting, at=NOON + 2 * MINUTE, since=NOON + timedelta(minutes=2)) == ()

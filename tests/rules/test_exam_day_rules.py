"""The clock of an attempt, silences between signs of life, and what a file may still change."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.rules.batch import SentEvent
from app.assessment.rules.contact import SILENCE, Silence, is_silent, read_sign, silences
from app.assessment.rules.handover import weigh_file
from app.assessment.rules.ledger import Event, answers_from
from app.assessment.rules.timing import (
    GRACE,
    TimeFrame,
    clock_of,
    counts_as_zero,
    is_overdue,
)
from app.assessment.rules.verdicts import Limits, PastAttempt, may_review, may_start
from app.assessment.rules.windows import Window, window_for
from app.kernel.clock import to_text
from app.kernel.errors import InvalidError

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def at(minutes):
    return NOON + minutes * MINUTE


# The clock


@pytest.mark.parametrize(
    ("limit", "closes", "extra", "credit", "policy", "grace", "deadline", "ends"),
    [
        (60, None, 0, 0, "submit", 0, 60, None),
        (60, 30, 0, 0, "submit", 0, 30, None),
        (60, 30, 15, 0, "submit", 0, 45, None),
        (60, 30, 15, 5, "zero", 0, 50, None),
        (60, None, 0, 5, "overdue", 10, 65, 75),
        (60, None, 0, 5, "overdue", 0, 65, 67),
        (None, None, 15, 5, "overdue", 10, None, None),
    ],
)
def test_both_ends_come_from_the_same_inputs(limit, closes, extra, credit, policy, grace, deadline, ends):
    frame = TimeFrame(
        NOON, limit and limit * MINUTE, None if closes is None else at(closes), extra * MINUTE, credit * MINUTE
    )
    clock = clock_of(frame, policy, grace * MINUTE)
    assert clock.deadline_at == (None if deadline is None else at(deadline))
    assert clock.ends_at == (None if ends is None else at(ends))


@given(
    limit=st.integers(1, 300),
    closes=st.integers(1, 300) | st.none(),
    extra=st.integers(0, 200),
    credit=st.integers(0, 200),
    more=st.integers(1, 60),
    policy=st.sampled_from(["submit", "overdue", "zero"]),
)
def test_time_given_moves_both_ends_by_just_as_much(limit, closes, extra, credit, more, policy):
    def clock(given_minutes):
        ends = None if closes is None else at(closes)
        frame = TimeFrame(NOON, limit * MINUTE, ends, extra * MINUTE, given_minutes * MINUTE)
        return clock_of(frame, policy, 10 * MINUTE)

    before, after = clock(credit), clock(credit + more)
    assert after.deadline_at - before.deadline_at == more * MINUTE
    assert (after.ends_at is None) == (policy != "overdue")
    if after.ends_at is not None:
        assert after.ends_at - after.deadline_at == 10 * MINUTE


@pytest.mark.parametrize(
    ("policy", "when", "by_person", "zero", "over"),
    [
        ("submit", 59, False, False, False),
        ("submit", 63, False, False, True),
        ("zero", 59, False, False, False),
        ("zero", 61, True, False, False),
        ("zero", 61, False, True, False),
        ("zero", 63, True, True, True),
        ("overdue", 65, True, False, False),
        ("overdue", 71, True, True, True),
        ("overdue", 71, False, True, True),
    ],
)
def test_what_a_late_policy_makes_of_a_paper(policy, when, by_person, zero, over):
    clock = clock_of(TimeFrame(NOON, 60 * MINUTE), policy, 10 * MINUTE)
    assert counts_as_zero(clock.deadline_at, clock.ends_at, policy, at(when), by_person=by_person) is zero
    assert is_overdue(clock.deadline_at, clock.ends_at, at(when)) is over


# Windows


def a_sitting(opens, closes, number=1):
    return Window(at(opens), at(closes), "zero", sitting_id=number)


@pytest.mark.parametrize(
    ("sittings", "required", "state", "sitting"),
    [
        ([], False, "start", None),
        ([], True, "no_sitting", None),
        ([a_sitting(-10, 60)], True, "start", 1),
        ([a_sitting(10, 60)], True, "not_open", 1),
        ([a_sitting(10, 60)], False, "start", None),
        ([a_sitting(30, 60, 1), a_sitting(10, 20, 2)], True, "not_open", 2),
        ([a_sitting(-10, 20, 1), a_sitting(-5, 60, 2)], False, "start", 2),
        ([a_sitting(0, 60)], True, "start", 1),
        ([a_sitting(-60, 0)], True, "no_sitting", None),
    ],
)
def test_who_may_begin_by_which_appointment(sittings, required, state, sitting):
    window = window_for(Window(), sittings, NOON, is_required=required)
    assert may_start([], Limits(window=window), NOON).state == state
    assert window.sitting_id == sitting


def test_a_quiz_that_closes_ends_every_sitting():
    window = window_for(Window(closes_at=at(30)), [a_sitting(-10, 60)], NOON, is_required=True)
    assert (window.closes_at, window.sitting_id, window.late) == (at(30), 1, "zero")


@pytest.mark.parametrize(
    ("when", "others", "seen"),
    [(30, False, "until_closed"), (61, True, "until_closed"), (61, False, "open"), (-20, False, "until_closed")],
)
def test_a_key_kept_until_the_close_waits_for_who_has_more_time(when, others, seen):
    window = window_for(Window(), [a_sitting(-10, 60)] if when < 60 else [], at(when), is_required=True)
    past = PastAttempt(1, is_open=False, started_at=NOON, submitted_at=NOON, passed=False)
    limits = Limits(window=window)
    series = may_start([past], limits, at(when))
    assert may_review("after_close", past, series, limits, at(when), others_write=others) == seen


# Silences


@pytest.mark.parametrize(
    ("signs", "now", "wanted"),
    [
        ([], 1, []),
        ([], 5, [(0, 5)]),
        ([4.5], 5, [(0, 4.5)]),
        ([2, 4.5], 5, [(0, 2), (2, 4.5)]),
        ([0.5, 1.2, 2], 2.5, []),
        ([9], 5, [(0, 5)]),
        ([], -3, []),
    ],
)
def test_a_queue_that_delivers_first_hides_no_silence(signs, now, wanted):
    found = silences(NOON, [at(sign) for sign in signs], at(now))
    assert found == tuple(Silence(at(first), at(last)) for first, last in wanted)


def test_a_minute_is_no_silence_and_what_is_lost_is_rounded_up():
    assert not is_silent(NOON, NOON + SILENCE)
    assert is_silent(NOON, NOON + SILENCE + SECOND)
    assert Silence(NOON, NOON + timedelta(seconds=90.2)).seconds == 91


@given(st.lists(st.integers(0, 3600), max_size=40), st.integers(0, 3600))
def test_silences_are_long_and_never_overlap(offsets, now):
    found = silences(NOON, [NOON + offset * SECOND for offset in offsets], NOON + now * SECOND)
    assert all(silence.to_at - silence.from_at > SILENCE for silence in found)
    assert all(one.to_at <= other.from_at for one, other in pairwise(found))
    assert sum(silence.seconds for silence in found) <= now


@pytest.mark.parametrize("body", [b"", b"[]", b'{"client": 1}', b'{"client": ""}', b'{"client": "a b"}', b"\xff"])
def test_a_sign_of_life_names_its_client(body):
    assert read_sign(b'{"client": "tab-1", "more": true}') == "tab-1"
    with pytest.raises(InvalidError):
        read_sign(body)


# Answer files


def kept(number, client, seq, answer, minute, *, item="q1", client_minute=None):
    written = at(minute if client_minute is None else client_minute)
    return Event(number, client, seq, item, answer, "zh", at(minute), written)


def sent(seq, answer, minute, *, item="q1"):
    return SentEvent(seq, item, answer, "zh", None if minute is None else to_text(at(minute))), answer


@pytest.mark.parametrize(
    ("ledger", "file", "verdict"),
    [
        ([], [sent(1, "yes", 5)], "changes"),
        ([kept(1, "tab", 1, "no", 1)], [sent(2, "yes", 5)], "changes"),
        ([kept(1, "tab", 1, "yes", 1)], [sent(2, "yes", 5)], "same"),
        ([kept(1, "tab", 1, "no", 1)], [sent(1, "no", 1)], "there"),
        ([kept(1, "tab", 3, "no", 1)], [sent(2, "yes", 1), sent(3, "no", 1)], "there"),
        ([kept(1, "phone", 1, "no", 9)], [sent(1, "yes", 5)], "older"),
        ([kept(1, "phone", 1, None, 9)], [sent(1, "yes", 5)], "older"),
        ([kept(1, "phone", 1, "no", 9)], [sent(1, "yes", 10)], "changes"),
        ([kept(1, "phone", 1, "no", 9)], [sent(1, "yes", None)], "older"),
        (
            [kept(1, "tab", 1, "no", 0, client_minute=60), kept(2, "phone", 1, "maybe", 9)],
            [sent(2, "yes", 65)],
            "older",
        ),
        (
            [kept(1, "tab", 1, "no", 0, client_minute=60), kept(2, "phone", 1, "maybe", 9)],
            [sent(2, "yes", 70)],
            "changes",
        ),
    ],
)
def test_a_file_changes_only_what_nobody_answered_later(ledger, file, verdict):
    (brought,) = weigh_file(ledger, "tab", file, ())
    assert brought.verdict == verdict
    assert bool(brought.seqs) == (verdict in {"changes", "same"} or (verdict == "there" and len(file) > 1))


def test_what_a_person_has_marked_stays():
    (brought,) = weigh_file([], "tab", [sent(1, "yes", 5)], {"q1"})
    assert (brought.verdict, brought.seqs) == ("marked", ())


MINUTES = st.integers(0, 50)
ANSWER = st.sampled_from(["yes", "no", None])
LEDGER = st.lists(st.tuples(st.sampled_from(["tab", "phone", "desk"]), ANSWER, MINUTES), max_size=8)


@given(LEDGER, st.lists(st.tuples(st.integers(1, 12), ANSWER, MINUTES), max_size=6))
def test_a_file_never_takes_back_a_later_answer_and_taking_it_twice_changes_nothing(rows, file):
    ordered = sorted(rows, key=lambda row: row[2])
    ledger = [kept(n, client, n, answer, minute) for n, (client, answer, minute) in enumerate(ordered, 1)]
    batch = [sent(seq, answer, minute) for seq, answer, minute in file]
    wanted = {seq for one in weigh_file(ledger, "tab", batch, ()) for seq in one.seqs}
    appended, known = list(ledger), {event.seq for event in ledger if event.client == "tab"}
    for event, answer in batch:
        if event.seq in wanted - known:
            known.add(event.seq)
            appended.append(Event(100 + len(appended), "tab", event.seq, "q1", answer, "zh", at(60), None))
    others = [event for event in ledger if event.client != "tab"]
    latest = max((minute for _seq, _answer, minute in file), default=-1)
    if others and ledger[-1].client != "tab" and ordered[-1][2] >= latest:
        assert answers_from(appended) == answers_from(ledger)
    again = [one for one in weigh_file(appended, "tab", batch, ()) if one.seqs]
    assert not {seq for one in again for seq in one.seqs} - {event.seq for event, _ in batch if event.seq in known}


def test_the_grace_for_late_packets_is_two_minutes():
    assert timedelta(minutes=2) == GRACE

"""Conversations are durable turn by turn, idempotent, pinned, handed in once; on SQLite and on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.dialogue.log import first_broken_link
from app.kernel.errors import InvalidError, NotFoundError, RefusedError
from app.roleplay.actions import (
    append_turn,
    choose,
    close_session,
    fill_ticket,
    fork_session,
    prepare_turn,
    return_session,
    say,
    take_turn,
)
from app.roleplay.queries import (
    codings_of,
    open_sessions_of,
    past_of,
    steps_of,
    transcript_of,
    turns_of,
)
from app.roleplay.rules.ladder import CLOSED, assessment_of
from app.roleplay.rules.turns import SentTurn
from tests.factories.roleplay import SAFE, SAFE_ZH, VISIT, a_release, release_marks, start
from tests.factories.scenario import a_scenario
from tests.factories.talking import (
    LIBRARY,
    MINUTE,
    NOON,
    add_person,
    begin,
    counts,
    library_of,
    played,
    released,
    row_of,
    tell,
)


@pytest.fixture
def database(database):
    with released(database):
        yield database


@pytest.fixture
def person(database):
    return add_person(database, "learner")


# Starting


def test_a_session_pins_what_it_depends_on_and_opens_with_the_customers_line(database, person):
    row = row_of(database, begin(database, person))
    assert (row.scenario_hash, row.rubric_hash, row.acts_hash, row.engine) == ("s" * 64, "r" * 64, "l" * 64, 1)
    with database.read() as session:
        (opening,) = transcript_of(session, LIBRARY.scenarios["leak"], row, "en")
    assert opening.turn is None
    assert opening.replies == ("It leaks again!",)


def test_starting_again_resumes_the_open_conversation_of_the_same_rung(database, person):
    assert begin(database, person) == begin(database, person, at=NOON + MINUTE)


def test_another_rung_leaves_the_open_practice_unfinished_and_keeps_it(database, person):
    first = begin(database, person, rung="choices")
    second = begin(database, person, rung="text")
    assert (row_of(database, first).state, row_of(database, first).ending) == ("ended", CLOSED)
    assert row_of(database, second).is_talking


def test_practice_and_an_assessed_conversation_may_be_open_side_by_side(database, person):
    practice, assessed = begin(database, person), begin(database, person, rung="assessed")
    with database.read() as session:
        assert {row.id for row in open_sessions_of(session, person)} == {practice, assessed}


@pytest.mark.parametrize(("scenario", "rung"), [("nothing", "text"), ("leak", "hints")])
def test_what_a_release_does_not_hold_cannot_start(database, person, scenario, rung):
    bare = a_release(a_scenario(beats=()))
    with database.write() as session, pytest.raises(NotFoundError):
        start(session, bare, person, rung=rung, scenario=scenario, at=NOON)


def test_an_assessed_conversation_that_waits_for_marks_keeps_the_next_one_back(database, person):
    played(database, person)
    with pytest.raises(RefusedError) as refused:
        begin(database, person, rung="assessed")
    assert refused.value.code == "waiting"
    assert begin(database, person, rung="text")


def test_released_marks_and_a_return_let_the_next_assessed_one_start(database, person):
    first = played(database, person)
    with database.write() as session:
        release_marks(session, first, person, at=NOON)
    second = played(database, person)
    with database.write() as session:
        return_session(session, second, "The wrong scenario.", by=None, at=NOON)
    assert begin(database, person, rung="assessed") not in {first, second}
    with database.read() as session:
        past = past_of(session, person, LIBRARY.scenarios)["leak"]
    assert [one.fate for one in past] == ["released", "returned", "open"]
    assert assessment_of(past) == "open"


def test_starts_of_the_same_moment_open_one_conversation(database, person):
    with ThreadPoolExecutor(4) as pool:
        ids = set(pool.map(lambda _: begin(database, person, rung="assessed"), range(4)))
    assert len(ids) == 1


# Saying something


def test_a_turn_is_stored_with_its_coding_and_its_step_in_the_language_of_the_page(database, person):
    roleplay = begin(database, person)
    answered = tell(database, person, roleplay, f"  {SAFE_ZH} ", lang="zh")
    assert (answered.seq, answered.is_over) == (1, False)
    with database.read() as session:
        (turn,) = turns_of(session, roleplay)
        (coding,) = codings_of(session, roleplay)
        steps = steps_of(session, roleplay)
    assert (turn.text, turn.kind, turn.lang) == (SAFE_ZH, "said", "zh")
    assert [act.id for act in coding.acts] == ["safety_instruction", "empathise"]
    assert (coding.coder, coding.reader) == ("reader", 1)
    assert first_broken_link(steps) is None
    assert steps[1].acts == coding.acts


def test_the_same_key_is_taken_once_however_often_it_is_sent(database, person):
    roleplay = begin(database, person)
    assert not tell(database, person, roleplay, SAFE).known
    again = tell(database, person, roleplay, "Something else")
    assert (again.seq, again.known) == (1, True)
    assert counts(database) == (1, 1, 2)


def test_a_turn_from_a_page_that_knew_fewer_turns_is_refused(database, person):
    roleplay = begin(database, person)
    tell(database, person, roleplay, SAFE)
    sent = SentTurn("said", "k2", "en", VISIT, seen=0)
    with database.write() as session, pytest.raises(RefusedError) as refused:
        take_turn(session, library_of, roleplay, sent, by=person, at=NOON)
    assert refused.value.code == "stale"
    assert counts(database) == (1, 1, 2)


def test_a_turn_prepared_before_another_one_was_stored_is_refused_and_a_repeated_one_is_not(database, person):
    roleplay = begin(database, person)
    with database.engines.read.connect() as connection:
        late, twin = (
            prepare_turn(connection, library_of, roleplay, SentTurn("said", key, "en", VISIT), by=person, at=NOON)
            for key in ("late", "k1")
        )
    tell(database, person, roleplay, SAFE)
    with database.write() as session:
        assert append_turn(session.connection(), twin).known
    with database.write() as session, pytest.raises(RefusedError) as refused:
        append_turn(session.connection(), late)
    assert refused.value.code == "stale"
    assert counts(database) == (1, 1, 2)


def test_turns_of_the_same_moment_are_taken_one_after_the_other(database, person):
    roleplay = begin(database, person)

    def speak(number):
        sent = SentTurn("said", f"k{number}", "en", SAFE)
        try:
            with database.engines.read.connect() as connection:
                ready = prepare_turn(connection, library_of, roleplay, sent, by=person, at=NOON)
            with database.write_statement() as connection:
                return append_turn(connection, ready).seq
        except RefusedError as error:
            return error.code

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(speak, range(4)))
    taken = [one for one in found if one != "stale"]
    assert sorted(taken) == list(range(1, len(taken) + 1))
    with database.read() as session:
        assert first_broken_link(steps_of(session, roleplay)) is None
    assert counts(database) == (len(taken), len(taken), len(taken) + 1)


@pytest.mark.parametrize(
    ("text", "words"), [("", "say something"), (" \n\0 ", "say something"), ("a" * 1001, "too long")]
)
def test_nothing_and_too_much_are_refused_and_change_nothing(database, person, text, words):
    roleplay = begin(database, person)
    with pytest.raises(InvalidError, match=words) as refused:
        tell(database, person, roleplay, text)
    assert refused.value.field == "text"
    assert counts(database) == (0, 0, 1)


def test_an_option_counts_only_while_it_is_offered(database, person):
    roleplay = begin(database, person, rung="choices")
    with database.write() as session:
        choose(session, library_of, roleplay, "b1-safe", key="k1", lang="zh", by=person, at=NOON)
    for option in ("b1-safe", "nothing"):
        with database.write() as session, pytest.raises(InvalidError):
            choose(session, library_of, roleplay, option, key="k2", lang="zh", by=person, at=NOON)
    with pytest.raises(InvalidError):
        tell(database, person, roleplay, SAFE, key="k3")
    with database.read() as session:
        (turn,) = turns_of(session, roleplay)
        (coding,) = codings_of(session, roleplay)
    assert (turn.kind, turn.option_id) == ("chosen", "b1-safe")
    assert turn.text.startswith("Please switch it off")
    assert coding.coder == "option"


def test_nobody_else_talks_in_ones_conversation(database, person):
    roleplay, other = begin(database, person), add_person(database, "other")
    for act in (
        lambda session: say(session, library_of, roleplay, SAFE, key="k", lang="en", by=other, at=NOON),
        lambda session: fill_ticket(session, library_of, roleplay, [], lang="en", by=other, at=NOON),
        lambda session: close_session(session, roleplay, by=other, at=NOON),
        lambda session: fork_session(session, library_of, roleplay, 1, by=other, at=NOON),
    ):
        with database.write() as session, pytest.raises(NotFoundError):
            act(session)

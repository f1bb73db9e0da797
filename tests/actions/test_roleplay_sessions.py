"""Conversations are closed and handed in once, come back, are forked; work orders keep every change; on both databases."""

import pytest
from sqlalchemy import func, select

from app.dialogue.log import first_broken_link
from app.evidence.queries import facts_for
from app.kernel.errors import InvalidError, NotFoundError, RefusedError
from app.roleplay.actions import (
    close_abandoned,
    close_forgotten,
    fill_ticket,
    fill_ticket_form,
    finish_session,
    fork_session,
    leave,
    return_session,
    say,
)
from app.roleplay.jobs import CLOSE_FORGOTTEN, HANDLERS
from app.roleplay.models import RoleplaySession, RoleplayTicketEntry
from app.roleplay.queries import (
    export_person,
    find_session,
    steps_of,
    ticket_of,
    transcript_of,
    turns_of,
)
from app.roleplay.rules.ladder import ABANDONED, ABANDONED_AFTER, FORGOTTEN_AFTER
from app.roleplay.rules.tickets import TicketChange
from app.roleplay.rules.turns import SentTurn
from tests.factories.roleplay import MODEL, SAFE, a_release, release_marks
from tests.factories.scenario import a_scenario
from tests.factories.talking import (
    LIBRARY,
    MINUTE,
    NOON,
    add_person,
    audit_of,
    begin,
    close,
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


# Ending


def test_after_the_last_word_nothing_can_be_said_but_the_session_is_open_for_the_work_order(database, person):
    roleplay = begin(database, person)
    for number, text in enumerate(MODEL):
        last = tell(database, person, roleplay, text, key=f"k{number}")
    assert last.is_over
    row = row_of(database, roleplay)
    assert (row.is_open, row.is_talking, row.over_at) == (True, False, NOON)
    with pytest.raises(RefusedError) as refused:
        tell(database, person, roleplay, SAFE, key="more")
    assert refused.value.code == "over"


def test_hanging_up_ends_the_conversation_without_a_coding(database, person):
    roleplay = begin(database, person)
    with database.write() as session:
        assert leave(session, library_of, roleplay, key="k1", lang="zh", by=person, at=NOON).is_over
    close(database, person, roleplay)
    assert row_of(database, roleplay).ending == "left"
    assert counts(database) == (1, 0, 2)


def test_a_conversation_that_is_going_on_cannot_be_closed(database, person):
    roleplay = begin(database, person)
    with pytest.raises(RefusedError) as refused:
        close(database, person, roleplay)
    assert refused.value.code == "talking"


def test_an_assessed_conversation_is_handed_in_once_with_an_audit_row_and_without_evidence(database, person):
    handed = []
    database.info["hand_in_handlers"] = (lambda _session, roleplay, at: handed.append((roleplay, at)),)
    roleplay = played(database, person)
    close(database, person, roleplay, at=NOON + MINUTE)
    assert handed == [(roleplay, NOON)]
    assert (row_of(database, roleplay).ending, row_of(database, roleplay).ended_at) == ("resolved", NOON)
    assert (audit_of(database, "roleplay.started"), audit_of(database, "roleplay.handed_in")) == (1, 1)
    with database.read() as session:
        assert facts_for(session, person) == ()


def test_practice_records_nothing_that_counts(database, person):
    handed = []
    database.info["hand_in_handlers"] = (lambda *_: handed.append(1),)
    played(database, person, rung="text")
    assert not handed
    with database.read() as session:
        assert facts_for(session, person) == ()
    assert audit_of(database, "roleplay.handed_in") == 0


def test_what_the_hand_in_refuses_leaves_the_session_open(database, person):
    def refuse(*_):
        raise RefusedError("full", "No.")

    database.info["hand_in_handlers"] = (refuse,)
    with pytest.raises(RefusedError):
        played(database, person)
    assert row_of(database, 1) is None


def test_a_forgotten_conversation_is_closed_by_the_job_after_a_while(database, person):
    roleplay = begin(database, person, rung="assessed")
    talking = begin(database, person)
    with database.write() as session:
        leave(session, library_of, roleplay, key="k1", lang="zh", by=person, at=NOON)
    with database.write() as session:
        assert close_forgotten(session, at=NOON + FORGOTTEN_AFTER) == 0
        assert close_forgotten(session, at=NOON + FORGOTTEN_AFTER + MINUTE) == 1
    assert (row_of(database, roleplay).state, row_of(database, talking).state) == ("ended", "open")


def test_an_assessed_conversation_in_which_nobody_speaks_for_a_day_is_handed_in_as_it_stands(database, person):
    handed = []
    database.info["hand_in_handlers"] = (lambda _session, roleplay, _at: handed.append(roleplay),)
    assessed, practice = begin(database, person, rung="assessed"), begin(database, person)
    with database.write() as session:
        say(session, library_of, assessed, SAFE, key="k1", lang="en", by=person, at=NOON + MINUTE)
    with database.write() as session:
        assert close_abandoned(session, at=NOON + ABANDONED_AFTER + MINUTE) == 0
    with database.write() as session:
        HANDLERS[CLOSE_FORGOTTEN](session, {}, NOON + ABANDONED_AFTER + 2 * MINUTE)
    row = row_of(database, assessed)
    assert (row.state, row.ending, row.ended_at) == ("ended", ABANDONED, NOON + ABANDONED_AFTER + 2 * MINUTE)
    assert (row_of(database, practice).state, handed, audit_of(database, "roleplay.handed_in")) == (
        "open",
        [assessed],
        1,
    )
    with database.write() as session, pytest.raises(RefusedError, match="has ended"):
        say(session, library_of, assessed, SAFE, key="k2", lang="en", by=person, at=NOON + ABANDONED_AFTER)
    with database.read() as session:
        assert len(steps_of(session, assessed)) == 2
    with database.write() as session:
        assert close_abandoned(session, at=NOON + 2 * ABANDONED_AFTER) == 0


def test_an_abandoned_conversation_may_be_one_in_which_nothing_was_said(database, person):
    roleplay = begin(database, person, rung="assessed")
    with database.write() as session:
        assert close_abandoned(session, at=NOON + ABANDONED_AFTER) == 0
        assert close_abandoned(session, at=NOON + ABANDONED_AFTER + MINUTE) == 1
    assert row_of(database, roleplay).ending == ABANDONED


def test_the_next_start_closes_a_forgotten_conversation_first(database, person):
    roleplay = begin(database, person)
    with database.write() as session:
        leave(session, library_of, roleplay, key="k1", lang="zh", by=person, at=NOON)
    assert begin(database, person, at=NOON + MINUTE) == roleplay
    assert begin(database, person, at=NOON + FORGOTTEN_AFTER + MINUTE) != roleplay


@pytest.mark.parametrize("rung", ["text", "assessed"])
def test_only_what_waits_for_marks_can_come_back(database, person, rung):
    roleplay = begin(database, person, rung=rung)
    with database.write() as session, pytest.raises(RefusedError):
        return_session(session, roleplay, "Why.", by=None, at=NOON)
    with database.write() as session, pytest.raises(NotFoundError):
        return_session(session, 987, "Why.", by=None, at=NOON)


# The work order


def entry(seq, field, value, client="tab"):
    return TicketChange(client, seq, field, value)


def fill(database, person, roleplay, *changes, lang="zh"):
    with database.write() as session:
        fill_ticket(session, library_of, roleplay, changes, lang=lang, by=person, at=NOON)


def ticket(database, roleplay):
    with database.read() as session:
        return dict(ticket_of(session, roleplay))


def test_each_change_of_a_field_is_appended_once_and_the_last_one_stands(database, person):
    roleplay = begin(database, person)
    fill(database, person, roleplay, entry(1, "level", "level-1"), entry(2, "address", " 锦绣路  18 号\n"))
    fill(database, person, roleplay, entry(1, "level", "level-2"))
    fill(database, person, roleplay, entry(3, "level", "level-3"))
    assert ticket(database, roleplay) == {"level": "level-3", "address": "锦绣路 18 号"}
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(RoleplayTicketEntry)) == 3


@pytest.mark.parametrize(("field", "value"), [("nothing", "x"), ("level", "level-9"), ("address", "x" * 401)])
def test_what_does_not_fit_the_work_order_is_refused_as_a_whole(database, person, field, value):
    roleplay = begin(database, person)
    with pytest.raises(InvalidError) as refused:
        fill(database, person, roleplay, entry(1, "note", "ok"), entry(2, field, value))
    assert refused.value.field == field
    assert ticket(database, roleplay) == {}


def test_a_closed_work_order_is_not_changed(database, person):
    roleplay = played(database, person)
    with pytest.raises(RefusedError) as refused:
        fill(database, person, roleplay, entry(1, "note", "late"))
    assert refused.value.code == "closed"


def test_a_whole_form_changes_only_what_its_page_changed(database, person):
    roleplay = begin(database, person)
    fill(database, person, roleplay, entry(1, "note", "shown"))
    fill(database, person, roleplay, entry(2, "address", "from the phone"))
    with database.write() as session:
        form = {"note": "changed", "address": "", "level": "level-9"}
        errors = fill_ticket_form(session, library_of, roleplay, form, seen=1, lang="zh", by=person, at=NOON)
    assert list(errors) == ["level"]
    assert ticket(database, roleplay) == {"note": "changed", "address": "from the phone"}


def test_closing_with_a_form_that_has_mistakes_keeps_the_session_open(database, person):
    roleplay = begin(database, person)
    with database.write() as session:
        leave(session, library_of, roleplay, key="k1", lang="zh", by=person, at=NOON)
    for level, is_open in (("level-9", True), ("level-3", False)):
        with database.write() as session:
            form = {"level": level}
            finish_session(session, library_of, roleplay, form, seen=0, lang="zh", by=person, at=NOON)
        assert row_of(database, roleplay).is_open is is_open
    assert ticket(database, roleplay) == {"level": "level-3"}


# Going on from a turn


def fork(database, person, roleplay, turn, said=None):
    with database.write() as session:
        return fork_session(session, library_of, roleplay, turn, said, by=person, at=NOON)


def test_a_fork_continues_with_the_same_log_up_to_its_turn(database, person):
    roleplay = played(database, person, rung="text")
    other = fork(database, person, roleplay, 2, SentTurn("said", "new", "en", "as soon as possible"))
    row = row_of(database, other)
    assert (row.forked_from, row.forked_turn, row.purpose, row.mode, row.is_talking) == (
        roleplay,
        2,
        "practice",
        "text",
        True,
    )
    with database.read() as session:
        was, now = steps_of(session, roleplay), steps_of(session, other)
        assert [turn.text for turn in turns_of(session, other)] == [SAFE, "as soon as possible"]
    assert now[:2] == was[:2]
    assert first_broken_link(now) is None
    assert now[2].state.anger > was[2].state.anger


def test_nothing_is_forked_before_the_marks_are_released(database, person):
    roleplay = played(database, person)
    with pytest.raises(RefusedError) as refused:
        fork(database, person, roleplay, 1)
    assert refused.value.code == "not_yet"
    with database.write() as session:
        release_marks(session, roleplay, person, at=NOON)
    assert row_of(database, fork(database, person, roleplay, 1)).purpose == "practice"


@pytest.mark.parametrize("turn", [0, 4, 99])
def test_a_turn_that_was_not_taken_cannot_be_continued(database, person, turn):
    roleplay = played(database, person, rung="text")
    with pytest.raises(NotFoundError):
        fork(database, person, roleplay, turn)


def test_the_export_holds_every_word_and_no_pins(database, person):
    played(database, person)
    with database.read() as session:
        found = export_person(session, person)
    assert [turn["text"] for turn in found["role_play_turns"]] == list(MODEL)
    assert "scenario_hash" not in found["role_plays"][0]


def test_other_content_never_changes_a_stored_conversation(database, person):
    roleplay = played(database, person, rung="text")
    changed = a_release(a_scenario(hash="x" * 64))
    with database.read() as session:
        row = find_session(session, roleplay)
        before = [one.replies for one in transcript_of(session, LIBRARY.scenarios["leak"], row, "zh")]
    with database.write() as session, pytest.raises(ValueError, match="does not hold"):
        fork_session(session, lambda _: changed, roleplay, 1, by=person, at=NOON)
    assert before[0] == ("It leaks again!（中）",)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(RoleplaySession)) == 1

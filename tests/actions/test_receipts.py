"""Receipts: each stays provable from the ledger, also after reopening and answer files; what was altered shows."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import text, update

from app.assessment.actions import force_submission, reopen_attempt, take_answer_file
from app.assessment.cli import verify_receipt
from app.assessment.models import Attempt, AttemptEvent, GradeRow
from app.assessment.queries import find_receipt, receipts_of
from tests.factories.assessment import a_batch
from tests.factories.exam_days import MINUTE, NOON, a_team, appoint, begin, hand_in, library_of, paper, send


@pytest.fixture
def lin(database):
    team, (person,) = a_team(database, "lin")
    appoint(database, teams=[team])
    return person


@pytest.fixture
def attempt(database, lin):
    attempt = begin(database, lin)
    send(database, lin, attempt, (1, "red", "yes"), (2, "red", "no"))
    hand_in(database, lin, attempt, at=NOON + MINUTE)
    return attempt


def receipts(database, attempt):
    row = paper(database, attempt)
    with database.read() as session:
        return [code for code, _at in receipts_of(session, row)]


def found(database, code):
    with database.read() as session:
        return find_receipt(session, code)


def reopened(database, lin, attempt, *events, at):
    with database.write() as session:
        reopen_attempt(session, attempt, 10, "clicked by mistake", by=None, at=at)
    send(database, lin, attempt, *events, at=at + MINUTE, client="tab-2")


def test_a_receipt_is_recomputed_from_the_ledger(database, attempt):
    (code,) = receipts(database, attempt)
    line = found(database, code)
    assert (line.attempt_id, line.quiz_id, line.submitted_at) == (attempt, "final", NOON + MINUTE)
    assert line.agrees
    assert line.is_latest


def test_nobody_has_another_code(database, attempt):
    assert found(database, "0" * 64) is None


def test_every_hand_in_stays_provable_also_while_the_paper_is_open_again(database, lin, attempt):
    reopened(database, lin, attempt, (1, "red", "maybe"), at=NOON + 5 * MINUTE)
    (first,) = receipts(database, attempt)
    assert (found(database, first).agrees, found(database, first).latest) == (True, None)

    with database.write() as session:
        force_submission(session, library_of, attempt, "time is over", by=lin, at=NOON + 8 * MINUTE)
    _, second = receipts(database, attempt)
    assert [found(database, code).agrees for code in (first, second)] == [True, True]
    assert (found(database, first).latest, found(database, second).is_latest) == (second, True)


def test_an_answer_file_makes_a_new_receipt_and_leaves_the_old_one_true(database, lin, attempt):
    other = next(item.id for item in paper(database, attempt).paper.items if item.id != "red")
    batch = a_batch("left-behind", (1, other, "yes"))
    with database.write() as session:
        take_answer_file(
            session, library_of, attempt, batch, "no network", counts_in_time=True, by=lin, at=NOON + 9 * MINUTE
        )  # fmt: skip
    codes = receipts(database, attempt)
    assert len(codes) == 2
    assert all(found(database, code).agrees for code in codes)


def test_an_answer_that_arrived_a_moment_later_than_its_hand_in_says_is_found_all_the_same(database, attempt):
    """The instant is that of the request, and a hand-in may have waited for a batch that was asked later."""
    (code,) = receipts(database, attempt)
    with database.write() as session:
        session.execute(update(AttemptEvent).values(server_at=NOON + 2 * MINUTE))
    assert found(database, code).agrees


@pytest.mark.parametrize(
    "altered",
    [
        update(AttemptEvent).where(AttemptEvent.seq == 2).values(answer="maybe"),
        update(GradeRow).values(submitted_at=NOON + timedelta(seconds=61)),
        text("DELETE FROM attempt_event WHERE seq = 2"),
    ],
    ids=["an answer", "the time", "a missing answer"],
)
def test_what_was_altered_afterwards_does_not_agree(database, attempt, altered):
    (code,) = receipts(database, attempt)
    with database.write() as session:
        session.execute(altered)
    assert not found(database, code).agrees


def test_a_receipt_from_before_there_were_grades_is_found(database, attempt):
    (code,) = receipts(database, attempt)
    with database.write() as session:
        session.execute(update(Attempt).values(grade_id=None))
        session.execute(text("DELETE FROM grade"))
    assert found(database, code).agrees
    assert receipts(database, attempt) == [code]


# The command


class _Kept:
    """Engines that outlive the command, so that a test may call it again."""

    def dispose(self):
        """Keep everything open."""


@dataclass
class _Opened:
    read: Any
    engines: Any


@dataclass
class _Installed:
    database: Any

    def open_database(self):
        return _Opened(self.database.read, _Kept())


def verify(database, what):
    return CliRunner().invoke(verify_receipt, [str(what)], obj=_Installed(database))


def test_the_command_says_what_the_receipt_is_for(database, attempt):
    (code,) = receipts(database, attempt)
    result = verify(database, code.upper())
    assert result.exit_code == 0
    assert f"{code}: genuine. attempt {attempt}, quiz final, handed in 2026-03-02T12:01:00" in result.output
    assert "agree" in result.output


def test_the_command_reads_every_code_of_a_file(database, lin, attempt, tmp_path):
    reopened(database, lin, attempt, (1, "red", "maybe"), at=NOON + 5 * MINUTE)
    hand_in(database, lin, attempt, at=NOON + 8 * MINUTE)
    first, second = receipts(database, attempt)
    file = tmp_path / "receipt.txt"
    file.write_text(f"交卷回执\nReceipt code: {first}\nReceipt code: {second}\nhttps://a.example/verify/{second}\n")
    result = verify(database, file)
    assert result.exit_code == 0
    assert result.output.count("genuine") == 2
    assert f"the receipt of the later hand-in is {second}" in result.output


def test_the_command_fails_for_what_is_unknown_altered_or_no_code(database, attempt, tmp_path):
    (code,) = receipts(database, attempt)
    unknown, none = verify(database, "0" * 64), verify(database, tmp_path)
    assert (unknown.exit_code, none.exit_code) == (1, 2)
    assert "unknown" in unknown.output
    with database.write() as session:
        session.execute(update(AttemptEvent).values(answer="maybe"))
    altered = verify(database, code)
    assert altered.exit_code == 1
    assert "NOT CONFIRMED" in altered.output

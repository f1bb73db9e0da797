"""Sealing and verifying the audit, on both databases."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, insert, select, update

from app.audit.actions import erase_detail, seal_rows, write_audit
from app.audit.checkpoints import CHECKPOINTS, read_checkpoints, trusted_keys
from app.audit.cli import verify_audit
from app.audit.jobs import SealAudit
from app.audit.models import AuditRow, AuditSeal
from app.audit.queries import AuditFilter, audit_actions, audit_lines, count_rows, export_person, verify

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def write(database, count=5, *, at=AT, by=1):
    with database.write() as session:
        for number in range(count):
            write_audit(session, "person.edited", f"person:{number}", {"n": number}, by=by, at=at)


def seal(database, **more):
    with database.write() as session:
        return seal_rows(session, at=AT, **more)


def examine(database, checkpoints=()):
    with database.read() as session:
        return verify(session, checkpoints)


def codes(report):
    return [(problem.code, problem.subject) for problem in report.problems]


def change(database, statement):
    with database.write() as session:
        session.execute(statement)


def test_an_untouched_chain_is_sound(database):
    write(database)
    assert examine(database).unsealed == 5

    assert seal(database) == 5
    assert seal(database) == 0

    report = examine(database)
    assert (report.is_sound, report.sealed, report.unsealed) == (True, 5, 0)


def test_sealing_goes_on_in_batches(database):
    write(database)

    assert [seal(database, limit=2) for _ in range(4)] == [2, 2, 1, 0]
    assert examine(database).is_sound


@pytest.mark.parametrize(
    "column", [{"action": "x"}, {"subject": "x"}, {"by": 9}, {"at": AT + timedelta(1)}, {"digest": "0" * 64}]
)
def test_an_altered_row_is_found(database, column):
    write(database)
    seal(database)
    change(database, update(AuditRow).where(AuditRow.id == 3).values(**column))

    assert ("altered", "row 3") in codes(examine(database))


def test_an_altered_detail_is_found(database):
    write(database)
    seal(database)
    change(database, update(AuditRow).where(AuditRow.id == 3).values(detail='{"n":99}'))

    assert codes(examine(database)) == [("altered", "row 3")]


def test_a_removed_row_is_found(database):
    write(database)
    seal(database)
    change(database, delete(AuditRow).where(AuditRow.id == 3))

    assert codes(examine(database)) == [("removed", "row 3")]


def test_a_row_removed_with_its_seal_breaks_the_chain(database):
    write(database)
    seal(database)
    change(database, delete(AuditSeal).where(AuditSeal.row_id == 3))
    change(database, delete(AuditRow).where(AuditRow.id == 3))

    assert codes(examine(database)) == [("broken", "seal 4")]


def test_an_inserted_row_is_found(database):
    write(database)
    seal(database)
    change(database, delete(AuditRow).where(AuditRow.id == 3))
    old = {"at": AT - timedelta(days=1), "action": "a", "subject": "b", "digest": "0" * 64}
    change(database, insert(AuditRow).values(id=3, **old))

    assert ("altered", "row 3") in codes(examine(database))
    change(database, delete(AuditSeal).where(AuditSeal.row_id == 3))
    assert ("inserted", "row 3") in codes(examine(database))


def test_erased_detail_is_counted_and_is_no_problem(database):
    write(database)
    seal(database)
    with database.write() as session:
        erase_detail(session, "person:2")

    report = examine(database)

    assert report.is_sound
    assert report.erased == [3]


def test_a_row_committed_late_is_sealed_behind_the_others(database):
    write(database, 3)
    change(database, update(AuditRow).where(AuditRow.id == 2).values(id=2000))
    seal(database)
    change(database, update(AuditSeal).where(AuditSeal.row_id == 2000).values(row_id=2000))
    late = {"at": AT, "action": "late", "subject": "x", "digest": "0" * 64}
    change(database, insert(AuditRow).values(id=2, **late))

    assert examine(database).is_sound, "a row that waits is no problem"
    assert seal(database) == 1
    report = examine(database)
    assert (report.is_sound, report.sealed) == (True, 4)


def test_a_row_far_below_is_found_by_the_deep_run(database):
    write(database, 1)
    change(database, update(AuditRow).values(id=50_000))
    seal(database)
    change(database, insert(AuditRow).values(id=1, at=AT, action="late", subject="x", digest="0" * 64))

    assert seal(database) == 0
    assert seal(database, is_deep=True) == 1


def test_sealers_at_once_cannot_fork_the_chain(database):
    write(database)
    seal(database, limit=2)
    with database.read() as session:
        first = session.execute(select(AuditSeal.previous).where(AuditSeal.id == 2)).scalar_one()

    with pytest.raises(Exception, match=r"(?i)unique"):
        change(database, insert(AuditSeal).values(row_id=5, previous=first, link="f" * 64, sealed_at=AT))


def run_sealer(database, folder, at=AT):
    with database.write() as session:
        SealAudit(folder)(session, {}, at)


def points(folder):
    return read_checkpoints(folder / CHECKPOINTS, trusted_keys(folder))


def test_checkpoints_are_signed_outside_the_database(database, tmp_path):
    write(database)
    run_sealer(database, tmp_path)
    assert points(tmp_path).genuine == [], "nothing was committed before"
    run_sealer(database, tmp_path)
    run_sealer(database, tmp_path)

    found = points(tmp_path)

    assert [point.seal_id for point in found.genuine] == [5]
    assert (tmp_path / "audit-signing-key").stat().st_mode & 0o077 == 0
    assert examine(database, found.genuine).is_sound


def test_a_chain_that_was_computed_anew_differs_from_its_checkpoint(database, tmp_path):
    write(database)
    run_sealer(database, tmp_path)
    run_sealer(database, tmp_path)
    change(database, delete(AuditSeal))
    change(database, update(AuditRow).where(AuditRow.id == 1).values(by=9))
    seal(database)
    renumber = [update(AuditSeal).where(AuditSeal.row_id == row).values(id=row) for row in range(1, 6)]
    for statement in renumber:
        change(database, statement)

    assert examine(database).is_sound, "by itself it looks right"
    assert codes(examine(database, points(tmp_path).genuine)) == [("checkpoint", "seal 5")]


def test_a_cut_off_end_is_found_by_the_checkpoint(database, tmp_path):
    write(database)
    run_sealer(database, tmp_path)
    run_sealer(database, tmp_path)
    change(database, delete(AuditSeal).where(AuditSeal.id > 3))
    change(database, delete(AuditRow).where(AuditRow.id > 3))

    assert codes(examine(database, points(tmp_path).genuine)) == [("removed", "seal 5")]


def test_a_forged_checkpoint_is_not_believed(database, tmp_path):
    write(database)
    run_sealer(database, tmp_path)
    run_sealer(database, tmp_path)
    path = tmp_path / CHECKPOINTS
    body = json.loads(path.read_text())
    path.write_text(json.dumps(body | {"link": "e" * 64}) + "\nnonsense\n[]\n" + json.dumps(body | {"key": "aa"}))

    found = points(tmp_path)

    assert (found.genuine, found.forged_lines) == ([], [1, 2, 3, 4])


def test_lines_are_filtered_and_paged(database):
    write(database)
    with database.write() as session:
        write_audit(session, "team.created", "team:1", {}, by=2, at=AT)
    with database.read() as session:

        def ids(before=None, limit=50, **wanted):
            return [line.id for line in audit_lines(session, AuditFilter(**wanted), before=before, limit=limit)]

        assert ids() == [6, 5, 4, 3, 2, 1]
        assert ids(limit=2) == [6, 5]
        assert ids(before=5, limit=2) == [4, 3]
        assert ids(action="team.created") == ids(action="team") == [6]
        assert ids(subject="person:2") == [3]
        assert ids(person_id=2) == [6, 3]
        assert audit_actions(session) == ["person.edited", "team.created"]
        assert count_rows(session) == (6, 0)
        assert [row["action"] for row in export_person(session, 2)["audit"]] == ["person.edited", "team.created"]


class Installed:
    def __init__(self, database, settings):
        self.database, self.settings = database, settings

    def open_database(self):
        return self.database


class Place:
    def __init__(self, data_dir):
        self.data_dir = data_dir


def run_command(database, folder, *arguments):
    return CliRunner().invoke(verify_audit, arguments, obj=Installed(database, Place(folder)))


def test_the_command_says_what_it_found_and_ends_with_zero_or_one(database, tmp_path):
    write(database)
    run_sealer(database, tmp_path)
    run_sealer(database, tmp_path)

    sound = run_command(database, tmp_path, "--format", "json")
    assert sound.exit_code == 0
    assert json.loads(sound.output)["sealed"] == 5
    assert json.loads(sound.output)["sound"] is True

    change(database, update(AuditRow).where(AuditRow.id == 1).values(by=9))
    broken = run_command(database, tmp_path)
    assert broken.exit_code == 1
    assert "altered: row 1" in broken.output
    assert run_command(database, tmp_path, "--format", "yaml").exit_code == 2

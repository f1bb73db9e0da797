"""Backups restore within and across both databases."""

import json
import tarfile
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.audit.actions import seal_rows
from app.audit.checkpoints import CHECKPOINTS, read_checkpoints, trusted_keys
from app.audit.jobs import SealAudit
from app.audit.queries import verify
from app.content.models import ContentObjectRow
from app.evidence.actions import record_fact
from app.evidence.rules import Fact
from app.factory import open_database
from app.identity.actions import create_team, move_team
from app.identity.queries import search_people, team_tree
from app.identity.queries.directory import PersonSearch
from app.jobs.actions import enqueue
from app.storage import backup
from app.storage.backup import BackupError, restore_backup, write_backup
from app.storage.base import Base
from app.storage.engines import open_engines
from tests.factories.organisation import make_world

AT = datetime(2026, 3, 2, 1, 0, 0, 123456, tzinfo=UTC)


def fill(database, data_dir):
    with database.write() as session:
        world = make_world(session, release_id=0, at=AT - timedelta(days=3))
        top = create_team(session, "新总部 “é” 🎓\u2028", by=None, at=AT)
        move_team(session, world.region, top, by=None, at=AT)  # refers to a row with a greater id
        fact = Fact(
            world.learner, "any", "lesson", "a/b", AT, passed=True, score=833, detail={"long": ["x" * 70_000, None]}
        )
        first = record_fact(session, fact, by=None, at=AT)
        record_fact(session, Fact(world.learner, "any", "lesson", "a/b", AT, supersedes=first), by=world.mentor, at=AT)
        enqueue(session, "later", {"n": 1}, at=AT)
        session.add(
            ContentObjectRow(hash="f" * 64, kind="picture", key="p", body="{}", parts={}, data=bytes(range(256)))
        )
    for _ in range(2):
        with database.write() as session:
            SealAudit(data_dir)(session, {}, AT)


def content(database):
    with database.read() as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key.columns))]
            for table in Base.metadata.sorted_tables
        }


@pytest.fixture
def places(tmp_path):
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
    return tmp_path / "old", tmp_path / "new"


@pytest.fixture
def other(request, postgres, tmp_path):
    """An empty database of the other test's choosing."""

    def make(kind):
        url = postgres.new_database() if kind == "postgres" else f"sqlite:///{tmp_path / 'other.db'}"
        database = open_database(open_engines(url))
        request.addfinalizer(database.engines.dispose)
        database.create_tables()
        return database

    return make


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_backup_restores_everything_into_either_database(database, other, places, tmp_path, kind):
    old, new = places
    fill(database, old)
    target = other(kind)

    written = write_backup(database, old, tmp_path / "b.tar.gz", at=AT)
    restored = restore_backup(tmp_path / "b.tar.gz", target, new)

    assert content(target) == content(database)
    assert written == restored
    assert written.tables["person"] == 9
    with target.read() as session:
        assert search_people(session, PersonSearch(text="learner"))[1] == 1
        report = verify(session, read_checkpoints(new / CHECKPOINTS, trusted_keys(new)).genuine)
    assert (report.is_sound, report.checkpoints) == (True, 1)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_restored_database_goes_on_counting(database, other, places, tmp_path, kind):
    fill(database, places[0])
    target = other(kind)
    write_backup(database, places[0], tmp_path / "b.tar.gz", at=AT)
    restore_backup(tmp_path / "b.tar.gz", target, places[1])

    with target.write() as session:
        known = {line.id for line in team_tree(session)}
        assert create_team(session, "next", by=None, at=AT) == max(known) + 1
        seal_rows(session, at=AT)
    with target.read() as session:
        assert verify(session, ()).is_sound


def test_a_database_that_holds_anything_is_refused_and_unchanged(database, places, tmp_path):
    fill(database, places[0])
    before = content(database)
    write_backup(database, places[0], tmp_path / "b.tar.gz", at=AT)

    with pytest.raises(BackupError, match="not empty"):
        restore_backup(tmp_path / "b.tar.gz", database, places[1])

    assert content(database) == before


def rewrite(path, change):
    """Pack a backup anew with one member changed or left out."""
    with tarfile.open(path) as archive:
        members = {name: archive.extractfile(name).read() for name in archive.getnames()}
    members = change(members)
    folder = path.parent / "members"
    with tarfile.open(path, "w:gz") as archive:
        for name, value in members.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(value)
            archive.add(file, name)


def with_manifest(members, **change):
    return members | {"manifest.json": json.dumps(json.loads(members["manifest.json"]) | change).encode()}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda m: m | {"tables/person.jsonl": m["tables/person.jsonl"].replace(b"Learner", b"Forged!")}, "changed"),
        (lambda m: {name: value for name, value in m.items() if name != "tables/person.jsonl"}, "no whole backup"),
        (lambda m: {name: value for name, value in m.items() if name != "manifest.json"}, "no whole backup"),
        (lambda m: m | {"manifest.json": b"[]"}, "no whole backup"),
        (lambda m: with_manifest(m, format=99), "format 99"),
        (lambda m: with_manifest(m, tables={}), "another version"),
    ],
)
def test_a_damaged_backup_is_refused_before_anything_is_written(sqlite_database, other, places, change, says):
    fill(sqlite_database, places[0])
    path = places[0] / "b.tar.gz"
    write_backup(sqlite_database, places[0], path, at=AT)
    rewrite(path, change)
    target = other("sqlite")

    with pytest.raises(BackupError, match=says):
        restore_backup(path, target, places[1])

    assert not any(content(target).values())


@pytest.mark.parametrize("cut", [0, 100, 3000])
def test_a_cut_off_backup_is_refused(sqlite_database, other, places, tmp_path, cut):
    fill(sqlite_database, places[0])
    path = tmp_path / "b.tar.gz"
    write_backup(sqlite_database, places[0], path, at=AT)
    path.write_bytes(path.read_bytes()[:cut])

    with pytest.raises(BackupError):
        restore_backup(path, other("sqlite"), places[1])


def test_a_backup_is_for_its_owner_only_and_holds_no_keys(database, places, tmp_path):
    old, _ = places
    (old / "secret-key").write_text("never in a backup")
    fill(database, old)

    write_backup(database, old, tmp_path / "b.tar.gz", at=AT)

    assert (tmp_path / "b.tar.gz").stat().st_mode & 0o077 == 0
    with tarfile.open(tmp_path / "b.tar.gz") as archive:
        names = archive.getnames()
    assert not [name for name in names if "secret" in name or "signing" in name]
    assert {"manifest.json", "files/audit-checkpoints.jsonl", "files/audit-public-keys.txt"} <= set(names)
    assert not list(tmp_path.glob("*.partial"))


def test_a_backup_sees_one_instant(database, places, tmp_path, monkeypatch):
    fill(database, places[0])
    before = content(database)
    tables = list(Base.metadata.sorted_tables)
    dump = backup._dump

    def dump_while_others_write(connection, table, place):
        entry = dump(connection, table, place)
        if table is tables[0]:
            with database.write() as session:
                create_team(session, "meanwhile", by=None, at=AT)
        return entry

    monkeypatch.setattr(backup, "_dump", dump_while_others_write)
    written = write_backup(database, places[0], tmp_path / "b.tar.gz", at=AT)

    assert written.tables["team"] == len(before["team"])

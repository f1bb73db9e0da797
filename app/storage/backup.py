"""Backups: one file for both databases, so that a backup of SQLite restores into PostgreSQL and back.

A `.tar.gz` with `manifest.json`, one `tables/<name>.jsonl` for every table (an array of values a line, in the order
of the columns that the manifest names) and the files that prove the audit. Everything is read in one snapshot.

Not in it: the secret key and the key that signs checkpoints (keep them apart from the data they protect), the
authored content files (they live in version control; what was published is in the tables), and what is built anew
at every start: assets, translations, search index.
"""

import base64
import hashlib
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Date, LargeBinary, Table, bindparam, func, insert, select, text, update

from app.kernel.clock import from_text, to_text
from app.kernel.errors import N_, AppError
from app.storage.base import Base
from app.storage.database import Database
from app.storage.types import UtcDateTime

FORMAT = 1
KEPT_FILES = ("audit-checkpoints.jsonl", "audit-public-keys.txt")
_MANIFEST = "manifest.json"
_BATCH = 500
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class BackupSummary:
    """What a backup holds: the number of rows by table, and the files beside them."""

    made_at: str
    database: str
    tables: Mapping[str, int]
    files: tuple[str, ...]

    @property
    def rows(self) -> int:
        """All rows."""
        return sum(self.tables.values())


class BackupError(AppError):
    """A backup cannot be made, read or restored; nothing was changed."""


def write_backup(database: Database, data_dir: Path, target: Path, *, at: datetime) -> BackupSummary:
    """Write everything into one file, readable by its owner only; an existing file is replaced when all is done."""
    partial = target.with_name(target.name + ".partial")
    with tempfile.TemporaryDirectory(dir=target.parent) as folder, _snapshot(database) as connection:
        place = Path(folder)
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "made_at": to_text(at),
            "database": connection.dialect.name,
            "revision": MigrationContext.configure(connection).get_current_revision(),
            "tables": {table.name: _dump(connection, table, place) for table in Base.metadata.sorted_tables},
            "files": _copy_files(data_dir, place),
        }
        (place / _MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        _pack(place, partial)
    partial.replace(target)
    return _summary(manifest)


def restore_backup(source: Path, database: Database, data_dir: Path) -> BackupSummary:
    """Fill an empty, migrated database from a backup in one transaction; every digest is checked first.

    Raises BackupError for a damaged file, one of another version of the tables, or a database that holds anything.
    """
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        manifest = _unpack(source, place)
        _refuse_other_columns(manifest)
        with database.engines.write.begin() as connection:
            _refuse_anything(connection)
            for table in Base.metadata.sorted_tables:
                _load(connection, table, place)
            _move_sequences(connection)
        _put_files(manifest, place, data_dir)
    return _summary(manifest)


@contextmanager
def _snapshot(database: Database) -> Iterator[Connection]:
    """Yield a connection that sees one instant of the database, however long the reading takes."""
    with database.engines.read.connect() as plain:
        if database.is_sqlite:
            plain.exec_driver_sql("BEGIN")
            yield plain
            plain.exec_driver_sql("COMMIT")
            return
        connection = plain.execution_options(isolation_level="REPEATABLE READ")
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        yield connection
        connection.rollback()


def _dump(connection: Connection, table: Table, place: Path) -> dict[str, Any]:
    path = place / "tables" / f"{table.name}.jsonl"
    path.parent.mkdir(exist_ok=True)
    count = 0
    statement = select(table).order_by(*table.primary_key.columns)
    with path.open("w", encoding="utf-8") as file:
        for row in connection.execute(statement, execution_options={"yield_per": _BATCH}):
            file.write(json.dumps([_plain(value) for value in row], ensure_ascii=False, separators=(",", ":")) + "\n")
            count += 1
    columns = [column.name for column in table.columns]
    return {"columns": columns, "rows": count, "sha256": _digest(path)}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return to_text(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value.isoformat() if isinstance(value, date) else value


def _copy_files(data_dir: Path, place: Path) -> dict[str, str]:
    digests = {}
    (place / "files").mkdir()
    for name in KEPT_FILES:
        if (data_dir / name).exists():
            (place / "files" / name).write_bytes((data_dir / name).read_bytes())
            digests[name] = _digest(place / "files" / name)
    return digests


def _pack(place: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as raw:
        with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as archive:
            archive.add(place / _MANIFEST, _MANIFEST)
            for folder in ("tables", "files"):
                for path in sorted((place / folder).iterdir()):
                    archive.add(path, f"{folder}/{path.name}")
        raw.flush()
        os.fsync(raw.fileno())


def _unpack(source: Path, place: Path) -> dict[str, Any]:
    """Copy out what the manifest names, under names that we choose, and check every digest."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            manifest: dict[str, Any] = json.load(_member(archive, _MANIFEST))
            if manifest["format"] != FORMAT:
                raise BackupError(N_("This backup has format %(format)s, which is not known here."), **manifest)
            for folder, digests in _digests(manifest).items():
                (place / folder).mkdir()
                for name, digest in digests.items():
                    _copy_out(archive, f"{folder}/{name}", place / folder / Path(name).name, digest)
    except (OSError, EOFError, tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise BackupError(N_("This is no whole backup: %(why)s"), why=str(error)) from error
    return manifest


def _digests(manifest: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    tables = {f"{name}.jsonl": entry["sha256"] for name, entry in manifest["tables"].items()}
    return {"tables": tables, "files": {name: manifest["files"][name] for name in manifest["files"]}}


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    file = archive.extractfile(name)
    if file is None:
        raise BackupError(N_("This is no whole backup: %(why)s"), why=name)
    return file


def _copy_out(archive: tarfile.TarFile, name: str, target: Path, digest: str) -> None:
    with _member(archive, name) as file, target.open("wb") as out:
        while chunk := file.read(_CHUNK):
            out.write(chunk)
    if _digest(target) != digest:
        raise BackupError(N_("%(name)s was changed after the backup was made."), name=name)


def _refuse_other_columns(manifest: Mapping[str, Any]) -> None:
    ours = {table.name: {column.name for column in table.columns} for table in Base.metadata.sorted_tables}
    theirs = {name: set(entry["columns"]) for name, entry in manifest["tables"].items()}
    if ours != theirs:
        message = N_("This backup is of another version (%(revision)s). Restore it with that version, then update.")
        raise BackupError(message, revision=manifest.get("revision"))


def _refuse_anything(connection: Connection) -> None:
    for table in Base.metadata.sorted_tables:
        if connection.execute(select(func.count()).select_from(table)).scalar_one():
            raise BackupError(
                N_("The database is not empty: %(table)s has rows. Nothing was changed."), table=table.name
            )


def _load(connection: Connection, table: Table, place: Path) -> None:
    """Insert the rows in batches; a column that refers to the same table is filled in when all rows are there."""
    own = [column.name for column in table.columns if any(key.column.table is table for key in column.foreign_keys)]
    for batch in _batches(place / "tables" / f"{table.name}.jsonl", table):
        connection.execute(insert(table), [row | dict.fromkeys(own) for row in batch])
    (key, *_more) = table.primary_key.columns
    for name in own:
        statement = update(table).where(key == bindparam("row_key")).values({name: bindparam("value")})
        for batch in _batches(place / "tables" / f"{table.name}.jsonl", table):
            links = [{"row_key": row[key.name], "value": row[name]} for row in batch if row[name] is not None]
            if links:
                connection.execute(statement, links)


def _batches(path: Path, table: Table) -> Iterator[list[dict[str, Any]]]:
    readers = {column.name: _reader(column.type) for column in table.columns}
    with path.open(encoding="utf-8") as file:
        while lines := list(islice(file, _BATCH)):
            yield [
                {name: read(value) for (name, read), value in zip(readers.items(), json.loads(line), strict=True)}
                for line in lines
            ]


def _reader(kind: object) -> Any:
    if isinstance(kind, UtcDateTime):
        return lambda value: None if value is None else from_text(value)
    if isinstance(kind, Date):
        return lambda value: None if value is None else date.fromisoformat(value)
    if isinstance(kind, LargeBinary):
        return lambda value: None if value is None else base64.b64decode(value)
    return lambda value: value


def _move_sequences(connection: Connection) -> None:
    """Let PostgreSQL count on above the ids that were put in; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        if table.autoincrement_column is None:
            continue
        key = table.autoincrement_column
        sequence = connection.execute(
            text("SELECT pg_get_serial_sequence(:name, :key)"), {"name": table.name, "key": key.name}
        ).scalar()
        greatest = connection.execute(select(func.max(key))).scalar()
        if sequence and greatest:
            connection.execute(text("SELECT setval(:sequence, :value)"), {"sequence": sequence, "value": greatest})


def _put_files(manifest: Mapping[str, Any], place: Path, data_dir: Path) -> None:
    """Put the files where they belong; what this installation has written itself is never replaced."""
    data_dir.mkdir(parents=True, exist_ok=True)
    for name in manifest["files"]:
        if name in KEPT_FILES and not (data_dir / name).exists():
            (data_dir / name).write_bytes((place / "files" / name).read_bytes())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _summary(manifest: Mapping[str, Any]) -> BackupSummary:
    tables = {name: entry["rows"] for name, entry in manifest["tables"].items()}
    return BackupSummary(manifest["made_at"], manifest["database"], tables, tuple(manifest["files"]))

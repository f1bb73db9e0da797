"""Engines for reading and for writing, on SQLite and on PostgreSQL (walls 5 and 6)."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.pool import QueuePool

from app.storage.gate import GatedConnection, refuse_network_file_system

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA mmap_size=0",
    "PRAGMA busy_timeout=10000",
    "PRAGMA temp_store=MEMORY",
)


@dataclass(frozen=True, slots=True)
class Engines:
    """One engine for transactions that write, one that cannot write."""

    write: Engine
    read: Engine

    def dispose(self) -> None:
        """Close every connection."""
        self.read.dispose()
        self.write.dispose()

    def forget(self) -> None:
        """After a fork: drop the parent's connections without closing them."""
        self.read.dispose(close=False)
        self.write.dispose(close=False)


def normal_url(url: str) -> URL:
    """Return the URL with the driver that we use (`postgresql://` means psycopg 3)."""
    parsed = make_url(url)
    return parsed.set(drivername="postgresql+psycopg") if parsed.get_backend_name() == "postgresql" else parsed


def engine_options(url: str, *, reading: bool) -> dict[str, Any]:
    """Return the options of `create_engine` for one of the two engines."""
    parsed = normal_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_options(Path(parsed.database or ""), reading=reading)
    timeouts = "-c statement_timeout=30000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000"
    read_only = " -c default_transaction_read_only=on" if reading else ""
    return {
        "pool_reset_on_return": None if reading else "rollback",
        "pool_size": 2,
        "max_overflow": 8,
        "pool_pre_ping": False,
        "pool_recycle": 1800,
        "isolation_level": "AUTOCOMMIT" if reading else "READ COMMITTED",
        "connect_args": {"options": timeouts + read_only, "connect_timeout": 10},
    }


def _sqlite_options(path: Path, *, reading: bool) -> dict[str, Any]:
    lock_path = path.with_name(path.name + ".gate")

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            path, factory=GatedConnection, isolation_level=None, check_same_thread=False, timeout=10
        )
        connection.lock_path = lock_path
        for pragma in (*_PRAGMAS, f"PRAGMA query_only={'ON' if reading else 'OFF'}"):
            connection.execute(pragma)
        return connection

    options: dict[str, Any] = {"creator": connect, "poolclass": QueuePool, "pool_size": 2, "max_overflow": 64}
    # A connection that commits by itself has nothing to roll back when it returns to the pool.
    return options | ({"isolation_level": "AUTOCOMMIT", "pool_reset_on_return": None} if reading else {})


def guard(engines: Engines) -> Engines:
    """Attach what the engines need at run time: the write gate on SQLite, nothing on PostgreSQL."""
    if engines.write.dialect.name == "sqlite":
        event.listen(engines.write, "begin", _begin_behind_the_gate)
        # The connection leaves the gate when COMMIT or ROLLBACK has returned (the commit event fires before the last
        # page is written); this is for whatever ended otherwise.
        event.listen(engines.write, "checkin", _leave_the_gate)
    return engines


def open_engines(url: str) -> Engines:
    """Open both engines of a database outside Flask; AppError for a database on a network file system."""
    prepare_place(url)
    parsed = normal_url(url)
    return guard(
        Engines(
            write=create_engine(parsed, **engine_options(url, reading=False)),
            read=create_engine(parsed, **engine_options(url, reading=True)),
        )
    )


def prepare_place(url: str) -> None:
    """Make the place of a SQLite database, for its owner only; AppError when it lies on a network file system."""
    parsed = normal_url(url)
    if parsed.get_backend_name() == "sqlite":
        path = Path(parsed.database or "").absolute()
        path.parent.mkdir(parents=True, exist_ok=True)
        refuse_network_file_system(path)
        if not path.exists():
            path.touch(mode=0o600)  # it holds personal data; SQLite's files beside it are made like it


def _begin_behind_the_gate(connection: Connection) -> None:
    raw = connection.connection.dbapi_connection
    assert isinstance(raw, GatedConnection)  # noqa: S101 - the engine's creator makes nothing else
    raw.acquire()
    raw.execute("BEGIN IMMEDIATE")


def _leave_the_gate(raw: Any, _record: Any) -> None:
    if raw is not None:
        raw.release()

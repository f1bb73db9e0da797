"""Migrations: brought to the newest state under a lock, so that any number of starts at once is safe."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from app.storage.engines import Engines

_SCRIPTS = Path(__file__).with_name("migrations")
_LOCK = 7002


def migrate(engines: Engines) -> bool:
    """Bring the tables to the newest state; return whether anything had to be done.

    SQLite is locked by the write gate, PostgreSQL by an advisory lock; both change tables in one transaction.
    """
    with engines.read.connect() as connection:
        if is_current(connection):
            return False
    with engines.write.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        command.upgrade(configuration(connection), "head")
    return True


def is_current(connection: Connection) -> bool:
    """Tell whether the tables are those that this version of the code knows."""
    head = ScriptDirectory.from_config(configuration(connection)).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == head


def configuration(connection: Connection) -> Config:
    """Return Alembic's configuration over a connection."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_SCRIPTS))
    config.set_main_option("path_separator", "os")
    return config

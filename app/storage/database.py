"""Sessions: `read()` cannot write, `write()` is one transaction that commits when the block ends well."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.storage.base import Base
from app.storage.engines import Engines

# Flask-SQLAlchemy owns the engines of the web application; the tables hang on our own base.
db = SQLAlchemy(model_class=Base)

EvidenceHandler = Callable[[Session, Any, datetime], None]


class Database:
    """The two engines of one database, what runs with every recorded fact, and what such handlers find in `info`."""

    def __init__(
        self,
        engines: Engines,
        evidence_handlers: tuple[EvidenceHandler, ...] = (),
        info: Mapping[str, Any] | None = None,
    ) -> None:
        self.engines = engines
        self.evidence_handlers = evidence_handlers
        self.info = dict(info or {})
        by_itself = {} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
        self._by_statement = engines.write.execution_options(**by_itself)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is a file on this machine."""
        return self.engines.write.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Yield a session that sees the newest committed state and cannot write."""
        session = Session(self.engines.read, autoflush=False, info=dict(self.info))
        try:
            yield session
        finally:
            session.close()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Yield a session in one transaction: committed when the block ends, rolled back when it raises."""
        info = {**self.info, "evidence_handlers": self.evidence_handlers}
        session = Session(self.engines.write, expire_on_commit=False, info=info)
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.close()

    @contextmanager
    def write_statement(self) -> Iterator[Connection]:
        """Yield a connection for one prepared statement, which is a transaction by itself: for the hot path.

        PostgreSQL gets by with one round trip; SQLite passes the gate as with every other write.
        """
        # What commits by itself needs no transaction around it; on SQLite its beginning opens the gate.
        with self._by_statement.begin() if self.is_sqlite else self._by_statement.connect() as connection:
            yield connection

    def create_tables(self) -> None:
        """Create every table directly: for tests and benchmarks; installations migrate."""
        with self.engines.write.begin() as connection:
            Base.metadata.create_all(connection)

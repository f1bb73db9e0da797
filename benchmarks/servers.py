"""A PostgreSQL of our own for the measurements, the same that the tests start."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import Postgres, start_postgres


@contextmanager
def postgres() -> Iterator[Postgres | None]:
    """Run a server with its default, durable settings; None when PostgreSQL is not installed."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            server = start_postgres(Path(folder) / "postgres")
        except AssertionError:
            yield None
            return
        try:
            yield server
        finally:
            server.stop()

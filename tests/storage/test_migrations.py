"""Migrations make the very tables that the models describe, on both databases, once however many start at once."""

import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from app.factory import load_tables
from app.storage.base import Base
from app.storage.engines import open_engines
from app.storage.migrating import migrate


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    return request.getfixturevalue("postgres").new_database()


def test_migrations_and_models_agree(empty_url):
    load_tables()
    engines = open_engines(empty_url)

    assert migrate(engines) is True

    with engines.read.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    assert differences == []
    assert migrate(engines) is False
    engines.dispose()


def test_two_starts_at_once_migrate_once(empty_url):
    load_tables()
    done, errors = [], []

    def start():
        engines = open_engines(empty_url)
        try:
            done.append(migrate(engines))
        except Exception as error:
            errors.append(error)
        finally:
            engines.dispose()

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert len(done) == 3

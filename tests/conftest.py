"""Fixtures: a database of each kind, an application over a small organisation, a client that signs in."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from app.content.libraries import Libraries
from app.factory import create_app, load_tables, open_database
from app.settings import Settings
from app.storage.base import Base
from app.storage.database import Database
from app.storage.engines import open_engines
from tests.factories.content import publish_sample
from tests.factories.organisation import World, make_world
from tests.postgres import Postgres, start_postgres

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


class FakeClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **span: float) -> datetime:
        self.at += timedelta(**span)
        return self.at


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    server = start_postgres(tmp_path_factory.mktemp("postgres"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    load_tables()
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    engines = open_engines(f"sqlite:///{path}")
    Database(engines).create_tables()
    engines.dispose()
    return path


@pytest.fixture(scope="session")
def _postgres_database(postgres: Postgres) -> Iterator[Database]:
    database = open_database(open_engines(postgres.new_database()))
    database.create_tables()
    yield database
    database.engines.dispose()


@pytest.fixture
def sqlite_database(_sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    shutil.copy(_sqlite_template, tmp_path / "test.db")
    database = open_database(open_engines(f"sqlite:///{tmp_path / 'test.db'}"))
    yield database
    database.engines.dispose()


@pytest.fixture
def postgres_database(_postgres_database: Database) -> Iterator[Database]:
    yield _postgres_database
    tables = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
    with _postgres_database.engines.write.begin() as connection:
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
    _postgres_database.info["libraries"] = Libraries()  # ids begin anew, so must what is cached by them


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Database:
    """Every test that asks for it runs on SQLite and on PostgreSQL."""
    return request.getfixturevalue(f"{request.param}_database")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(scope="session")
def _data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def _world_template(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    path = tmp_path_factory.mktemp("world") / "world.db"
    shutil.copy(_sqlite_template, path)
    database = open_database(open_engines(f"sqlite:///{path}"))
    with database.write() as session:
        release_id = publish_sample(session, at=START - timedelta(days=40))
    with database.write() as session:
        world = make_world(session, release_id=release_id, at=START - timedelta(days=30))
    database.engines.dispose()
    return path, world


@pytest.fixture
def world(_world_template: tuple[Path, World]) -> World:
    """The people and teams of the application's small organisation."""
    return _world_template[1]


@pytest.fixture
def app(_world_template: tuple[Path, World], _data_dir: Path, tmp_path: Path, clock: FakeClock):
    """An application over its own copy of the small organisation, with the sample content published."""
    shutil.copy(_world_template[0], tmp_path / "app.db")
    settings = Settings(
        data_dir=_data_dir,
        content_dir=Path(__file__).parents[1],
        database_url=f"sqlite:///{tmp_path / 'app.db'}",
        secret_key="t" * 40,
    )
    app = create_app(settings, clock=clock)
    yield app
    app.extensions["aftercare"].database.engines.dispose()


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def app_database(app) -> Database:
    """The database behind `app`."""
    return app.extensions["aftercare"].database

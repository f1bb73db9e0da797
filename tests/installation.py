"""Fixtures: a database of each kind, an application over a small organisation, a client that signs in."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import pytest
from jinja2 import BytecodeCache, FileSystemBytecodeCache

from app.content.check.roleplays.remembering import remembering_in
from app.content.libraries import Libraries
from app.demo.actions import prepare_demo
from app.factory import create_app, load_tables, open_database
from app.kernel.clock import utc_now
from app.settings import Settings
from app.storage.database import Database
from app.storage.engines import open_engines
from tests.addresses import remember_addresses
from tests.conftest import START, FakeClock
from tests.factories.content import ROOT, publish_sample
from tests.factories.organisation import World, hire_somebody, make_world
from tests.postgres import Postgres, empty, start_postgres
from tests.sharing import made_once, shared_folder

remember_addresses()
_READ: dict[str, object] = {}  # content by its hash: read once for all applications of this process


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all processes of a run have in common."""
    return shared_folder(tmp_path_factory)


@pytest.fixture(scope="session")
def verdicts(shared: Path) -> Path:
    """Where the verdicts of `aftercare check` are kept, so that no file is judged twice in a run."""
    return shared / "checked"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    server = start_postgres(tmp_path_factory.mktemp("postgres"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def _sqlite_template(shared: Path) -> Path:
    def make(path: Path) -> None:
        engines = open_engines(f"sqlite:///{path}")
        Database(engines).create_tables()
        engines.dispose()

    load_tables()
    return made_once(shared / "empty.db", make)


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
    empty(_postgres_database)
    _postgres_database.info["libraries"] = Libraries()  # ids begin anew, so must what is cached by them


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Database:
    """Every test that asks for it runs on SQLite and on PostgreSQL."""
    return request.getfixturevalue(f"{request.param}_database")


@pytest.fixture(scope="session")
def _data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def _world_template(_sqlite_template: Path, shared: Path, verdicts: Path) -> tuple[Path, World]:
    def make(path: Path) -> None:
        shutil.copy(_sqlite_template, path)
        database = open_database(open_engines(f"sqlite:///{path}"))
        with database.write() as session:
            release_id = publish_sample(session, at=START - timedelta(days=40), verdicts=verdicts)
        with database.write() as session:
            world = make_world(session, release_id=release_id, at=START - timedelta(days=30))
        database.engines.dispose()
        (shared / "world.json").write_text(json.dumps(asdict(world)), encoding="utf-8")

    path = made_once(shared / "world.db", make)
    return path, World(**json.loads((shared / "world.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def demo_template(_sqlite_template: Path, shared: Path, verdicts: Path) -> Path:
    """A database with the demonstration as a local start makes it now, beside somebody real."""

    def make(path: Path) -> None:
        shutil.copy(_sqlite_template, path)
        database = open_database(open_engines(f"sqlite:///{path}"))
        with database.write() as session:
            hire_somebody(session, at=utc_now())
        settings = Settings(shared, ROOT, f"sqlite:///{path}", "t" * 40)
        with remembering_in(verdicts):
            prepare_demo(database, settings, say=lambda _line: None)
        database.engines.dispose()

    return made_once(shared / "demo.db", make)


@pytest.fixture(scope="session")
def world(_world_template: tuple[Path, World]) -> World:
    """The people and teams of the application's small organisation."""
    return _world_template[1]


@pytest.fixture(scope="session")
def templates(shared: Path) -> BytecodeCache:
    """Templates compiled once for all applications of a run."""
    (shared / "templates").mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(shared / "templates"))


@pytest.fixture
def app(
    _world_template: tuple[Path, World], _data_dir: Path, templates: BytecodeCache, tmp_path: Path, clock: FakeClock
):
    """An application over its own copy of the small organisation, with the sample content published."""
    shutil.copy(_world_template[0], tmp_path / "app.db")
    settings = Settings(
        data_dir=_data_dir,
        content_dir=ROOT,
        database_url=f"sqlite:///{tmp_path / 'app.db'}",
        secret_key="t" * 40,
    )
    app = create_app(settings, clock=clock, libraries=Libraries(_READ))
    app.jinja_env.bytecode_cache = templates
    yield app
    app.extensions["aftercare"].database.engines.dispose()


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def app_database(app) -> Database:
    """The database behind `app`."""
    return app.extensions["aftercare"].database

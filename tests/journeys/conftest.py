"""A real server, a real browser, and a newcomer who is one lesson and one quiz away from the first certificate."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import text

from app.assessment.actions import record_events, start_attempt, submit_attempt
from app.assessment.queries import find_attempt
from app.assessment.rules.batch import Batch, SentEvent
from app.certification.actions import record_signoff
from app.demo.answering import right_answer
from app.factory import create_app, open_database
from app.kernel.clock import utc_now
from app.learning.actions import answer_check, enrol, note_position
from app.settings import Settings
from app.storage.backup import restore_backup, write_backup
from app.storage.engines import open_engines
from app.storage.migrating import migrate
from tests.browser import launch, served
from tests.factories.careers import record_roleplays
from tests.journeys.storm import Served, Stage
from tests.postgres import _free_port
from tests.sharing import made_once

LAST_LESSON = "complaint-handling/closed-loop"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def _world_backup(_world_template, shared: Path) -> Path:
    """The small organisation as a backup, which restores into either database."""

    def make(path: Path) -> None:
        database = open_database(open_engines(f"sqlite:///{_world_template[0]}"))
        write_backup(database, shared, path, at=utc_now())
        database.engines.dispose()

    return made_once(shared / "world.tar.gz", make)


@pytest.fixture(params=["sqlite", "postgres"])
def stage(request, _world_template, _world_backup: Path, tmp_path: Path) -> Iterator[Stage]:
    """The small organisation in an installation of its own, which may be served and killed."""
    is_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'storm.db'}" if is_sqlite else request.getfixturevalue("postgres").new_database()
    database = open_database(open_engines(url))
    migrate(database.engines)
    restore_backup(_world_backup, database, tmp_path)
    with database.read() as session:
        library = database.info["libraries"].published(session)
    server = Served(tmp_path, url, _free_port())
    yield Stage(database, library, server, _world_template[1])
    if server.process.poll() is None:
        server.kill_all()
    database.engines.dispose()


@pytest.fixture(scope="session")
def _live_template(_world_template, shared: Path) -> Path:
    """The small organisation by the real clock, its newcomer nearly certified."""

    def make(path: Path) -> None:
        shutil.copy(_world_template[0], path)
        database = open_database(open_engines(f"sqlite:///{path}"))
        with database.write() as session:
            nearly_certify(session, database.info["libraries"].published(session), _world_template[1])
        database.engines.dispose()

    return made_once(shared / "live.db", make)


@contextmanager
def living(template: Path, folder: Path, data_dir: Path, templates) -> Iterator[Flask]:
    """An application by the real clock over a copy of a database of its own."""
    shutil.copy(template, folder / "live.db")
    url = f"sqlite:///{folder / 'live.db'}"
    app = create_app(Settings(data_dir, Path(__file__).parents[2], url, "t" * 40))
    app.jinja_env.bytecode_cache = templates
    yield app
    app.extensions["aftercare"].database.engines.dispose()


@pytest.fixture
def live_app(_live_template: Path, _data_dir: Path, templates, tmp_path: Path) -> Iterator[Flask]:
    """An application in which a test may do what it likes, its newcomer nearly certified."""
    with living(_live_template, tmp_path, _data_dir, templates) as app:
        yield app


@pytest.fixture
def base(live_app) -> Iterator[str]:
    with served(live_app) as address:
        yield address


def nearly_certify(session, library, world) -> None:
    """Let the learner finish everything but the last lesson and the last quiz, as he would have."""
    at = datetime.now(UTC) - timedelta(days=9)
    learner = world.learner
    enrol(session, library, learner, "aircon-agent", at.date(), by=world.manager, at=at)
    for course in ("communication", "complaint-handling"):
        for lesson in library.lessons_of(course, "aircon"):
            if lesson.key == LAST_LESSON:
                continue
            for check in lesson.checks.values():
                choice = next(choice.id for choice in check.choices if choice.right)
                answer_check(session, library, learner, lesson, check_id=check.id, choice_id=choice, at=at)
            note_position(session, library, learner, lesson, anchor="", position=1000, at=at)
    pass_quiz(session, library, "communication-final", learner, at=at + timedelta(hours=5))
    record_roleplays(session, learner, at=at + timedelta(days=1))
    record_signoff(
        session, learner, "mentor", track="aircon", note="三通电话", by=world.mentor, at=at + timedelta(days=2)
    )


def pass_quiz(session, library, quiz: str, person: int, *, at: datetime) -> None:
    def library_of(_release: int):
        return library

    attempt = start_attempt(session, library_of, quiz, person, release_id=library.release_id, by=person, at=at)
    events = [
        SentEvent(seq=seq, item=item.id, answer=right_answer(library.questions[item.id].spec))
        for seq, item in enumerate(find_attempt(session, attempt).paper.items, start=1)
    ]
    record_events(session, library_of, attempt, Batch(client="past", events=events), by=person, at=at)
    submit_attempt(session, library_of, attempt, by=person, at=at)


def answers_in_ledger(app, attempt: int) -> dict[str, object]:
    """Return the last answer to each question, as the ledger has it."""
    query = text("SELECT item_id, answer FROM attempt_event WHERE attempt_id = :attempt ORDER BY id")
    with app.extensions["aftercare"].database.read() as session:
        return {row.item_id: json.loads(row.answer) for row in session.execute(query, {"attempt": attempt})}

"""What is measured: the shipped content and some people who are signed in, on SQLite or PostgreSQL."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from app.content.releases import publish
from app.factory import open_database
from app.identity.actions import NewPerson, create_person, create_team, grant_role, open_session, set_password
from app.identity.passwords import hash_password
from app.kernel.clock import utc_now
from app.storage.database import Database
from app.storage.engines import open_engines
from app.storage.migrating import migrate

ROOT = Path(__file__).parents[1]
PASSWORD = "benchmark-password"


@dataclass
class World:
    """A prepared installation: its settings as environment variables, its database, its people's tokens."""

    environment: Mapping[str, str]
    database: Database
    tokens: list[str]
    people: list[int]
    release_id: int

    def cookie(self, number: int = 0) -> dict[str, str]:
        """Return the header that signs somebody in, as a client without Secure cookies sends it."""
        return {"Cookie": f"aftercare={self.tokens[number]}; lang=zh"}


@contextmanager
def prepared(people: int = 8, database_url: str | None = None) -> Iterator[World]:
    """Make an installation in a temporary folder, with the content published and people signed in."""
    with tempfile.TemporaryDirectory() as folder:
        url = database_url or f"sqlite:///{folder}/aftercare.db"
        environment = os.environ | {
            "AFTERCARE_DATA_DIR": folder,
            "AFTERCARE_CONTENT_DIR": str(ROOT),
            "AFTERCARE_DATABASE_URL": url,
            "AFTERCARE_SECRET_KEY": "b" * 40,
        }
        engines = open_engines(url)
        migrate(engines)
        database = open_database(engines)
        at = utc_now() - timedelta(days=30)
        with database.write() as session:
            release = publish(session, ROOT, by=None, at=at, note="benchmark")
        with database.write() as session:
            ids = _hire(session, people)
        with database.write() as session:
            tokens = [_token(session, person) for person in ids]
        yield World(environment, database, tokens, ids, release.id)
        engines.dispose()


def _hire(session: Session, people: int) -> list[int]:
    at = utc_now() - timedelta(days=20)
    team = create_team(session, "苏州一组", by=None, at=at)
    password_hash = hash_password(PASSWORD)
    ids = []
    for number in range(people):
        new = NewPerson(f"B{number:04}", f"员工{number}", date(2026, 1, 5), trade="aircon")
        ids.append(create_person(session, new, team_id=team, by=None, at=at))
        set_password(session, ids[-1], password_hash, by=None, at=at)
    grant_role(session, ids[0], "manager", team_id=team, by=None, at=at)
    return ids


def _token(session: Session, person_id: int) -> str:
    return open_session(session, person_id, "benchmark", clear="", lasts=timedelta(days=1), at=utc_now())

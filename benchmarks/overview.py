"""The manager's overview of 1,000 and of 20,000 people, beside bare Flask on the same server."""

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.certification.models import AwardRow
from app.evidence.models import Evidence
from app.identity.actions import create_team, grant_role
from app.identity.models import Membership, Person
from app.kernel.clock import add_months, utc_now
from app.learning.models import Enrolment
from app.reporting.actions import rebuild_summaries
from app.storage.database import Database
from benchmarks.load import Sample, paired, run_wrk, serving
from benchmarks.world import World, prepared

SIZES = (1_000, 20_000)
LEAST_RATIO, MOST_GROWTH = 0.08, 1.3
_REGIONS, _TEAMS, _WORKERS, _AT_ONCE = 5, 40, 2, 2_000
_FACTS = (
    ("course", "communication", 4),
    ("quiz", "communication-final", 5),
    ("course", "complaint-handling", 9),
    ("quiz", "complaint-handling-final", 10),
)


@dataclass(frozen=True)
class Life:
    """How far one imagined person has come: facts until `facts`, whether signed off, whether professional."""

    begins: datetime
    pace: float
    facts: int
    is_certified: bool
    is_professional: bool


def fill(database: Database, manager: int, people: int) -> None:
    """Insert so many people of forty teams, with what they have done, and make the summaries."""
    dice = random.Random(people)  # noqa: S311 - the same people in every run
    at = utc_now()
    with database.write() as session:
        company = create_team(session, "清和售后", by=None, at=at - timedelta(days=400))
        grant_role(session, manager, "manager", team_id=company, by=None, at=at - timedelta(days=400))
        teams = _teams(session, company, at - timedelta(days=400))
    for start in range(0, people, _AT_ONCE):
        with database.write() as session:
            _people(session, dice, teams, range(start, min(start + _AT_ONCE, people)), at)
    with database.write() as session:
        rebuild_summaries(session, at=at)
    with database.engines.write.connect() as connection:
        connection.exec_driver_sql("ANALYZE")


def _teams(session: Session, company: int, at: datetime) -> list[int]:
    regions = [create_team(session, f"大区{n + 1}", parent_id=company, by=None, at=at) for n in range(_REGIONS)]
    return [
        create_team(session, f"班组{n + 1:02}", parent_id=regions[n % _REGIONS], by=None, at=at) for n in range(_TEAMS)
    ]


def _people(session: Session, dice: random.Random, teams: list[int], numbers: range, at: datetime) -> None:
    lives = [_life(dice, at) for _ in numbers]
    rows = [
        {
            "employee_number": f"N{number:05}",
            "name": f"员工{number:05}",
            "hire_date": (life.begins - timedelta(days=3)).date(),
            "trade": "aircon",
            "created_at": life.begins,
            "is_demo": False,
            "version": 1,
        }
        for number, life in zip(numbers, lives, strict=True)
    ]
    ids = list(session.execute(insert(Person).returning(Person.id, sort_by_parameter_order=True), rows).scalars())
    together = list(zip(ids, lives, strict=True))
    memberships = [
        {"person_id": person, "team_id": dice.choice(teams), "valid_from": life.begins} for person, life in together
    ]
    programme = {"programme": "aircon-agent"}
    enrolments = [
        programme | {"person_id": person, "starts_on": life.begins.date(), "enrolled_at": life.begins}
        for person, life in together
    ]
    session.execute(insert(Membership), memberships)
    session.execute(insert(Enrolment), enrolments)
    session.execute(insert(Evidence), [fact for person, life in together for fact in _facts(person, life)])
    session.execute(insert(AwardRow), [award for person, life in together for award in _awards(person, life)])


def _life(dice: random.Random, at: datetime) -> Life:
    """Four of five are certified; of the others some are stuck and some wait for a signature."""
    days, is_certified = dice.randrange(30, 360), dice.random() < 0.8
    begins = at - timedelta(days=days if is_certified else dice.randrange(2, 40), minutes=dice.randrange(600))
    facts = len(_FACTS) if is_certified else dice.randrange(len(_FACTS) + 1)
    return Life(
        begins, dice.uniform(0.8, 2.5), facts, is_certified, is_certified and days > 100 and dice.random() < 0.4
    )


def _facts(person: int, life: Life) -> Iterator[dict[str, Any]]:
    yield _fact(person, "enrolment", "aircon-agent", life.begins, passed=None)
    for kind, key, day in _FACTS[: life.facts]:
        yield _fact(
            person, kind, key, life.begins + timedelta(days=day * life.pace), score=900 if kind == "quiz" else None
        )
    if life.is_certified:
        yield _fact(person, "signoff", "mentor", life.begins + timedelta(days=11 * life.pace), track="aircon")


def _fact(person: int, kind: str, key: str, at: datetime, **more: Any) -> dict[str, Any]:
    blank = {"track": "any", "passed": True, "score": None, "detail": {}, "source": ""}
    return blank | {"person_id": person, "kind": kind, "key": key, "effective_at": at, "recorded_at": at} | more


def _awards(person: int, life: Life) -> Iterator[dict[str, Any]]:
    given = [("foundation", 11 * life.pace, 12)] if life.is_certified else []
    given += [("professional", 95.0, 24)] if life.is_professional else []
    for level, days, months in given:
        at = life.begins + timedelta(days=days)
        yield {
            "person_id": person,
            "track": "aircon",
            "level": level,
            "cycle": 1,
            "code": f"{level}-{person}",
            "awarded_at": at,
            "recorded_at": at,
            "expires_at": add_months(at, months),
            "release_id": 1,
            "name": "",
            "evidence": {},
        }


@contextmanager
def company_of(people: int, database_url: str | None = None) -> Iterator[World]:
    """Make an installation with so many people, and one manager of all of them who is signed in."""
    with prepared(1, database_url) as world:
        fill(world.database, world.people[0], people)
        world.database.engines.dispose()
        yield world


def measure(people: int, *, seconds: float = 3, rounds: int = 3) -> tuple[float, Sample]:
    """Return the overview's share of the throughput of bare Flask, and its median sample."""
    with (
        company_of(people) as world,
        serving("benchmarks.hello:create_app()", workers=_WORKERS, environment=world.environment) as hello,
        serving("benchmarks.application:create_app()", workers=_WORKERS, environment=world.environment) as ours,
    ):
        ratio, samples = paired(
            lambda: run_wrk(f"{ours}/overview", seconds=seconds, headers=world.cookie()),
            lambda: run_wrk(f"{hello}/", seconds=seconds),
            rounds=rounds,
        )
    wrong = sum(sample.errors for sample in samples)
    if wrong:
        raise SystemExit(f"{wrong} answers of the overview were errors")
    return ratio, sorted(samples, key=lambda sample: sample.rate)[len(samples) // 2]


def main() -> int:
    """Print both shares and the growth of the cost; 1 when a limit is broken."""
    shares = {}
    for people in SIZES:
        shares[people], sample = measure(people)
        print(
            f"overview of {people:,} people: {sample.rate:.0f}/s, p50 {sample.p50:.1f} ms, p99 {sample.p99:.1f} ms,"
            f" {shares[people]:.3f} of bare Flask ≥ {LEAST_RATIO}"
        )
    growth = shares[SIZES[0]] / shares[SIZES[-1]]
    print(f"cost at {SIZES[-1]:,} people: {growth:.2f} × that at {SIZES[0]:,} ≤ {MOST_GROWTH}")
    return int(min(shares.values()) < LEAST_RATIO or growth > MOST_GROWTH)


if __name__ == "__main__":
    sys.exit(main())

"""The manager's overview of 1,000 and of 20,000 people, beside bare Flask on the same server."""

import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from flask import Flask
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
from benchmarks.application import create_app
from benchmarks.lines import Effort, Line, describe, refuse_errors
from benchmarks.load import Sample, run_wrk, serving
from benchmarks.world import World, prepared

SIZES = (1_000, 20_000)
LEAST_RATIO, MOST_GROWTH = 0.08, 1.3
_REGIONS, _TEAMS, _WORKERS, _AT_ONCE = 5, 40, 2, 2_000
_FACTS = (
    ("course", "communication", 4),
    ("quiz", "communication-final", 5),
    ("course", "complaint-handling", 9),
    ("quiz", "complaint-handling-final", 10),
    ("roleplay", "aircon-calm-enquiry", 10.3),
    ("roleplay", "filter-cleaning-advice", 10.5),
    ("roleplay", "missed-appointment", 10.8),
)
_SCORES: dict[str, dict[str, Any]] = {
    "course": {},
    "quiz": {"score": 900},
    "roleplay": {"score": 900, "detail": {"grade": 1, "critical": 0, "markers": 1}},
}


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
        yield _fact(person, kind, key, life.begins + timedelta(days=day * life.pace), **_SCORES[kind])
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


def create_forgetful_app() -> Flask:
    """Return the application without what it remembers between requests: as if something changed all the time."""
    app = create_app()
    app.before_request(lambda: app.extensions.pop("aftercare.overviews", None) and None)
    return app


@dataclass(frozen=True)
class Measured:
    """Shares of the throughput of bare Flask by number of people, samples, and the growth of the cost."""

    shares: dict[int, float]
    samples: dict[int, list[Sample]]
    growth: float


def measure(factory: str = "benchmarks.application:create_app()", *, seconds: float, rounds: int) -> Measured:
    """Load bare Flask, the small and the large company in turn, so that all three see the same machine."""
    with ExitStack() as stack:
        worlds = {people: stack.enter_context(company_of(people)) for people in SIZES}
        hello = stack.enter_context(
            serving(
                "benchmarks.hello:create_app()", workers=_WORKERS, environment=next(iter(worlds.values())).environment
            )
        )
        ours = {
            people: stack.enter_context(serving(factory, workers=_WORKERS, environment=world.environment))
            for people, world in worlds.items()
        }
        rounds_run = [
            (
                run_wrk(f"{hello}/", seconds=seconds),
                {
                    people: run_wrk(f"{ours[people]}/overview", seconds=seconds, headers=worlds[people].cookie())
                    for people in SIZES
                },
            )
            for _ in range(rounds)
        ]
    found = {people: [samples[people] for _, samples in rounds_run] for people in SIZES}
    refuse_errors([sample for samples in found.values() for sample in samples], "/overview")
    small, large = SIZES
    return Measured(
        {people: median(samples[people].rate / base.rate for base, samples in rounds_run) for people in SIZES},
        found,
        median(samples[small].rate / samples[large].rate for _, samples in rounds_run),
    )


def overviews(effort: Effort) -> Iterator[Line]:
    """Measure what is served, and beside it what it costs when every request has to make the page anew."""
    served = measure(seconds=effort.seconds, rounds=effort.rounds)
    anew = measure("benchmarks.overview:create_forgetful_app()", seconds=effort.seconds, rounds=effort.rounds)
    for people in SIZES:
        share = served.shares[people]
        result = f"{share:.3f} of hello ({describe(served.samples[people])}); made anew {anew.shares[people]:.3f}"
        what = f"overview of {people:,} people, {_WORKERS} workers"
        yield Line(what, result, f"≥ {LEAST_RATIO}", share >= LEAST_RATIO, str(effort))
    what = f"cost of the overview, {SIZES[-1]:,} beside {SIZES[0]:,} people"
    result = f"{served.growth:.2f} ×; made anew {anew.growth:.2f} ×"
    yield Line(what, result, f"≤ {MOST_GROWTH} ×", served.growth <= MOST_GROWTH, str(effort))

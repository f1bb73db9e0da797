"""The page of item health for 26 × 427 and for 60 × 10,000 attempts, the job behind it, and a re-key's preview."""

import json
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from math import exp
from statistics import median
from typing import Any

from flask import Flask
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from app.analysis.actions import keep_health
from app.analysis.queries.health import health_now
from app.assessment.models import Attempt, AttemptItem, GradeRow
from app.assessment.queries import Scope
from app.assessment.rules.outcomes import STATES
from app.content.library import Question
from app.content.versions import answered_version
from app.corrections.queries import dry_run_of
from app.identity.actions import grant_role
from app.identity.models import Membership, Person
from app.items.choices import ChoiceSpec
from app.kernel.clock import utc_now
from benchmarks.application import create_app
from benchmarks.lines import Effort, Line, describe, refuse_errors
from benchmarks.load import Sample, run_wrk, serving
from benchmarks.world import World, prepared

SMALL, LARGE = (26, 427), (60, 10_000)
QUIZZES = {SMALL: "communication-final", LARGE: "complaint-handling-final"}
LEAST_RATIO, MOST_GROWTH, MOST_PAGES = 0.10, 3.0, 50
_WORKERS, _AT_ONCE, _PASS = 2, 500, 700
_COUNTED = STATES[0]


@dataclass(frozen=True)
class Asked:
    """One question of the paper: its published form, how hard it is, and its wrong options."""

    question: Question
    version: str
    hard: float
    right: str
    wrong: tuple[str, ...]


def fill(world: World, size: tuple[int, int]) -> str:
    """Insert so many first attempts with so many questions, as the actions leave them; return the quiz."""
    items, people = size
    dice = random.Random(items)  # noqa: S311 - the same answers in every run
    with world.database.read() as session:
        library = world.database.info["libraries"].get(session, world.release_id)
    asked = _asked(library.questions.values(), items, dice)
    for start in range(0, people, _AT_ONCE):
        with world.database.write() as session:
            batch = Batch(QUIZZES[size], world.release_id, range(start, min(start + _AT_ONCE, people)))
            _attempts(session, dice, batch, asked)
    return QUIZZES[size]


def _asked(questions: Any, items: int, dice: random.Random) -> list[Asked]:
    fitting = [one for one in questions if one.kind == "single" and isinstance(one.spec, ChoiceSpec)]
    found = []
    for one in sorted(fitting, key=lambda question: question.id)[:items]:
        wrong = tuple(choice for choice in one.spec.choices if choice not in one.spec.key)
        (right,) = one.spec.key
        found.append(Asked(one, answered_version(one), dice.gauss(-0.4, 1.1), right, wrong))
    if len(found) < items:
        raise RuntimeError(f"only {len(found)} questions with one right choice")
    return found


@dataclass(frozen=True)
class Batch:
    """Some attempts at a quiz, by the numbers of their people."""

    quiz: str
    release_id: int
    numbers: range


def _attempts(session: Session, dice: random.Random, batch: Batch, asked: list[Asked]) -> None:
    at = utc_now() - timedelta(days=3)
    people = _people(session, [f"{batch.quiz[:5]}{number:05}" for number in batch.numbers], at)
    ability = {person: dice.gauss(0, 1) for person in people}
    papers = {person: [_answer(dice, one, ability[person]) for one in asked] for person in people}
    points = sum(one.question.points for one in asked)
    earned = {
        person: sum(one.question.points for one, given in zip(asked, papers[person], strict=True) if given == one.right)
        for person in people
    }
    scores = {person: earned[person] * 1000 // points for person in people}
    rows = [_attempt(person, batch, scores[person], at) for person in people]
    ids = list(session.execute(insert(Attempt).returning(Attempt.id, sort_by_parameter_order=True), rows).scalars())
    grades = [
        _grade(attempt, scores[person], earned[person], points, at) for attempt, person in zip(ids, people, strict=True)
    ]
    known = session.execute(insert(GradeRow).returning(GradeRow.id, sort_by_parameter_order=True), grades).scalars()
    for attempt, grade in zip(ids, list(known), strict=True):
        session.execute(update(Attempt).where(Attempt.id == attempt).values(grade_id=grade))
    lines = [
        _line(attempt, place, one, given, dice)
        for attempt, person in zip(ids, people, strict=True)
        for place, (one, given) in enumerate(zip(asked, papers[person], strict=True))
    ]
    session.execute(insert(AttemptItem), lines)


def _people(session: Session, numbers: list[str], at: Any) -> list[int]:
    blank = {"hire_date": at.date(), "trade": "aircon", "created_at": at, "is_demo": False, "version": 1}
    rows = [blank | {"employee_number": number, "name": f"员工{number}"} for number in numbers]
    found = list(session.execute(insert(Person).returning(Person.id, sort_by_parameter_order=True), rows).scalars())
    session.execute(insert(Membership), [{"person_id": person, "team_id": 1, "valid_from": at} for person in found])
    return found


def _answer(dice: random.Random, one: Asked, ability: float) -> str:
    knows = dice.random() < 1 / (1 + exp(one.hard - 1.3 * ability))
    return one.right if knows else dice.choice(one.wrong)


def _attempt(person: int, batch: Batch, score: int, at: Any) -> dict[str, Any]:
    return {
        "person_id": person,
        "quiz_id": batch.quiz,
        "release_id": batch.release_id,
        "cycle": 1,
        "seed": "0" * 32,
        "paper": {},
        "started_at": at,
        "state": "submitted",
        "mode": "graded",
        "submitted_at": at,
        "receipt": "0" * 64,
        "score": score,
        "passed": score >= _PASS,
    }


def _grade(attempt: int, score: int, earned: int, points: int, at: Any) -> dict[str, Any]:
    sums = {"earned": earned * 1000, "points": points, "red_failed": 0, "void": 0, "waiting": 0, "items": []}
    outcome = {"score": score, "passed": score >= _PASS, "pass_score": _PASS}
    return {"attempt_id": attempt, "cause": "submission", "at": at, **sums, **outcome}


def _line(attempt: int, place: int, one: Asked, given: str, dice: random.Random) -> dict[str, Any]:
    return {
        "attempt_id": attempt,
        "item_id": one.question.id,
        "place": place,
        "hash": one.question.hash,
        "version": one.version,
        "points": one.question.points,
        "score": 1000 * (given == one.right),
        "state": _COUNTED,
        "is_red": False,
        "answer": json.dumps(given),
        "seconds": dice.randrange(12, 90),
    }


def create_forgetful_app() -> Flask:
    """Return the application without what it remembers between requests: as if an outcome came with every request."""
    app = create_app()
    app.before_request(lambda: app.extensions.pop("aftercare.health", None) and None)
    return app


def compute(world: World, quiz: str) -> tuple[float, float]:
    """Compute and keep a quiz's health as the job does; return the seconds of looking and of writing."""
    begun = time.perf_counter()
    with world.database.read() as session:
        found = health_now(session, world.database.info["libraries"], quiz)
    looked = time.perf_counter()
    with world.database.write() as session:
        keep_health(session, found, at=utc_now())
    return looked - begun, time.perf_counter() - looked


def preview(world: World, quiz: str) -> float:
    """Return the seconds that the dry run of a new key for one question over all attempts takes."""
    with world.database.read() as session:
        library = world.database.info["libraries"].get(session, world.release_id)
        questions = sorted(library.questions.values(), key=lambda question: question.id)
        one = next(question for question in questions if question.kind == "single")
        begun = time.perf_counter()
        run = dry_run_of(session, Scope(one.id, quiz), "rekey", "as_computed", one.spec)
        took = time.perf_counter() - begun
    if run.attempts != LARGE[1]:
        raise RuntimeError(f"the preview saw {run.attempts} attempts")
    return took


def item_health(effort: Effort) -> Iterator[Line]:
    """Measure the page as it is served and made anew with every request, the job, and the preview of a new key."""
    with ExitStack() as stack:
        world = stack.enter_context(prepared())
        with world.database.write() as session:
            grant_role(session, world.people[0], "author", team_id=None, by=None, at=utc_now() - timedelta(days=1))
        jobs = {size: compute(world, fill(world, size)) for size in (SMALL, LARGE)}
        seconds = median(preview(world, QUIZZES[LARGE]) for _ in range(3))
        with world.database.engines.write.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
        world.database.engines.dispose()
        addresses = [
            stack.enter_context(serving(factory, workers=_WORKERS, environment=world.environment))
            for factory in ("benchmarks.hello:create_app()", "benchmarks.application:create_app()",
                            "benchmarks.item_health:create_forgetful_app()")
        ]  # fmt: skip
        rounds = [_round(addresses, world, effort.seconds) for _ in range(effort.rounds)]
    yield from _pages(rounds, effort)
    for size, (looked, wrote) in jobs.items():
        result = f"{looked:.2f} s beside everybody, {wrote * 1000:.0f} ms behind the gate"
        yield Line(f"job of item health, {_name(size)}", result, "fresh in a minute", looked + wrote < 30, "1")
    served, anew = (
        seconds * median(samples[name, size].rate for _, samples in rounds) / _WORKERS
        for name, size in (("served", SMALL), ("anew", LARGE))
    )
    result = f"{served:.0f} × a page as served, {anew:.0f} × one of them made anew ({seconds * 1000:.0f} ms)"
    yield Line("preview of a new key, 10,000 attempts", result, f"≤ {MOST_PAGES} ×", served <= MOST_PAGES, "3")


def _round(addresses: list[str], world: World, seconds: int) -> tuple[Sample, dict[tuple[str, Any], Sample]]:
    hello, ours, anew = addresses
    base = run_wrk(f"{hello}/", seconds=seconds)
    samples = {
        (name, size): run_wrk(f"{address}/item-health/{QUIZZES[size]}", seconds=seconds, headers=world.cookie())
        for name, address in (("served", ours), ("anew", anew))
        for size in (SMALL, LARGE)
    }
    return base, samples


def _pages(rounds: list[tuple[Sample, dict[tuple[str, Any], Sample]]], effort: Effort) -> Iterator[Line]:
    refuse_errors([sample for _, samples in rounds for sample in samples.values()], "/item-health")
    share = {
        (name, size): median(samples[name, size].rate / base.rate for base, samples in rounds)
        for name in ("served", "anew")
        for size in (SMALL, LARGE)
    }
    for size in (SMALL, LARGE):
        told = describe([samples["served", size] for _, samples in rounds])
        result = f"{share['served', size]:.3f} of hello ({told}); made anew {share['anew', size]:.3f}"
        goal, met = f"≥ {LEAST_RATIO}", share["served", size] >= LEAST_RATIO
        yield Line(f"item health, {_name(size)}, {_WORKERS} workers", result, goal, met, str(effort))
    served, anew = (
        median(samples[name, SMALL].rate / samples[name, LARGE].rate for _, samples in rounds)
        for name in ("served", "anew")
    )
    result = f"{served:.2f} ×; made anew {anew:.2f} ×"
    what = f"cost of item health, {_name(LARGE)} beside {_name(SMALL)}"
    yield Line(what, result, f"≤ {MOST_GROWTH:.0f} ×", served <= MOST_GROWTH, str(effort))


def _name(size: tuple[int, int]) -> str:
    return f"{size[0]} × {size[1]:,}"

"""The queue and its worker, on both databases."""

import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.administration.jobs import keep_house, seal_deeply
from app.jobs.actions import enqueue, enqueue_due, fail, finish, forget_done, lease_next, retry
from app.jobs.models import Job
from app.jobs.queries import queue_state, recent_jobs
from app.jobs.rules import LEASE, MOST_ATTEMPTS, Recurring
from app.jobs.worker import run_worker, work_once

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def put(database, kind="greet", payload=None, **more):
    with database.write() as session:
        return enqueue(session, kind, payload or {}, at=AT, **more)


def take(database, kinds=("greet",), owner="w1", at=AT):
    with database.write() as session:
        return lease_next(session, kinds, owner=owner, at=at)


def test_a_job_is_taken_once_and_finished(database):
    put(database, payload={"who": 7})

    job = take(database)

    assert (job.kind, job.payload, job.attempt) == ("greet", {"who": 7}, 1)
    assert take(database, owner="w2") is None
    with database.write() as session:
        assert finish(session, job, at=AT)
    assert take(database, at=AT + LEASE) is None


def test_a_job_waits_for_its_time(database):
    put(database, run_at=AT + timedelta(minutes=5))

    assert take(database) is None
    assert take(database, at=AT + timedelta(minutes=5)) is not None


def test_jobs_of_other_kinds_are_left_alone(database):
    put(database, kind="unknown")

    assert take(database) is None


def test_the_same_wish_is_queued_once_until_it_is_taken(database):
    assert put(database, unique_key="person:1")
    assert not put(database, unique_key="person:1")

    take(database)

    assert put(database, unique_key="person:1"), "what changed while it runs needs another run"


def test_two_workers_take_two_different_jobs(database):
    put(database, payload={"n": 1})
    put(database, payload={"n": 2})
    with database.write() as one:
        first = lease_next(one, ("greet",), owner="w1", at=AT)
        if not database.is_sqlite:  # SQLite lets one writer in at a time
            with database.write() as two:
                second = lease_next(two, ("greet",), owner="w2", at=AT)
    if database.is_sqlite:
        second = take(database, owner="w2")

    assert {first.payload["n"], second.payload["n"]} == {1, 2}


def test_a_silent_worker_loses_its_job_and_cannot_finish_it(database):
    put(database)
    lost = take(database, owner="w1")

    again = take(database, owner="w2", at=AT + LEASE)

    assert again.attempt == 2
    with database.write() as session:
        assert not finish(session, lost, at=AT + LEASE)
        assert finish(session, again, at=AT + LEASE)


def test_a_failed_job_waits_longer_each_time_and_is_given_up(database):
    put(database)
    at = AT
    for attempt in range(1, MOST_ATTEMPTS + 1):
        job = take(database, at=at)
        assert job.attempt == attempt
        with database.write() as session:
            fail(session, job, "boom", at=at)
        at += timedelta(hours=2)

    assert take(database, at=at) is None
    with database.read() as session:
        assert queue_state(session).failed == 1
        (line,) = recent_jobs(session)
        assert (line.last_error, line.attempts) == ("boom", MOST_ATTEMPTS)
    with database.write() as session:
        assert retry(session, line.id, at=at)
        assert not retry(session, line.id, at=at)
    assert take(database, at=at).attempt == 1


def test_a_job_that_kills_every_worker_is_given_up(database):
    put(database)
    for attempt in range(MOST_ATTEMPTS):
        assert take(database, at=AT + attempt * LEASE) is not None

    assert take(database, at=AT + MOST_ATTEMPTS * LEASE) is None
    with database.read() as session:
        assert queue_state(session).failed == 1


def test_a_recurring_kind_is_queued_once_in_each_interval(database):
    schedule = (Recurring("seal_audit", timedelta(minutes=1)),)

    def due(at):
        with database.write() as session:
            return enqueue_due(session, schedule, at=at)

    assert due(AT) == 1
    assert due(AT + timedelta(seconds=59)) == 0
    assert take(database, kinds=("seal_audit",)) is not None
    assert due(AT + timedelta(minutes=1)) == 1
    assert due(AT + timedelta(minutes=9)) == 0, "the last one still waits"


def test_the_worker_runs_the_handler_in_the_transaction_that_finishes(database):
    put(database, payload={"n": 3})
    seen = []

    def greet(session, payload, at):
        state = session.execute(select(Job.done_at)).scalar_one()
        seen.append((payload["n"], state is not None))

    assert work_once(database, {"greet": greet}, owner="w", clock=lambda: AT)
    assert not work_once(database, {"greet": greet}, owner="w", clock=lambda: AT)
    assert seen == [(3, True)]


def test_what_a_failing_handler_wrote_is_undone(database):
    put(database)

    def half(session, payload, at):
        enqueue(session, "left-behind", {}, at=at)
        raise RuntimeError("boom")

    work_once(database, {"greet": half}, owner="w", clock=lambda: AT)

    with database.read() as session:
        (line,) = recent_jobs(session)
    assert line.done_at is None
    assert "RuntimeError: boom" in line.last_error


def test_done_jobs_are_forgotten_after_a_while(database):
    put(database)
    job = take(database)
    with database.write() as session:
        finish(session, job, at=AT)
    with database.write() as session:
        assert forget_done(session, before=AT) == 0
        assert forget_done(session, before=AT + timedelta(days=1)) == 1


def test_the_worker_stops_when_told(database):
    put(database)
    stop = threading.Event()
    done = []

    def greet(session, payload, at):
        done.append(payload)
        stop.set()

    run_worker(database, {"greet": greet}, clock=lambda: AT, stop=stop)

    assert done == [{}]


DYING = """
import os, signal, sys
from datetime import datetime, UTC, timedelta
from app.factory import open_database
from app.jobs.actions import enqueue
from app.jobs.worker import work_once
from app.storage.engines import open_engines

url, mode, at = sys.argv[1], sys.argv[2], datetime.fromisoformat(sys.argv[3])

def effect(session, payload, at):
    enqueue(session, "effect", {}, at=at)
    session.flush()
    if mode == "die":
        os.kill(os.getpid(), signal.SIGKILL)

work_once(open_database(open_engines(url)), {"greet": effect}, owner=str(os.getpid()), clock=lambda: at)
"""


@pytest.mark.slow
def test_a_job_whose_worker_was_killed_is_done_by_the_next_one_exactly_once(database):
    put(database)
    url = database.engines.write.url.render_as_string(hide_password=False)
    if database.is_sqlite:  # the engine is made from a creator and does not know its file
        with database.read() as session:
            url = "sqlite:///" + session.connection().exec_driver_sql("PRAGMA database_list").first()[2]

    def run(mode, at):
        command = [sys.executable, "-c", DYING, url, mode, at.isoformat()]
        return subprocess.run(command, check=False, env=os.environ, timeout=60).returncode

    def effects():
        with database.read() as session:
            return session.execute(select(func.count()).where(Job.kind == "effect")).scalar_one()

    assert run("die", AT) == -signal.SIGKILL
    assert effects() == 0
    assert run("live", AT + timedelta(minutes=1)) == 0
    assert effects() == 0, "the lease still holds"
    assert run("live", AT + LEASE) == 0
    assert run("live", AT + 2 * LEASE) == 0
    assert effects() == 1


def test_house_is_kept_without_touching_what_is_in_use(database):
    put(database)
    with database.write() as session:
        finish(session, lease_next(session, ("greet",), owner="w", at=AT), at=AT)
        seal_deeply(session, {}, AT)
        keep_house(session, {}, AT + timedelta(days=6))
    with database.read() as session:
        assert queue_state(session).done == 1
    with database.write() as session:
        keep_house(session, {}, AT + timedelta(days=8))
    with database.read() as session:
        assert queue_state(session).done == 0

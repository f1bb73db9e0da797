"""What happens at once happens once: workers, sealers, failures, moves of teams, on both databases."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from sqlalchemy import select

from app.audit.actions import seal_rows, write_audit
from app.audit.queries import verify
from app.identity.actions import create_team, end_grant, grant_role, move_team, note_failure
from app.identity.queries import failures_for, grants_of, team_tree
from app.jobs.actions import enqueue
from app.jobs.models import Job
from app.jobs.rules import Recurring
from app.jobs.worker import run_worker
from app.kernel.errors import RefusedError
from tests.factories.organisation import make_world

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
MANY = 6


def at_once(deed, count=MANY):
    with ThreadPoolExecutor(count) as pool:
        return [future.result() for future in [pool.submit(deed, number) for number in range(count)]]


def test_every_job_is_done_once_by_whoever_takes_it(database):
    with database.write() as session:
        for number in range(30):
            enqueue(session, "count", {"n": number}, at=AT)
    stop = Event()

    def count(session, payload, at):
        enqueue(session, "counted", dict(payload), at=at)

    def work(number):
        run_worker(database, {"count": count}, (Recurring("tick", timedelta(hours=1)),), clock=lambda: AT, stop=stop)

    def end(number):
        while not stop.wait(0.05):
            with database.read() as session:
                left = session.execute(select(Job.id).where(Job.kind == "count", Job.done_at.is_(None))).first()
            if left is None:
                stop.set()

    at_once(lambda number: end(number) if number == 0 else work(number), 4)

    with database.read() as session:
        done = Counter(
            payload["n"] for payload in session.execute(select(Job.payload).where(Job.kind == "counted")).scalars()
        )
        ticks = session.execute(select(Job.id).where(Job.kind == "tick")).all()
    assert done == Counter(range(30))
    assert len(ticks) == 1, "four workers asked for the recurring kind"


def test_sealers_at_once_make_one_chain(database):
    def deed(number):
        with database.write() as session:
            write_audit(session, "a.b", f"x:{number}", {}, by=None, at=AT)
        with database.write() as session:
            return seal_rows(session, at=AT)

    sealed = at_once(deed)

    with database.read() as session:
        report = verify(session, ())
    assert (report.is_sound, report.sealed, sum(sealed)) == (True, MANY, MANY)


def test_failures_at_once_are_all_counted(database):
    def deed(number):
        with database.write() as session:
            note_failure(session, ("b", "a")[:: 1 if number % 2 else -1], window=timedelta(minutes=15), at=AT)

    at_once(deed)

    with database.read() as session:
        assert failures_for(session, ("a", "b"), since=AT - timedelta(minutes=1)) == {"a": MANY, "b": MANY}


def test_two_teams_put_below_each_other_at_once_make_no_circle(database):
    with database.write() as session:
        teams = [create_team(session, name, by=None, at=AT) for name in "ab"]

    def deed(number):
        try:
            with database.write() as session:
                move_team(session, teams[number], teams[1 - number], by=None, at=AT)
        except RefusedError:
            return "refused"
        return "moved"

    assert sorted(at_once(deed, 2)) == ["moved", "refused"]
    with database.read() as session:
        assert [line.depth for line in team_tree(session)] == [0, 1]


def test_two_administrators_who_leave_at_once_leave_one(database):
    with database.write() as session:
        world = make_world(session, release_id=0, at=AT)
        grant_role(session, world.author, "admin", by=None, at=AT)
    with database.read() as session:
        grants = [
            line.id
            for person in (world.admin, world.author)
            for line in grants_of(session, person)
            if line.role == "admin"
        ]

    def deed(number):
        try:
            with database.write() as session:
                end_grant(session, grants[number], by=None, at=AT)
        except RefusedError:
            return "refused"
        return "ended"

    assert sorted(at_once(deed, 2)) == ["ended", "refused"]


@pytest.mark.parametrize("again", range(2))
def test_the_same_wish_at_once_is_queued_once(database, again):
    def deed(number):
        with database.write() as session:
            return enqueue(session, "greet", {}, at=AT, unique_key="one")

    assert sum(at_once(deed)) == 1

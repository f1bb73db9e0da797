"""Three hundred people of one sitting begin within five seconds on four workers: nobody is turned away."""

import http.client
import random
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from statistics import median, quantiles
from urllib.parse import urlsplit

from sqlalchemy import func, select

from app.assessment.actions import NewSitting, create_sitting
from app.assessment.models import Attempt
from app.identity.queries import find_person
from app.kernel.clock import utc_now
from benchmarks.autosave import token_in
from benchmarks.lesson import OURS
from benchmarks.lines import Effort, Line
from benchmarks.load import serving
from benchmarks.servers import postgres
from benchmarks.world import World, prepared

_PEOPLE, _WORKERS, _WITHIN, _QUIZ = 300, 4, 5.0, "communication-final"


@dataclass(frozen=True)
class Begun:
    """How one start went: seconds until the paper was theirs, seconds until its page was there, what was wrong."""

    start: float
    page: float
    error: str = ""


def starts(_effort: Effort) -> Iterator[Line]:
    """Measure on SQLite, and on PostgreSQL where it is installed."""
    yield from _on("SQLite", None)
    with ExitStack() as stack:
        server = stack.enter_context(postgres())
        if server is None:
            yield Line("starts, PostgreSQL", "PostgreSQL is not installed", "no error", None, "0")
        else:
            yield from _on("PostgreSQL", server.new_database())


def _on(name: str, database_url: str | None) -> Iterator[Line]:
    with prepared(_PEOPLE, database_url) as world:
        sitting = _appoint(world)
        world.database.engines.dispose()
        with serving(OURS, workers=_WORKERS, environment=world.environment) as address:
            place = urlsplit(address).netloc
            with ThreadPoolExecutor(8) as pool:
                tokens = list(pool.map(lambda number: _token(place, world, number), range(_PEOPLE)))
            begun, took = _begin(place, world, tokens)
        kept = _kept(world, sitting)
    what = f"{_PEOPLE} starts within {_WITHIN:.0f} s, {name}, {_WORKERS} workers"
    wrong = [one.error for one in begun if one.error]
    if wrong or kept != _PEOPLE:
        raise RuntimeError(f"{what}: {len(wrong)} errors ({wrong[:3]}), {kept} papers begun")
    result = (
        f"{_spread([one.start for one in begun])}, page {_spread([one.page for one in begun])}, all in {took:.1f} s"
    )
    yield Line(what, f"no error, {result}", "no error", True, str(_PEOPLE))


def _appoint(world: World) -> int:
    """Appoint a sitting for everybody, from now on."""
    at = utc_now()
    with world.database.write() as session:
        person = find_person(session, world.people[0])
        teams = (person.team_id,) if person and person.team_id else ()
        new = NewSitting(_QUIZ, "300", at - timedelta(minutes=1), at + timedelta(hours=2), "submit", timedelta(), teams)
        return create_sitting(session, new, by=None, at=at)


def _begin(place: str, world: World, tokens: Sequence[str]) -> tuple[list[Begun], float]:
    """Let everybody press the button at a moment of their own within the five seconds."""
    chance = random.Random(300)  # noqa: S311 - the same moments every time
    moments = sorted(chance.uniform(0, _WITHIN) for _ in range(_PEOPLE))
    opens = time.monotonic() + 1

    def one(number: int) -> Begun:
        time.sleep(max(0.0, opens + moments[number] - time.monotonic()))
        return _start(place, world.cookie(number)["Cookie"], tokens[number])

    with ThreadPoolExecutor(_PEOPLE) as pool:
        begun = list(pool.map(one, range(_PEOPLE)))
    return begun, time.monotonic() - opens


def _start(place: str, cookie: str, token: str) -> Begun:
    headers = {"Cookie": cookie, "X-CSRF-Token": token, "Content-Type": "application/x-www-form-urlencoded"}
    began = time.monotonic()
    try:
        status, where, _ = _ask(place, "POST", f"/quizzes/{_QUIZ}/attempts", headers)
        started = time.monotonic()
        if status != 303 or not where.startswith("/attempts/"):
            return Begun(started - began, 0.0, f"a start was answered by {status}")
        status, _, page = _ask(place, "GET", where, headers)
        shown = time.monotonic() - started
        wrong = "" if status == 200 and 'id="paper"' in page else f"a paper was answered by {status}"
        return Begun(started - began, shown, wrong)
    except OSError as error:
        return Begun(time.monotonic() - began, 0.0, repr(error))


def _ask(place: str, method: str, path: str, headers: dict[str, str]) -> tuple[int, str, str]:
    connection = http.client.HTTPConnection(place, timeout=30)
    try:
        connection.request(method, path, headers=headers)
        response = connection.getresponse()
        return response.status, response.getheader("Location", ""), response.read().decode("utf-8", "replace")
    finally:
        connection.close()


def _token(place: str, world: World, number: int) -> str:
    return token_in(_ask(place, "GET", "/privacy", dict(world.cookie(number)))[2])


def _kept(world: World, sitting: int) -> int:
    with world.database.read() as session:
        found = select(func.count()).select_from(Attempt).where(Attempt.sitting_id == sitting)
        return session.execute(found).scalar_one()


def _spread(seconds: Sequence[float]) -> str:
    return f"p50 {median(seconds) * 1000:.0f} ms, p99 {quantiles(seconds, n=100)[98] * 1000:.0f} ms"

"""Saving an answer while it is given: durable, four workers, alone and while ten people a second sign in."""

import http.client
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count, cycle
from statistics import median
from threading import Event, Thread
from urllib.parse import urlencode, urlsplit

from sqlalchemy import func, select

from app.assessment.actions import start_attempt
from app.assessment.models import AttemptEvent
from app.assessment.queries import find_attempt
from app.content.library import Library
from app.demo.answering import right_answer, wrong_answer
from app.kernel.clock import utc_now
from app.kernel.ids import new_code
from benchmarks.lesson import HELLO, OURS
from benchmarks.lines import Effort, Line, describe, refuse_errors
from benchmarks.load import Sample, paired, run_wrk, serving
from benchmarks.servers import postgres
from benchmarks.world import PASSWORD, World, prepared

LEAST, MOST_SPREAD = 0.12, 4.0
_WORKERS, _PEOPLE, _SIGN_INS = 4, 8, 10
_QUIZZES = ("communication-final", "complaint-handling-final")
_SCRIPT = """
local targets = {{
{targets}
}}
local client, seq = "{client}", 0
request = function()
  seq = seq + 1
  local target = targets[seq % #targets + 1]
  local answer = target.answers[math.floor(seq / #targets) % #target.answers + 1]
  local event = '{{"seq":' .. seq .. ',' .. answer .. ',"lang":"zh"}}'
  local body = '{{"client":"' .. client .. '","seen":0,"events":[' .. event .. ']}}'
  return wrk.format("POST", target.path, target.headers, body)
end
"""


def autosave(effort: Effort) -> Iterator[Line]:
    """Measure on SQLite, and on PostgreSQL where it is installed."""
    yield from _on("SQLite", effort, None)
    with ExitStack() as stack:
        server = stack.enter_context(postgres())
        if server is None:
            yield Line("autosave, PostgreSQL", "PostgreSQL is not installed", f"≥ {LEAST}", None, "0")
        else:
            yield from _on("PostgreSQL", effort, server.new_database())


def _on(name: str, effort: Effort, database_url: str | None) -> Iterator[Line]:
    with (
        prepared(_PEOPLE, database_url) as world,
        serving(HELLO, workers=_WORKERS, environment=world.environment) as hello,
        serving(OURS, workers=_WORKERS, environment=world.environment) as ours,
    ):
        papers = _papers(world)
        world.database.engines.dispose()

        def base() -> Sample:
            return run_wrk(hello + "/", seconds=effort.seconds)

        def alone() -> Sample:
            return _save(world, ours, papers, effort)

        def amid_sign_ins() -> Sample:
            with _signing_in(ours):
                return alone()

        for suffix, measure in (("", alone), (f", {_SIGN_INS} sign-ins a second", amid_sign_ins)):
            yield _line(f"autosave, {name}, {_WORKERS} workers{suffix}", measure, base, effort)


def _line(what: str, measure: Callable[[], Sample], base: Callable[[], Sample], effort: Effort) -> Line:
    measure()  # the write-ahead log grows to its size, caches fill: what follows is everyday
    ratio, samples = paired(measure, base, rounds=effort.rounds)
    refuse_errors(samples, what)
    spread = median(sample.p99 / sample.p50 for sample in samples)
    result = f"{ratio:.3f} of hello, p99 {spread:.1f} × p50 ({describe(samples)})"
    met = ratio >= LEAST and spread <= MOST_SPREAD
    return Line(what, result, f"≥ {LEAST}, p99 ≤ {MOST_SPREAD:.0f} × p50", met, str(effort))


def _papers(world: World) -> list[tuple[int, int]]:
    """Begin an attempt of everybody at every quiz; return (number of the person, attempt)."""
    with world.database.write() as session:
        library: Library = world.database.info["libraries"].get(session, world.release_id)
        return [
            (number, start_attempt(
                session, lambda _release: library, quiz, person, release_id=world.release_id, by=person, at=utc_now()
            ))
            for number, person in enumerate(world.people)
            for quiz in _QUIZZES
        ]  # fmt: skip


def _save(world: World, address: str, papers: list[tuple[int, int]], effort: Effort) -> Sample:
    """Load with answers to all papers in turn; RuntimeError when the ledger holds fewer than were acknowledged."""
    client = f"bench-{new_code(12)}"
    targets = ",\n".join(_target(world, address, number, attempt) for number, attempt in papers)
    script = _SCRIPT.format(targets=targets, client=client)
    sample = run_wrk(address, seconds=effort.seconds, connections=_PEOPLE, script=script)
    written = select(func.count()).select_from(AttemptEvent).where(AttemptEvent.client == client)
    with world.database.read() as session:
        kept = session.execute(written).scalar_one()
    if kept < sample.rate * effort.seconds * 0.95:
        raise RuntimeError(f"only {kept} of about {sample.rate * effort.seconds:.0f} acknowledged answers were kept")
    return sample


def _target(world: World, address: str, number: int, attempt: int) -> str:
    """Return a person's open attempt as a Lua table: where to send, as whom, and possible answers."""
    cookie = world.cookie(number)["Cookie"]
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
    connection.request("GET", f"/attempts/{attempt}", headers={"Cookie": cookie})
    page = connection.getresponse().read().decode()
    token = token_in(page)
    answers = ", ".join(f"[==[{answer}]==]" for answer in _answers(world, attempt))
    headers = f'["Cookie"]="{cookie}", ["X-CSRF-Token"]="{token}", ["Content-Type"]="application/json"'
    return f'  {{path="/attempts/{attempt}/events", headers={{{headers}}}, answers={{{answers}}}}}'


def _answers(world: World, attempt: int) -> Iterator[str]:
    with world.database.read() as session:
        library: Library = world.database.info["libraries"].get(session, world.release_id)
        row = find_attempt(session, attempt)
    for item in row.paper.items if row else ():
        spec = library.questions[item.id].spec
        for answer in (right_answer(spec), wrong_answer(spec, "w")):
            yield f'"item":"{item.id}","answer":{json.dumps(answer, ensure_ascii=False)}'


@contextmanager
def _signing_in(address: str) -> Iterator[None]:
    """Let ten people a second sign in, each from the form with its own token, until the block ends."""
    stop, failures = Event(), list[str]()
    place, people = urlsplit(address).netloc, cycle(range(_PEOPLE))

    def run(first: float, step: float) -> None:
        for number in count():
            due = first + number * step
            if stop.wait(max(0.0, due - time.monotonic())):
                return
            status = _sign_in(place, f"B{next(people):04}")
            if status != 303:
                failures.append(f"a sign-in was answered by {status}")

    start, threads = time.monotonic(), 4  # so that one slow answer does not lower the rate
    running = [
        Thread(target=run, args=(start + one / _SIGN_INS, threads / _SIGN_INS), daemon=True) for one in range(threads)
    ]
    for thread in running:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in running:
            thread.join(10)
    if failures:
        raise RuntimeError(failures[0])


def _sign_in(place: str, identifier: str) -> int:
    connection = http.client.HTTPConnection(place, timeout=20)
    connection.request("GET", "/sign-in")
    form = connection.getresponse()
    token = token_in(form.read().decode())
    cookies = "; ".join(
        value.partition(";")[0] for value in form.headers.get_all("Set-Cookie", []) if "__Host-" not in value
    )
    fields = urlencode({"identifier": identifier, "password": PASSWORD, "csrf_token": token})
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    connection.close()
    connection.request("POST", "/sign-in", fields, headers)
    status = connection.getresponse().status
    connection.close()
    return status


def token_in(page: str) -> str:
    """Return the token of a page's forms; RuntimeError when it has none."""
    found = re.search(r'name="csrf-token" content="([0-9a-f]+)"', page)
    if found is None:
        raise RuntimeError("the page has no token")
    return found[1]

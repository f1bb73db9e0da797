"""Saying something in a role-play: read, answered by the customer and durable, beside bare Flask."""

import http.client
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

from msgspec.structs import replace
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from app.content.libraries import Libraries
from app.content.library import Library
from app.content.models import ContentObjectRow, ReleaseRow
from app.content.objects import make_object
from app.content.queries import manifest_of
from app.kernel.clock import utc_now
from app.roleplay.actions import start_session
from app.roleplay.models import RoleplayTurn
from benchmarks.autosave import token_in
from benchmarks.lesson import HELLO, OURS
from benchmarks.lines import Effort, Line, describe, refuse_errors
from benchmarks.load import Sample, paired, run_wrk, serving
from benchmarks.servers import postgres
from benchmarks.world import World, prepared

LEAST = 0.08
_WORKERS, _PEOPLE = 4, 8
_SCENARIO = "aircon-leak-night"
_SENTENCES = (
    "换成谁都会担心，给您添麻烦了。",
    "请您先把空调的总电源关掉，人离远一点。",
    "我这就安排应急工程师两小时内联系您。",
    "您方便说一下地址和联系电话吗？",
    "您的意思是外机漏电，手碰到会麻，对吗？",
    "跟您确认一下：电源已经关了，工程师两小时内到。",
)
# Every connection is a thread of its own with a conversation of its own: people do not talk over themselves.
_SCRIPT = """
local threads = 0
function setup(thread) thread:set("number", threads) threads = threads + 1 end
local targets = {{
{targets}
}}
local sentences = {{ {sentences} }}
local said = 0
request = function()
  said = said + 1
  local target = targets[number + 1]
  local key = "{run}-" .. number .. "-" .. said
  local body = "text=" .. sentences[said % #sentences + 1] .. "&lang=zh&key=" .. key .. "&csrf_token=" .. target.token
  return wrk.format("POST", target.path, target.headers, body)
end
"""


def turns(effort: Effort) -> Iterator[Line]:
    """Measure on SQLite, and on PostgreSQL where it is installed."""
    yield _on("SQLite", effort, None)
    with ExitStack() as stack:
        server = stack.enter_context(postgres())
        if server is None:
            yield Line("turn, PostgreSQL", "PostgreSQL is not installed", f"≥ {LEAST}", None, "0")
        else:
            yield _on("PostgreSQL", effort, server.new_database())


def _on(name: str, effort: Effort, database_url: str | None) -> Line:
    with prepared(_PEOPLE, database_url) as world:
        talks = _talks(world)
        world.database.engines.dispose()
        with (
            serving(HELLO, workers=_WORKERS, environment=world.environment) as hello,
            serving(OURS, workers=_WORKERS, environment=world.environment) as ours,
        ):
            measure = _talking(world, ours, talks, effort)
            measure()
            ratio, samples = paired(measure, lambda: run_wrk(hello + "/", seconds=effort.seconds), rounds=effort.rounds)
    what = f"a turn of a role-play, {name}, {_WORKERS} workers"
    refuse_errors(samples, what)
    return Line(what, f"{ratio:.3f} of hello ({describe(samples)})", f"≥ {LEAST}", ratio >= LEAST, str(effort))


def _talks(world: World) -> list[int]:
    """Begin a conversation of everybody with a customer of endless patience; return their ids."""
    with world.database.write() as session:
        _make_endless(session, world)
    with world.database.write() as session:
        library: Library = world.database.info["libraries"].get(session, world.release_id)
        return [
            start_session(
                session, lambda _release: library, _SCENARIO, person,
                purpose="practice", mode="text", release_id=world.release_id, by=person, at=utc_now(),
            )
            for person in world.people
        ]  # fmt: skip


def _make_endless(session: Session, world: World) -> None:
    """Put a scenario that never ends in the place of the shipped one: a conversation of ten minutes has no ending."""
    shipped = world.database.info["libraries"].get(session, world.release_id).scenarios[_SCENARIO]
    opening = replace(shipped.opening, limit=10**9)
    endings = tuple(replace(ending, when="turn < 0") for ending in shipped.endings)
    made = make_object("scenario", _SCENARIO, replace(shipped, opening=opening, endings=endings), {})
    row = {"hash": made.hash, "kind": made.kind, "key": made.key, "body": made.body, "parts": dict(made.parts)}
    session.execute(insert(ContentObjectRow).values(**row))
    manifest = {**manifest_of(session, world.release_id), made.name: made.hash}
    session.execute(update(ReleaseRow).where(ReleaseRow.id == world.release_id).values(manifest=manifest))
    world.database.info["libraries"] = Libraries()  # what was read of the release is no longer so


def _talking(world: World, address: str, talks: list[int], effort: Effort) -> Callable[[], Sample]:
    targets = ",\n".join(_target(world, address, number, talk) for number, talk in enumerate(talks))
    sentences = ", ".join(json.dumps(sentence, ensure_ascii=False) for sentence in _SENTENCES)
    runs = iter(range(1_000_000))

    def measure() -> Sample:
        """Talk for a while; RuntimeError when fewer turns stand there than were answered."""
        before = _count(world)
        script = _SCRIPT.format(targets=targets, sentences=sentences, run=next(runs))
        sample = run_wrk(address, seconds=effort.seconds, connections=_PEOPLE, threads=_PEOPLE, script=script)
        kept = _count(world) - before
        if kept < sample.rate * effort.seconds * 0.95:
            raise RuntimeError(f"only {kept} of about {sample.rate * effort.seconds:.0f} answered turns were kept")
        return sample

    return measure


def _count(world: World) -> int:
    with world.database.read() as session:
        return session.execute(select(func.count()).select_from(RoleplayTurn)).scalar_one()


def _target(world: World, address: str, number: int, talk: int) -> str:
    cookie = world.cookie(number)["Cookie"]
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
    connection.request("GET", f"/role-play-sessions/{talk}", headers={"Cookie": cookie})
    token = token_in(connection.getresponse().read().decode())
    content = '["Content-Type"]="application/x-www-form-urlencoded", ["Accept"]="application/json"'
    path = f"/role-play-sessions/{talk}/turns"
    return f'  {{path="{path}", token="{token}", headers={{["Cookie"]="{cookie}", {content}}}}}'

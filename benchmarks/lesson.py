"""The lesson page: its throughput for somebody signed in, and what a browser with an empty cache loads."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urljoin, urlsplit

import brotli

from app.content.library import Library
from benchmarks.lines import Effort, Line, describe, refuse_errors
from benchmarks.load import paired, run_wrk, serving
from benchmarks.world import World, prepared

OURS, HELLO = "benchmarks.application:create_app()", "benchmarks.hello:create_app()"
LEAST, AIM, MOST_BYTES = 0.28, 0.40, 100_000
_WORKERS = 2
_LINKED = re.compile(r'<(?:link|script|img|source)\b[^>]*?\s(?:href|src)="([^"]+)"')
_IMPORTED = re.compile(r'\bimport\b[^"\';]*["\']([^"\']+)["\']|url\(["\']?([^"\')]+)["\']?\)')


@dataclass(frozen=True)
class Weight:
    """What came over the wire for one page: bytes with their headers, and how many answers."""

    path: str
    size: int
    answers: int


def throughput(effort: Effort) -> Iterator[Line]:
    """Measure a lesson of middling length beside hello."""
    with (
        prepared() as world,
        serving(HELLO, workers=_WORKERS, environment=world.environment) as hello,
        serving(OURS, workers=_WORKERS, environment=world.environment) as ours,
    ):
        path = _middling(_library(world))
        ratio, samples = paired(
            lambda: run_wrk(ours + path, seconds=effort.seconds, headers=world.cookie()),
            lambda: run_wrk(hello + "/", seconds=effort.seconds),
            rounds=effort.rounds,
        )
    refuse_errors(samples, path)
    result = f"{ratio:.2f} of hello ({describe(samples)})"
    goal = f"≥ {LEAST}, aim {AIM:.2f}"
    yield Line(f"lesson page, signed in, {_WORKERS} workers", result, goal, ratio >= LEAST, str(effort))


def weight(_effort: Effort) -> Iterator[Line]:
    """Load every lesson in both languages as a browser that has never been here, and report the heaviest."""
    with prepared() as world, serving(OURS, workers=_WORKERS, environment=world.environment) as ours:
        paths = [path + f"?lang={lang}" for path in _paths(_library(world)) for lang in ("zh", "en")]
        weights = [load(ours, path, world.cookie()["Cookie"]) for path in paths]
    worst = max(weights, key=lambda one: one.size)
    result = f"{worst.size / 1000:.1f} KB in {worst.answers} answers ({worst.path})"
    n = f"{len(weights)} pages"
    yield Line("lesson page cold, heaviest", result, f"≤ {MOST_BYTES // 1000} KB", worst.size <= MOST_BYTES, n)


def load(address: str, path: str, cookie: str) -> Weight:
    """Fetch a page and everything that it needs: style sheets, scripts with their imports, images."""
    size, seen, waiting = 0, set[str](), [path]
    while waiting:
        target = waiting.pop()
        if target in seen:
            continue
        seen.add(target)
        wire, kind, text = _get(address, target, cookie)
        size += wire
        waiting += [urlsplit(urljoin(target, found)).path for found in _needed(kind, text)]
    return Weight(path, size, len(seen))


def _needed(kind: str, text: str) -> list[str]:
    if kind.startswith("text/html"):
        found = _LINKED.findall(text)
    elif kind.startswith(("text/css", "text/javascript", "application/javascript")):
        found = [first or second for first, second in _IMPORTED.findall(text)]
    else:
        found = []
    return [target for target in found if not target.startswith(("data:", "#", "http:", "https:"))]


def _get(address: str, target: str, cookie: str) -> tuple[int, str, str]:
    connection = HTTPConnection(urlsplit(address).netloc, timeout=10)
    connection.request("GET", target, headers={"Cookie": cookie, "Accept-Encoding": "gzip, br"})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    if response.status != 200:
        raise RuntimeError(f"{target} answers {response.status}")
    head = sum(len(name) + len(value) + 4 for name, value in response.getheaders())
    kind, coding = response.getheader("Content-Type", ""), response.getheader("Content-Encoding", "")
    plain = brotli.decompress(body) if coding == "br" else zlib.decompress(body, 31) if coding == "gzip" else body
    return len(body) + head, kind, plain.decode("utf-8", "replace")


def _library(world: World) -> Library:
    with world.database.read() as session:
        return world.database.info["libraries"].get(session, world.release_id)  # type: ignore[no-any-return]


def _paths(library: Library) -> list[str]:
    lessons = sorted(library.lessons.values(), key=lambda lesson: sum(len(part) for _, part in lesson.parts["zh"]))
    return [f"/courses/{lesson.course}/lessons/{lesson.id}" for lesson in lessons]


def _middling(library: Library) -> str:
    paths = _paths(library)
    return paths[len(paths) // 2]

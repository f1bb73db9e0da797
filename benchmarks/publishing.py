"""Publishing the whole curriculum: from cold, after one change, and what a worker that serves it weighs."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from app.content.check.roleplays.remembering import remembering_in
from app.content.releases import publish
from app.factory import open_database
from app.kernel.clock import utc_now
from app.storage.database import Database
from app.storage.engines import open_engines
from benchmarks.lines import Effort, Line
from benchmarks.starting import free_port
from benchmarks.world import ROOT

COLD, CHANGED = 25.0, 1.0  # seconds
# What an author changes and saves: a word of a lesson, a word of a question; both are put back by the next round.
_CHANGES = {
    "a lesson": ("courses/communication/lessons/asking-well.zh.md", "孙先生", "孙小姐"),
    "a question": ("quizzes/complaint-bank.yaml", "早会上", "晨会上"),
}
_PAGES = ("/health", "/sign-in", "/sign-in?lang=en")


def publishing(effort: Effort) -> Iterator[Line]:
    """Publish by the command in a new process, then again and again in one process that keeps what it read."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "content"
        for name in ("courses", "quizzes", "roleplays"):
            shutil.copytree(ROOT / name, root / name)
        cold = [_by_command(root, Path(folder) / f"cold-{number}") for number in range(min(effort.rounds, 3))]
        yield _line("the whole curriculum published from cold, by the command", cold, COLD)
        again = [_by_command(root, Path(folder) / "cold-0") for _ in range(effort.rounds)]
        yield Line("the same command when nothing has changed", f"{median(again):.2f} s", "", None, f"{len(again)}")
        yield from _after_changes(root, Path(folder), effort.rounds)
    yield _weight()


def _by_command(root: Path, data: Path) -> float:
    data.mkdir(exist_ok=True)
    environment = os.environ | {"AFTERCARE_DATA_DIR": str(data), "AFTERCARE_DATABASE_URL": ""}
    command = [sys.executable, "-m", "app.cli", "publish", "--root", str(root)]
    begin = time.monotonic()
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - begin


def _after_changes(root: Path, folder: Path, rounds: int) -> Iterator[Line]:
    database = open_database(open_engines(f"sqlite:///{folder / 'changes.db'}"))
    database.create_tables()
    with remembering_in(folder / "cold-0"):
        _publish(database, root)
        for what, (file, before, after) in _CHANGES.items():
            times = [_change(database, root, root / file, (before, after)) for _ in range(rounds)]
            yield _line(f"published after a change of {what}, in a running process", times, CHANGED)
    database.engines.dispose()


def _change(database: Database, root: Path, file: Path, words: tuple[str, str]) -> float:
    text = file.read_text(encoding="utf-8")
    before, after = words if words[0] in text else words[::-1]
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    return _publish(database, root)


def _publish(database: Database, root: Path) -> float:
    begin = time.monotonic()
    with database.write() as session:
        publish(session, root, by=None, at=utc_now(), note="benchmark")
    with database.read() as session:
        database.info["libraries"].published(session)
    return time.monotonic() - begin


def _line(what: str, times: list[float], most: float) -> Line:
    result = f"{median(times):.2f} s (longest {max(times):.2f} s)"
    return Line(what, result, f"≤ {most:.0f} s", max(times) <= most, f"{len(times)}")


def _weight() -> Line:
    """Serve the demonstration's content with two workers and read what the kernel says that each of them holds."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"AFTERCARE_DATA_DIR": folder, "AFTERCARE_DATABASE_URL": ""}
        environment |= {"AFTERCARE_SECRET_KEY": "b" * 40}
        _by_command(ROOT, Path(folder))
        port = free_port()
        command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port), "--workers", "2"]
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
        try:
            _ask(port)
            workers = [_kilobytes(pid) for pid in _children(server.pid)]
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(30)
    own, whole = (median(found[place] for found in workers) / 1024 for place in (0, 1))
    result = f"{own:.0f} MB of its own and shared by halves, {whole:.0f} MB resident"
    return Line("memory of a worker that serves it", result, "", None, f"{len(workers)} processes")


def _ask(port: int) -> None:
    until = time.monotonic() + 60
    while not _answers(port):
        if time.monotonic() > until:
            raise RuntimeError("the server did not answer")
        time.sleep(0.1)


def _answers(port: int) -> bool:
    """Ask for some pages, so that every worker has read the content."""
    try:
        for page in _PAGES * 4:
            urlopen(f"http://127.0.0.1:{port}{page}", timeout=10).close()
    except OSError:
        return False
    return True


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _kilobytes(pid: int) -> tuple[int, int]:
    """Return (proportional, resident) memory of a process in kilobytes."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    found = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
    return found["Pss"], found["Rss"]

"""A storm over a real server: people who answer and hand in as browsers do, while processes are killed."""

import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from app.content.library import Library
from app.storage.database import Database
from tests.factories.organisation import World

ROOT = Path(__file__).parents[2]
SECRET = "s" * 40
BLOWS = 4  # in each stage
ANSWERS = 20  # acknowledged between two blows
ENDED = (0, -signal.SIGTERM)  # it said goodbye, or the signal came before it could: what counts is what it kept
PATIENCE = 120.0  # seconds; a slow machine only makes the storm longer


@dataclass
class Served:
    """`aftercare serve` as a process of its own, and what it has started."""

    folder: Path
    database_url: str
    port: int
    process: subprocess.Popen | None = None

    def start(self) -> None:
        environment = os.environ | {
            "AFTERCARE_DATA_DIR": str(self.folder),
            "AFTERCARE_CONTENT_DIR": str(ROOT),
            "AFTERCARE_SECRET_KEY": SECRET,
        }
        command = [sys.executable, "-m", "app.cli", "serve", "--workers", "3", "--port", str(self.port)]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--database-url", self.database_url], cwd=ROOT, env=environment, stdout=log, stderr=log
            )

    def wait_until_up(self, within: float = PATIENCE / 2) -> None:
        wait_for(lambda: self.answers() or self.process.poll() is not None, within, "the server did not come up")
        assert self.process.poll() is None, (self.folder / "server.log").read_text()[-2000:]

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/health")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def web_workers(self) -> list[int]:
        return [pid for pid in _children(self.process.pid) if "app.serving" not in _command(pid)]

    def job_workers(self) -> list[int]:
        guardians = [pid for pid in _children(self.process.pid) if "app.serving" in _command(pid)]
        found = [pid for guardian in guardians for pid in _children(guardian)]
        return [pid for pid in found if _command(pid).endswith("app.cli worker")]

    def kill_all(self) -> None:
        """End the whole tree as a power cut would: nobody gets to say goodbye."""
        frozen: set[int] = set()
        while new := set(_tree(self.process.pid)) - frozen:  # first hold them, or a child is born meanwhile
            frozen |= new
            for pid in new:
                _signal(pid, signal.SIGSTOP)
        for pid in frozen:
            kill(pid)
        self.process.wait(10)

    def stop(self) -> int:
        """Stop as Ctrl-C does; return the exit code."""
        self.process.terminate()
        return self.process.wait(30)


@dataclass
class Stage:
    """An installation of the small organisation before anybody has come to work."""

    database: Database
    library: Library
    server: Served
    world: World


def rage(server: Served, acknowledged: Callable[[], int], killed: Counter, stages: int) -> None:
    """Kill web workers in all stages but the last, which begins when the whole tree has been killed and is back.

    Blows follow acknowledged answers and not the clock, so that a slow machine has its storm as well.
    """
    chance = random.Random(7)
    try:
        for _ in range(stages - 1):
            for _ in range(BLOWS):
                _wait_for_answers(acknowledged)
                time.sleep(chance.uniform(0.0, 0.2))
                workers = server.web_workers()
                for pid in chance.sample(workers, k=min(len(workers), chance.choice([1, 1, 3]))):
                    kill(pid)
                    killed["web"] += 1
            killed["stages"] += 1
        server.kill_all()
        killed["all"] += 1
        server.start()
        _wait_for_answers(acknowledged)
    finally:
        killed["stages"] = stages


def _wait_for_answers(acknowledged: Callable[[], int]) -> None:
    before = acknowledged()
    wait_for(lambda: acknowledged() >= before + ANSWERS, PATIENCE / 2, "the server does not come back")


def kill(pid: int) -> None:
    _signal(pid, signal.SIGKILL)


def _signal(pid: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def wait_for(condition, within: float, otherwise: str) -> None:
    end = time.monotonic() + within
    while not condition():
        assert time.monotonic() < end, otherwise
        time.sleep(0.05)


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    except OSError:
        return ""


def _children(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, its_parent = stat.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(its_parent) == parent and state != "Z":
            found.append(int(stat.parent.name))
    return found


def _tree(root: int) -> list[int]:
    return [root, *(pid for child in _children(root) for pid in _tree(child))]


@dataclass
class Paper:
    """An open attempt in one browser: numbered events, kept until the server acknowledges them."""

    attempt: int
    answers: dict[str, tuple]  # what may be answered to each question
    client: str
    sent: dict[int, tuple] = field(default_factory=dict)  # seq → (question, answer)
    acknowledged: set[int] = field(default_factory=set)
    waiting: list[int] = field(default_factory=list)
    handed_in: int = 0  # how often the server said so

    def answer(self, chance: random.Random) -> None:
        item = chance.choice(list(self.answers))
        seq = len(self.sent) + 1
        self.sent[seq] = (item, chance.choice(self.answers[item]))
        self.waiting.append(seq)

    def batch(self) -> dict:
        events = [
            {"seq": seq, "item": self.sent[seq][0], "answer": self.sent[seq][1], "lang": "zh"} for seq in self.waiting
        ]
        return {"client": self.client, "events": events}


@dataclass
class Client:
    """One signed-in person's browser: what fails because a worker died is asked again."""

    port: int
    token: str
    patience: float = field(default_factory=lambda: time.monotonic() + PATIENCE)
    retries: int = 0

    def ask(self, method: str, path: str, body: str | None = None, headers: dict | None = None) -> tuple[int, str]:
        """Return status and body; status 0 when the line broke, as it does when a worker is killed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body, {"Cookie": f"aftercare={self.token}", **(headers or {})})
            response = connection.getresponse()
            return response.status, response.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()

    def ask_until_answered(self, method: str, path: str, body: str | None = None, headers: dict | None = None):
        """Return status and body of the first answer that is none of a dying server's."""
        while True:
            status, text = self.ask(method, path, body, headers)
            if 0 < status < 500:
                return status, text
            self.wait(status, text)

    def wait(self, status: int, body: str) -> None:
        assert status == 0 or status >= 500, (status, body)
        assert time.monotonic() < self.patience, "the server did not come back"
        self.retries += 1
        time.sleep(0.05)

    def csrf(self, path: str) -> str:
        status, body = self.ask_until_answered("GET", path)
        assert status == 200, (status, path)
        return re.search(r'name="csrf-token" content="([0-9a-f]+)"', body)[1]


@dataclass
class Learner:
    """One signed-in person; does one paper after the other until told to stop."""

    client: Client
    papers: list[Paper]
    chance: random.Random

    def work(self, stage: Callable[[], int]) -> None:
        """Answer paper n until stage n is over; all but the last are handed in, and the last by every other person."""
        for number, paper in enumerate(self.papers, start=1):
            csrf = self.client.csrf(f"/attempts/{paper.attempt}")
            while stage() < number:
                for _ in range(self.chance.randint(1, 3)):
                    paper.answer(self.chance)
                self._save(paper, csrf)
            if number < len(self.papers) or self.chance.random() < 0.5:
                self._hand_in(paper, csrf)

    def _save(self, paper: Paper, csrf: str) -> None:
        headers = {"Content-Type": "application/json", "X-CSRF-Token": csrf}
        while paper.waiting:
            status, body = self.client.ask(
                "POST", f"/attempts/{paper.attempt}/events", json.dumps(paper.batch()), headers
            )
            if status == 200:
                paper.acknowledged.update(json.loads(body)["acked"])
                paper.waiting = [seq for seq in paper.waiting if seq not in paper.acknowledged]
            else:
                self.client.wait(status, body)

    def _hand_in(self, paper: Paper, csrf: str) -> None:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        while paper.handed_in < 2:  # twice: a second click changes nothing
            status, body = self.client.ask(
                "POST", f"/attempts/{paper.attempt}/submission", f"csrf_token={csrf}", headers
            )
            if status == 303:
                paper.handed_in += 1
            else:
                self.client.wait(status, body)

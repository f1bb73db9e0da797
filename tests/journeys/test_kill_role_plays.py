"""kill -9 while people talk to the customer and mentors mark: whatever was acknowledged stands there, once."""

import json
import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from app.bench.actions import claim_task
from app.bench.models import Mark, MarkDraft
from app.bench.queries import frame_of, tasks_of
from app.content.library import Library
from app.dialogue.engine import advance, begin
from app.dialogue.log import first_broken_link
from app.dialogue.scenario import Scenario
from app.identity.actions import open_session
from app.kernel.clock import utc_now
from app.roleplay.actions import close_session, leave, say, start_session
from app.roleplay.models import RoleplayTurn
from app.roleplay.queries import codings_of, steps_of, turns_of
from app.storage.database import Database
from tests.journeys.storm import ENDED, Client, Served, Stage, rage

SCENARIOS = ("aircon-leak-night", "filter-cleaning-advice", "aircon-calm-enquiry", "missed-appointment")
SENTENCES = (
    "换成谁都会担心，给您添麻烦了。",
    "您方便说一下地址和联系电话吗？",
    "我在听，您接着说。",
    "您的意思是用着用着就停了，对吗？",
)
MENTORS = {"mentor": "learner", "other_mentor": "outsider"}  # and whose conversation each of them marks
TALKERS = ("learner", "colleague", "outsider", "author")
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}

pytestmark = pytest.mark.slow


@dataclass
class Talker:
    """Somebody who talks in one conversation after the other; every sentence has a key of its own."""

    client: Client
    talks: list[int]
    chance: random.Random
    sent: dict[str, tuple[int, str]] = field(default_factory=dict)  # key → (session, text)
    acknowledged: set[str] = field(default_factory=set)

    def work(self, is_over: Callable[[], bool]) -> None:
        for talk in self.talks:
            token = self.client.csrf(f"/role-play-sessions/{talk}")
            while not is_over() and not self._say(talk, token):
                pass

    def _say(self, talk: int, token: str) -> bool:
        """Say a sentence until it is answered; tell whether the conversation is over."""
        key, text = f"storm-{talk}-{len(self.sent)}", self.chance.choice(SENTENCES)
        self.sent[key] = (talk, text)
        body = urlencode({"text": text, "key": key, "lang": "zh", "csrf_token": token})
        status, answer = self.client.ask_until_answered("POST", f"/role-play-sessions/{talk}/turns", body, FORM)
        if status == 200:
            self.acknowledged.add(key)
        return status != 200 or json.loads(answer)["over"]


@dataclass
class Marker:
    """A mentor who changes a note again and again, and hands the marks in when told to stop."""

    client: Client
    task: int
    criteria: tuple[str, ...]
    critical: tuple[str, ...]
    version: int = 0
    saves: int = 0

    def work(self, is_over: Callable[[], bool]) -> None:
        token = self.client.csrf(f"/bench/{self.task}")
        while not is_over():
            headers = {"Content-Type": "application/json", "X-CSRF-Token": token}
            body = json.dumps(self._sheet(f"第 {self.saves + 1} 稿") | {"version": self.version})
            status, answer = self.client.ask_until_answered("POST", f"/bench/{self.task}/draft", body, headers)
            assert status == 200, answer
            self.version, self.saves = json.loads(answer)["version"], self.saves + 1
        self._hand_in(token)

    def _hand_in(self, token: str) -> None:
        """Twice: a second click changes nothing."""
        marks = {f"anchor-{name}": "4" for name in self.criteria} | {f"found-{name}": "no" for name in self.critical}
        rest = {"impression": "4", "comment": "交分", "version": self.version, "csrf_token": token}
        for _ in range(2):
            body = urlencode(marks | rest)
            status, answer = self.client.ask_until_answered("POST", f"/bench/{self.task}/mark", body, FORM)
            assert status == 303, answer

    def _sheet(self, comment: str) -> dict:
        return {
            "criteria": {name: {"anchor": 4} for name in self.criteria},
            "impression": 4,
            "critical": {name: {"found": False} for name in self.critical},
            "comment": comment,
        }


@dataclass
class Scene:
    database: Database
    library: Library
    server: Served
    talkers: list[Talker]
    markers: list[Marker]
    scenarios: dict[int, Scenario]  # by conversation

    def acknowledged(self) -> int:
        return sum(len(talker.acknowledged) for talker in self.talkers) + sum(marker.saves for marker in self.markers)


@pytest.fixture
def scene(stage: Stage) -> Scene:
    """Begin conversations of everybody, and hand in one for each mentor."""
    library, port, people = stage.library, stage.server.port, stage.world.people
    scenarios: dict[int, Scenario] = {}
    with stage.database.write() as session:
        talkers = [at_the_phone(session, library, people[name], port, scenarios) for name in TALKERS]
        markers = [
            at_the_bench(session, library, port, mentor=people[mentor], learner=people[learner])
            for mentor, learner in MENTORS.items()
        ]
    return Scene(stage.database, library, stage.server, talkers, markers, scenarios)


def test_no_acknowledged_turn_or_mark_is_lost_or_doubled_when_processes_are_killed(scene):
    scene.server.start()
    scene.server.wait_until_up()
    killed = Counter()

    with ThreadPoolExecutor(8) as pool:
        people = (*scene.talkers, *scene.markers)
        working = [pool.submit(person.work, lambda: killed["stages"] == 2) for person in people]
        rage(scene.server, scene.acknowledged, killed, stages=2)
        for one in working:
            one.result()

    assert killed["web"] >= 5, killed
    assert killed["all"] == 1, killed
    assert sum(person.client.retries for person in people) > 0, "nobody noticed: that was no storm"
    expect_every_acknowledged_turn_once(scene)
    expect_whole_logs(scene)
    expect_every_mark_once(scene)
    assert scene.server.stop() in ENDED
    assert b"Traceback" not in (scene.server.folder / "server.log").read_bytes()


def expect_every_acknowledged_turn_once(scene: Scene) -> None:
    with scene.database.read() as session:
        columns = (RoleplayTurn.session_id, RoleplayTurn.key, RoleplayTurn.text)
        rows = session.execute(select(*columns).where(RoleplayTurn.key.like("storm-%"))).all()
    kept = {row.key: (row.session_id, row.text) for row in rows}
    assert len(kept) == len(rows), "a turn stands there twice"
    acknowledged = {key: talker.sent[key] for talker in scene.talkers for key in talker.acknowledged}
    assert len(acknowledged) > 50, "that was no storm"
    assert {key: kept.get(key) for key in acknowledged} == acknowledged


def expect_whole_logs(scene: Scene) -> None:
    """Every turn has its coding and its step, and the codings alone give the same log again."""
    with scene.database.read() as session:
        for talk in (talk for talker in scene.talkers for talk in talker.talks):
            turns, steps, codings = turns_of(session, talk), steps_of(session, talk), codings_of(session, talk)
            assert [turn.seq for turn in turns] == [coding.seq for coding in codings] == list(range(1, len(steps)))
            assert first_broken_link(steps) is None
            again = [begin(scene.scenarios[talk])]
            for coding in codings:
                again.append(advance(scene.scenarios[talk], again[-1], coding.acts))
            assert [step.hash for step in again] == [step.hash for step in steps]


def expect_every_mark_once(scene: Scene) -> None:
    """The last acknowledged draft was taken over into one mark, although it was handed in twice."""
    with scene.database.read() as session:
        drafts = session.execute(select(MarkDraft.task_id, MarkDraft.version)).all()
        marks = session.execute(select(Mark.task_id, Mark.state, Mark.body).order_by(Mark.task_id)).all()
    assert all(marker.saves > 5 for marker in scene.markers), "that was no storm"
    assert dict(map(tuple, drafts)) == {marker.task: marker.version + 1 for marker in scene.markers}
    assert [(mark.task_id, mark.state) for mark in marks] == [(marker.task, "own") for marker in by_task(scene.markers)]
    assert {mark.body["comment"] for mark in marks} == {"交分"}


def by_task(markers: list[Marker]) -> list[Marker]:
    return sorted(markers, key=lambda marker: marker.task)


def at_the_phone(session, library: Library, person: int, port: int, scenarios: dict[int, Scenario]) -> Talker:
    talks = []
    for scenario in SCENARIOS:
        talks.append(begun(session, library, scenario, person, purpose="practice"))
        scenarios[talks[-1]] = library.scenarios[scenario]
    token = open_session(session, person, "storm", clear="", lasts=timedelta(days=1), at=utc_now())
    return Talker(Client(port, token), talks, random.Random(person))


def at_the_bench(session, library: Library, port: int, *, mentor: int, learner: int) -> Marker:
    """Let a learner say something and hang up, and a mentor take what is handed in."""
    talk, who = begun(session, library, SCENARIOS[0], learner, purpose="assessed"), {"by": learner, "at": utc_now()}
    say(session, lambda _release: library, talk, SENTENCES[0], key="said", lang="zh", **who)
    leave(session, lambda _release: library, talk, key="left", lang="zh", **who)
    close_session(session, talk, **who)
    (task,) = tasks_of(session, talk)
    claim_task(session, task.id, by=mentor, at=utc_now())
    token = open_session(session, mentor, "storm", clear="", lasts=timedelta(days=1), at=utc_now())
    asked = frame_of(session, library, talk).asked
    return Marker(Client(port, token), task.id, asked.criteria, asked.critical)


def begun(session, library: Library, scenario: str, person: int, *, purpose: str) -> int:
    return start_session(
        session,
        lambda _release: library,
        scenario,
        person,
        purpose=purpose,
        mode="text",
        release_id=library.release_id,
        by=person,
        at=utc_now(),
    )

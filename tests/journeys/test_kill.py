"""kill -9 in the middle of a storm: what was acknowledged is there, once, on SQLite and on PostgreSQL."""

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text, update

from app.assessment.actions import record_events, start_attempt
from app.assessment.jobs import SUBMIT_OVERDUE
from app.assessment.models import Attempt, AttemptEvent
from app.assessment.queries import events_of, find_attempt, specs_for
from app.assessment.rules.batch import Batch, SentEvent
from app.assessment.rules.ledger import answers_from
from app.assessment.rules.marking import score_attempt
from app.audit.models import AuditRow
from app.content.library import Library
from app.demo.answering import right_answer, wrong_answer
from app.evidence.models import Evidence
from app.identity.actions import NewPerson, create_person, open_session
from app.items.base import as_values
from app.items.registry import KINDS
from app.jobs.models import Job
from app.kernel.clock import utc_now
from app.storage.database import Database
from tests.journeys.storm import ENDED, PATIENCE, Client, Learner, Paper, Served, Stage, kill, rage, wait_for

QUIZZES = ("communication-final", "complaint-handling-final", "aircon-professional")
LEARNERS = 8
OVERDUE = 24  # more than the job hands in at once

pytestmark = pytest.mark.slow


@dataclass
class Scene:
    """A served installation, the people who answer, and the attempts whose time ran out long ago."""

    database: Database
    library: Library
    server: Served
    learners: list[Learner]
    overdue: list[int]

    @property
    def papers(self) -> list[Paper]:
        return [paper for learner in self.learners for paper in learner.papers]


@pytest.fixture
def scene(stage: Stage) -> Scene:
    """Begin: some attempts an instant ago, others so long ago that their time is over."""
    now, library, server = utc_now(), stage.library, stage.server
    with stage.database.write() as session:
        people = [hire(session, number, stage.world.team) for number in range(LEARNERS + OVERDUE // len(QUIZZES))]
        overdue = [begun(session, library, person, quiz, at=now - timedelta(hours=3))
                   for person in people[LEARNERS:] for quiz in QUIZZES]  # fmt: skip
        learners = [at_their_desk(session, library, person, server.port) for person in people[:LEARNERS]]
    return Scene(stage.database, library, server, learners, overdue)


def test_nothing_acknowledged_is_lost_or_doubled_when_processes_are_killed(scene):
    scene.server.start()
    scene.server.wait_until_up()

    killed = storm(scene)
    wait_for(scene.server.job_workers, 10, "the job worker was not started again")
    wait_for(lambda: not open_among(scene, scene.overdue), 20, "attempts whose time is over stayed open")

    assert killed["web"] >= 5, killed
    assert killed["jobs"] >= 2, killed
    assert killed["all"] == 1, killed
    assert sum(learner.client.retries for learner in scene.learners) > 0, "nobody noticed: that was no storm"
    expect_every_acknowledged_answer_once(scene)
    expect_every_submission_once(scene)
    expect_scores_as_the_ledgers_give_them(scene)
    expect_a_sound_file(scene.database)
    assert scene.server.stop() in ENDED
    assert b"Traceback" not in (scene.server.folder / "server.log").read_bytes()


def storm(scene: Scene) -> Counter:
    """Let everybody answer while web workers, job workers and once the whole tree are killed."""
    killed = Counter()
    with ThreadPoolExecutor(len(scene.learners) + 1) as pool:
        working = [pool.submit(learner.work, lambda: killed["stages"]) for learner in scene.learners]
        assassin = pool.submit(kill_job_workers_at_work, scene, killed, time.monotonic() + PATIENCE)
        rage(scene.server, lambda: sum(len(paper.acknowledged) for paper in scene.papers), killed, len(QUIZZES))
        for one in (*working, assassin):
            one.result()
    return killed


def kill_job_workers_at_work(scene: Scene, killed: Counter, end: float) -> None:
    """Kill the job worker as soon as it has taken the overdue attempts, twice; then let it finish."""
    while time.monotonic() < end and open_among(scene, scene.overdue):
        if is_handing_in(scene.database) and killed["jobs"] < 2:
            for pid in scene.server.job_workers():
                kill(pid)
                killed["jobs"] += 1
        elif killed["jobs"]:
            end_leases_of_the_dead(scene.database, scene.server)
        time.sleep(0.002)


def is_handing_in(database: Database) -> bool:
    taken = select(Job.id).where(Job.kind == SUBMIT_OVERDUE, Job.leased_until > utc_now(), Job.done_at.is_(None))
    with database.read() as session:
        return session.execute(taken).first() is not None


def end_leases_of_the_dead(database: Database, server: Served) -> None:
    """Five minutes pass in a moment: what a killed worker held is free again."""
    alive = [f":{pid}:" for pid in server.job_workers()]
    with database.write() as session:
        held = select(Job.id, Job.lease_owner).where(Job.leased_until.is_not(None), Job.done_at.is_(None))
        dead = [row.id for row in session.execute(held) if not any(name in row.lease_owner for name in alive)]
        session.execute(update(Job).where(Job.id.in_(dead)).values(leased_until=utc_now(), run_at=utc_now()))
    time.sleep(0.1)


def expect_every_acknowledged_answer_once(scene: Scene) -> None:
    columns = (
        AttemptEvent.attempt_id,
        AttemptEvent.client,
        AttemptEvent.seq,
        AttemptEvent.item_id,
        AttemptEvent.answer,
    )
    with scene.database.read() as session:
        rows = session.execute(select(*columns).where(AttemptEvent.client.like("storm-%"))).all()
    kept = {(row.attempt_id, row.client, row.seq): (row.item_id, row.answer) for row in rows}
    assert len(kept) == len(rows), "an event stands there twice"
    acknowledged = {
        (paper.attempt, paper.client, seq): canonical(scene.library, *paper.sent[seq])
        for paper in scene.papers
        for seq in paper.acknowledged
    }
    assert len(acknowledged) > 100, "that was no storm"
    assert {key: kept.get(key) for key in acknowledged} == acknowledged
    sent = {(paper.attempt, paper.client, seq) for paper in scene.papers for seq in paper.sent}
    assert kept.keys() <= sent


def expect_every_submission_once(scene: Scene) -> None:
    handed_in = {paper.attempt for paper in scene.papers if paper.handed_in}
    assert len(handed_in) >= 2 * LEARNERS
    expected = dict.fromkeys(handed_in | set(scene.overdue), 1)
    with scene.database.read() as session:
        submitted = session.scalars(select(Attempt.id).where(Attempt.state == "submitted")).all()
        facts = session.scalars(select(Evidence.source).where(Evidence.kind == "quiz")).all()
        deeds = session.scalars(select(AuditRow.subject).where(AuditRow.action == "attempt.submitted")).all()
    assert Counter(submitted) == expected
    assert Counter(facts) == {f"attempt:{attempt}": 1 for attempt in expected}
    assert Counter(deeds) == {f"attempt:{attempt}": 1 for attempt in expected}


def expect_scores_as_the_ledgers_give_them(scene: Scene) -> None:
    with scene.database.read() as session:
        for attempt in session.scalars(select(Attempt.id).where(Attempt.state == "submitted")).all():
            row = find_attempt(session, attempt)
            answers = answers_from(events_of(session, attempt))
            result = score_attempt(row.paper, answers, specs_for(scene.library, row.paper))
            assert (row.score, row.passed) == (result.score, result.passed), attempt


def expect_a_sound_file(database: Database) -> None:
    if database.is_sqlite:
        with database.read() as session:
            assert session.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []


def open_among(scene: Scene, attempts: list[int]) -> int:
    still = select(func.count()).select_from(Attempt).where(Attempt.id.in_(attempts), Attempt.state == "open")
    with scene.database.read() as session:
        return session.execute(still).scalar_one()


def canonical(library: Library, item: str, answer: object) -> tuple[str, object]:
    spec = library.questions[item].spec
    return item, KINDS[spec.type].read(as_values(answer), spec)


def hire(session, number: int, team: int) -> int:
    new = NewPerson(f"S{number:03}", f"学员{number}", date(2026, 2, 1), trade="aircon")
    return create_person(session, new, team_id=team, by=None, at=utc_now() - timedelta(days=20))


def begun(session, library: Library, person: int, quiz: str, *, at) -> int:
    """An attempt with two of its questions answered."""

    def library_of(_release: int) -> Library:
        return library

    attempt = start_attempt(session, library_of, quiz, person, release_id=library.release_id, by=person, at=at)
    items = find_attempt(session, attempt).paper.items[:2]
    events = [
        SentEvent(seq=seq, item=item.id, answer=right_answer(library.questions[item.id].spec))
        for seq, item in enumerate(items, start=1)
    ]
    record_events(session, library_of, attempt, Batch(client="long-ago", events=events), by=person, at=at)
    return attempt


def at_their_desk(session, library: Library, person: int, port: int) -> Learner:
    token = open_session(session, person, "storm", clear="", lasts=timedelta(days=1), at=utc_now())
    papers = []
    for quiz in QUIZZES:
        attempt = begun(session, library, person, quiz, at=utc_now())
        specs = [library.questions[item.id].spec for item in find_attempt(session, attempt).paper.items]
        answers = {spec.id: (right_answer(spec), wrong_answer(spec, "w")) for spec in specs}
        papers.append(Paper(attempt, answers, client=f"storm-{person}-{attempt}"))
    return Learner(Client(port, token), papers, random.Random(person))

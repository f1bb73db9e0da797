"""Chaos: what was acknowledged is there, once, whatever batches, tabs, networks, clocks and staff do meanwhile."""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.assessment.actions import (
    CorrectionDraft,
    append_events,
    carry_out,
    decide_correction,
    force_submission,
    prepare_events,
    reopen_attempt,
    start_attempt,
    submit_attempt,
)
from app.assessment.models import Attempt, AttemptEvent
from app.assessment.queries import Scope, events_of, find_attempt, find_receipt, grades_of, receipts_of, result_of
from app.assessment.rules.batch import MOST_EVENTS, Batch, SentEvent
from app.assessment.rules.ledger import answers_from
from app.demo.answering import right_answer, wrong_answer
from app.items.base import as_values
from app.items.registry import KINDS
from app.kernel.errors import NotFoundError, RefusedError
from tests.factories.exam_days import LIBRARY, MINUTE, NOON, a_team, appoint, library_of

SEED = 20260302
BRANCHES = 4  # threads, each with papers of its own and one that all of them share


@dataclass
class Tab:
    """A window over a paper: numbers its events, keeps them until acknowledged; `late` are packets still on the way."""

    attempt: int
    person: int
    client: str
    answers: dict[str, list]  # what may be answered to each question
    chance: random.Random
    sent: dict[int, tuple] = field(default_factory=dict)  # seq → (question, answer)
    waiting: list[int] = field(default_factory=list)
    acknowledged: set[int] = field(default_factory=set)
    late: list[Batch] = field(default_factory=list)
    seen: Counter = field(default_factory=Counter)

    def answer(self, count: int) -> None:
        for _ in range(count):
            item = self.chance.choice(list(self.answers))
            seq = len(self.sent) + 1
            self.sent[seq] = (item, self.chance.choice(self.answers[item]))
            self.waiting.append(seq)

    def batch(self) -> Batch:
        """The oldest that waits, with whatever clock this device has today."""
        seqs = self.waiting[:MOST_EVENTS]
        self.chance.shuffle(seqs)
        at = (datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=self.chance.choice([0, 0, -900, 400]))).isoformat()
        return Batch(self.client, [SentEvent(seq, *self.sent[seq], at=at) for seq in seqs])


@dataclass
class Server:
    """The paper's address: `deliver` is one request, with its own short transaction."""

    database: object
    now: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def clock(self) -> datetime:
        with self.lock:
            self.now += 0.01
            return NOON + timedelta(seconds=self.now)

    def deliver(self, tab: Tab, batch: Batch, *, by: int | None = None, at: datetime | None = None) -> tuple[int, ...]:
        instant, who = at or self.clock(), tab.person if by is None else by
        with self.database.engines.read.connect() as connection:
            ready = prepare_events(connection, library_of, tab.attempt, batch, by=who, at=instant)
        with self.database.write_statement() as statement:
            return append_events(statement, ready).acked


def drizzle(server: Server, tabs: list[Tab], events: int, chance: random.Random) -> None:
    """Let all tabs answer in turns on one thread: most of the events, each run of the test exactly as the last."""
    while tabs:
        tab = chance.choice(tabs)
        storm(server, [tab], min(events - len(tab.sent), MOST_EVENTS * 2))
        tabs = [tab for tab in tabs if len(tab.sent) < events]


def storm(server: Server, tabs: list[Tab], events: int) -> None:
    """Let a thread's tabs answer until each has sent its share, over a network that does what networks do."""
    for tab in tabs:
        share = len(tab.sent) + events
        while len(tab.sent) < share or tab.waiting:
            tab.answer(min(tab.chance.randint(MOST_EVENTS // 2, MOST_EVENTS), max(0, share - len(tab.sent))))
            weather = tab.chance.choices(
                ["fine", "offline", "no answer", "twice", "later", "somebody else", "too late"],
                [50, 12, 10, 10, 10, 4, 4],
            )[0]
            tab.seen[weather] += 1
            if not suffer(server, tab, weather):
                break  # it is handed in: what is left stays in the journal
        while tab.late:
            with suppress(RefusedError):  # an old packet of a paper that is handed in
                server.deliver(tab, tab.late.pop(tab.chance.randrange(len(tab.late))))


def suffer(server: Server, tab: Tab, weather: str) -> bool:
    """Send what waits in one kind of weather; False when the paper takes no more."""
    batch = tab.batch()
    try:
        if weather == "offline":
            return True
        if weather == "somebody else":
            with pytest.raises(NotFoundError):
                server.deliver(tab, batch, by=tab.person + 1000)
            return True
        if weather == "too late":
            with pytest.raises(RefusedError) as refused:
                server.deliver(tab, batch, at=NOON + timedelta(days=1))
            return refused.value.code == "time_over"
        acked = server.deliver(tab, batch)
        if weather == "no answer":
            return True
        if weather == "twice":
            assert server.deliver(tab, batch) == acked
        if weather == "later":
            tab.late.append(batch)
        tab.acknowledged.update(acked)
        tab.waiting = [seq for seq in tab.waiting if seq not in tab.acknowledged]
    except RefusedError as refused:
        if refused.code != "submitted":
            raise
        return False
    return True


@pytest.fixture
def people(database) -> list[int]:
    team, people = a_team(database, *(f"p{number:02}" for number in range(12)))
    appoint(database, teams=[team], closes=60)
    return people


def begin_papers(database, people) -> Iterator[tuple[int, int, dict]]:
    for person in people:
        with database.write() as session:
            attempt = start_attempt(
                session, library_of, "final", person, release_id=1, by=person, at=NOON, seed=f"chaos-{person}"
            )
            items = [item.id for item in find_attempt(session, attempt).paper.items]
        specs = {item: LIBRARY.questions[item].spec for item in items}
        yield (
            attempt,
            person,
            {item: [right_answer(spec), wrong_answer(spec, "w"), None] for item, spec in specs.items()},
        )


def windows(papers, label: str, chance: random.Random) -> list[Tab]:
    """Two windows on every paper."""
    return [
        Tab(attempt, person, f"{label}-{name}", answers, random.Random(chance.random()))
        for attempt, person, answers in papers
        for name in "ab"
    ]


def rage(server: Server, tabs: list[Tab], events: int, meanwhile=lambda: None) -> None:
    """Run all tabs on several threads, so that the two windows of a paper never share one."""
    ahead, behind = tabs[::2], tabs[1::2]
    half = BRANCHES // 2
    groups = [ahead[n::half] for n in range(half)] + [behind[n::half] for n in range(half)]
    with ThreadPoolExecutor(BRANCHES + 1) as pool:
        working = [pool.submit(storm, server, group, events) for group in groups]
        working.append(pool.submit(meanwhile))
        for one in working:
            one.result()


def hand_in(server: Server, papers) -> None:
    for attempt, person, _answers in papers:
        with server.database.write() as session:
            submit_attempt(session, library_of, attempt, by=person, at=server.clock())


def hand_in_amid(server: Server, papers, tabs: list[Tab]) -> None:
    """Hand in each paper as soon as something of it has been acknowledged, while the rest is on its way."""
    for paper in papers:
        mine = [tab for tab in tabs if tab.attempt == paper[0]]
        end = time.monotonic() + 20
        while not any(tab.acknowledged for tab in mine) and time.monotonic() < end:
            time.sleep(0.005)
        hand_in(server, [paper])


def test_chaos_loses_nothing_doubles_nothing_and_every_score_follows_from_its_ledger(database, people):
    began = time.process_time()
    chance = random.Random(SEED)
    total = 100_000 if database.is_sqlite else 10_000
    server, papers = Server(database), list(begin_papers(database, people))
    share = total // (2 * len(papers)) + 1

    first = windows(papers, "one", chance)
    drizzle(server, first, share * 3 // 4, chance)
    rage(server, first, share // 4 + 1)
    caught = windows(papers[:6], "two", chance)  # while these are answered, their people hand in
    rage(server, caught, total // 50, lambda: hand_in_amid(server, papers[:6], caught))
    hand_in(server, papers)
    storm(server, caught, 1)  # they go on, as windows do that have not heard of it
    assert all(tab.waiting for tab in caught), "a paper that is handed in took an answer"

    correct(database, "red", "full_credit")
    again = open_again(server, papers[:4], chance, total // 50)
    correct(database, next(iter(papers[0][2])), "drop")
    expect_once(database, first + caught + again)
    expect_scores(database)
    expect_receipts(database, twice={attempt for attempt, *_ in papers[:4]})
    written = sum(len(tab.sent) for tab in first + caught + again)
    assert written >= total, written
    weather = sum((tab.seen for tab in first), Counter())
    assert min(weather.values()) > 0, weather
    assert len(weather) == 7, weather
    assert time.process_time() - began < 60  # of this process: a busy machine only makes it longer


def open_again(server: Server, papers, chance: random.Random, events: int) -> list[Tab]:
    """Staff open papers again; people go on in other windows, and staff hand in for them."""
    for attempt, _person, _answers in papers:
        with server.database.write() as session:
            reopen_attempt(session, attempt, 30, "handed in by mistake", by=None, at=server.clock())
    tabs = windows(papers, "three", chance)
    rage(server, tabs, events // len(tabs) + 1)
    for attempt, person, _answers in papers:
        with server.database.write() as session:
            force_submission(session, library_of, attempt, "it is late", by=person, at=server.clock() + MINUTE)
    return tabs


def correct(database, question: str, action: str) -> None:
    draft = CorrectionDraft(Scope(question, None, None, ()), action, "as_computed", "it was wrong")
    with database.write() as session:
        correction = decide_correction(session, draft, preview={"attempts": 0}, by=None, at=NOON + 30 * MINUTE)
    left = True
    while left:
        with database.write() as session:
            _, left = carry_out(session, library_of, correction, limit=5, at=NOON + 31 * MINUTE)


def expect_once(database, tabs: list[Tab]) -> None:
    """Everything acknowledged stands there, once, as it was sent; nothing stands there that was not sent."""
    columns = (
        AttemptEvent.attempt_id,
        AttemptEvent.client,
        AttemptEvent.seq,
        AttemptEvent.item_id,
        AttemptEvent.answer,
    )
    with database.read() as session:
        rows = session.execute(select(*columns)).all()
    kept = {tuple(row[:3]): (row.item_id, row.answer) for row in rows}
    assert len(kept) == len(rows), "an event stands there twice"
    sent = {(tab.attempt, tab.client, seq): read(*pair) for tab in tabs for seq, pair in tab.sent.items()}
    assert {key: sent.get(key) for key in kept} == kept
    acknowledged = {(tab.attempt, tab.client, seq) for tab in tabs for seq in tab.acknowledged}
    assert not acknowledged - kept.keys(), "acknowledged and lost"


def read(item: str, answer) -> tuple[str, object]:
    key = (item, repr(answer))
    if key not in _READ:
        spec = LIBRARY.questions[item].spec
        _READ[key] = KINDS[spec.type].read(as_values(answer), spec)
    return item, _READ[key]


_READ: dict = {}


def expect_scores(database) -> None:
    with database.read() as session:
        submitted = session.scalars(select(Attempt.id).where(Attempt.state == "submitted")).all()
        assert len(submitted) == session.scalar(select(func.count(Attempt.id)))
        for attempt in submitted:
            row, last = find_attempt(session, attempt), grades_of(session, attempt)[-1]
            result = result_of(session, LIBRARY, row)
            assert (row.score, row.passed) == (last.score, last.passed) == (result.score, result.passed), attempt
            assert session.get(Attempt, attempt).answers == answers_from(events_of(session, attempt))


def expect_receipts(database, twice: set[int]) -> None:
    with database.read() as session:
        for attempt in session.scalars(select(Attempt.id)).all():
            receipts = receipts_of(session, find_attempt(session, attempt))
            assert len(receipts) == (2 if attempt in twice else 1)
            assert all(find_receipt(session, code).agrees for code, _at in receipts), attempt

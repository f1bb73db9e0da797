"""Chaos in a real browser over a real server that is killed: what the windows were told is saved is there, once."""

import json
import random
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Response
from sqlalchemy import delete, select

from app.assessment.models import AttemptEvent
from app.assessment.queries import events_of, find_attempt, find_receipt, result_of
from app.assessment.rules.ledger import answers_from
from app.factory import open_database
from app.identity.models import SignInSession
from app.items.base import as_values
from app.items.registry import KINDS
from app.kernel.clock import utc_now
from app.storage.database import Database
from app.storage.engines import open_engines
from app.storage.migrating import migrate
from tests.browser import DESK, PHONE, open_context, sign_in
from tests.factories.content import publish_sample
from tests.factories.organisation import PASSWORD, make_world
from tests.journeys.storm import Served, wait_for
from tests.postgres import _free_port

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
SEED, ROUNDS = 4, 24
DEEDS = ["answer"] * 6 + ["network", "session", "clock", "reload", "crash"]
KILLED_AFTER = {7, 15}  # rounds


@dataclass
class Scene:
    """A served installation and the windows in which one person writes one paper."""

    database: Database
    server: Served
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))
    contexts: list[BrowserContext] = field(default_factory=list)
    offline: set[int] = field(default_factory=set)
    windows: list[Page] = field(default_factory=list)
    told: dict[tuple[str, int], dict] = field(default_factory=dict)  # (client, seq) → the event that was acknowledged
    address: str = ""

    def watch(self, page: Page) -> Page:
        page.on("response", self.hear)
        page.set_default_timeout(8000)
        return page

    def hear(self, response: Response) -> None:
        """Note what the server acknowledged to a window."""
        if not response.url.endswith("/events") or response.status != 200:
            return
        with suppress(Error):  # the window was closed or crashed before it could read the answer
            sent = json.loads(response.request.post_data or "{}")
            acked = set(response.json()["acked"])
            self.told |= {(sent["client"], event["seq"]): event for event in sent["events"] if event["seq"] in acked}


@pytest.fixture
def scene(tmp_path) -> Iterator[Scene]:
    url = f"sqlite:///{tmp_path / 'chaos.db'}"
    engines = open_engines(url)
    migrate(engines)
    database = open_database(engines)
    now = utc_now()
    with database.write() as session:
        release_id = publish_sample(session, at=now - timedelta(days=40), verdicts=tmp_path)
    with database.write() as session:
        make_world(session, release_id=release_id, at=now - timedelta(days=30))
    server = Served(tmp_path, url, _free_port())
    server.start()
    server.wait_until_up()
    yield Scene(database, server)
    if server.process.poll() is None:
        server.kill_all()
    engines.dispose()


def test_what_windows_were_told_is_saved_survives_everything(browser, scene):
    attempt = open_everything(browser, scene)
    for number in range(ROUNDS):
        suffer(scene, scene.chance.choice(DEEDS))
        if number in KILLED_AFTER:
            scene.server.kill_all()
            suffer(scene, "answer")
            scene.server.start()
    scene.server.wait_until_up()
    come_to_rest(scene)

    expect_all_told_once(scene, attempt)
    expect_the_same_everywhere(scene, attempt)
    hand_in(scene.windows[0])
    with scene.database.read() as session:
        row = find_attempt(session, attempt)
        library = scene.database.info["libraries"].get(session, row.release_id)
        assert row.score == result_of(session, library, row).score
        assert find_receipt(session, row.receipt).agrees


def open_everything(browser, scene: Scene) -> int:
    """Two windows of one browser and a phone, all on the same paper."""
    base = f"http://127.0.0.1:{scene.server.port}"
    desk, phone = open_context(browser, lang="en", size=DESK), open_context(browser, lang="zh", size=PHONE)
    scene.contexts = [desk, phone]
    first = scene.watch(desk.new_page())
    sign_in(first, base, "learner", target="/quizzes/complaint-handling-final")
    first.locator("form button.btn").first.click()
    first.wait_for_url(re.compile(r"/attempts/\d+$"))
    scene.address = first.url
    second, third = scene.watch(desk.new_page()), scene.watch(phone.new_page())
    second.goto(scene.address)
    sign_in(third, base, "learner", target=scene.address.removeprefix(base))
    scene.windows = [first, second, third]
    return int(scene.address.rsplit("/", 1)[1])


def suffer(scene: Scene, deed: str) -> None:
    number = scene.chance.randrange(len(scene.windows))
    page = scene.windows[number]
    if deed == "answer":
        answer(scene, page)
    elif deed == "network":
        which = scene.chance.randrange(2)
        scene.offline ^= {which}
        scene.contexts[which].set_offline(which in scene.offline)
    elif deed == "session":
        with scene.database.write() as session:
            session.execute(delete(SignInSession))
    elif deed == "clock":
        jump = scene.chance.choice([-1, 1]) * 86_400_000 * 30
        page.evaluate("jump => { const real = Date.now; Date.now = () => real() + jump; }", jump)
    elif deed == "reload":
        replace(scene, number, lambda: page.close(run_before_unload=False))
    else:
        replace(scene, number, lambda: crash(page))


def answer(scene: Scene, page: Page) -> None:
    signs_in = scene.chance.random() < 0.5
    fields = page.locator("section[data-item] input[type=radio]")
    field = fields.nth(scene.chance.randrange(fields.count()))
    close_dialog(page, signs_in=signs_in)
    try:
        field.check(timeout=2000)
    except Error:  # the page has asked in this very moment
        close_dialog(page, signs_in=signs_in)
        field.check()
    page.wait_for_timeout(scene.chance.choice([50, 400, 1300]))


def close_dialog(page: Page, *, signs_in: bool) -> None:
    """Sign in again where the page asks for it, or put it off."""
    if not page.locator("#sign-in").is_visible():
        return
    if signs_in:
        page.locator("#again-password").fill(PASSWORD)
        page.locator("#sign-in [type=submit]").click()
        page.wait_for_timeout(600)
    if page.locator("#sign-in").is_visible():
        page.keyboard.press("Escape")


def crash(page: Page) -> None:
    with suppress(Error):
        page.goto("chrome://crash")
    page.close()


def replace(scene: Scene, number: int, end) -> None:
    """End a window without a word, and open the paper again when the server can be reached."""
    context = scene.windows[number].context
    if scene.contexts.index(context) in scene.offline or not scene.server.answers():
        return
    page = scene.watch(context.new_page())
    end()
    scene.windows[number] = page
    show_paper(scene, page)


def show_paper(scene: Scene, page: Page) -> None:
    page.goto(scene.address)
    if "/sign-in" in page.url:
        page.locator("input[name=identifier]").fill("learner")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("form.card button[type=submit]").click()
        page.wait_for_url(scene.address)
    page.locator("form.is-live").wait_for()


def come_to_rest(scene: Scene) -> None:
    """Everybody is online and signed in; wait until nothing waits and every window has the newest answers."""
    for context in scene.contexts:
        context.set_offline(False)
    for page in scene.windows * 2:  # the second time everybody hears of what the first time brought
        page.evaluate("dispatchEvent(new Event('online'))")  # the next heartbeat, at once
        page.wait_for_timeout(1000)
        wait_for(lambda page=page: is_at_rest(page), 30, "answers still wait")
    for page in scene.windows:
        page.wait_for_timeout(1000)


def is_at_rest(page: Page) -> bool:
    """Sign in wherever the page asks for it, which may be late, and tell whether nothing waits."""
    page.wait_for_timeout(50)
    dialog = page.locator("#sign-in")
    with suppress(Error):  # another window was signed in first, and the dialog has gone
        if page.locator("#sign-in-again").is_visible() and not dialog.is_visible():
            page.locator("#sign-in-again").click(timeout=2000)
        if dialog.is_visible():
            page.locator("#again-password").fill(PASSWORD, timeout=2000)
            page.locator("#sign-in [type=submit]").click(timeout=2000)
            dialog.wait_for(state="hidden")
    return page.locator(".attempt-nav .is-waiting").count() == 0


def expect_all_told_once(scene: Scene, attempt: int) -> None:
    columns = (AttemptEvent.client, AttemptEvent.seq, AttemptEvent.item_id, AttemptEvent.answer)
    with scene.database.read() as session:
        rows = session.execute(select(*columns).where(AttemptEvent.attempt_id == attempt)).all()
        row = find_attempt(session, attempt)
        questions = scene.database.info["libraries"].get(session, row.release_id).questions
    kept = {(client, seq): (item, given) for client, seq, item, given in rows}
    assert len(kept) == len(rows)
    told = {key: (event["item"], read(questions, event)) for key, event in scene.told.items()}
    assert len(told) >= ROUNDS // 3, "that was no chaos"
    assert {key: kept.get(key) for key in told} == told


def read(questions, event: dict):
    spec = questions[event["item"]].spec
    return KINDS[spec.type].read(as_values(event["answer"]), spec)


def expect_the_same_everywhere(scene: Scene, attempt: int) -> None:
    """What each window shows is what stands in the ledger."""
    with scene.database.read() as session:
        row = find_attempt(session, attempt)
        questions = scene.database.info["libraries"].get(session, row.release_id).questions
        standing = answers_from(events_of(session, attempt))
    wanted = {}
    for item, given in standing.items():
        parts = KINDS[questions[item].spec.type].write(questions[item].spec, given)
        wanted[item] = sorted(value for values in parts.values() for value in values)
    for page in scene.windows:
        shown = page.evaluate(SHOWN)
        assert {item: sorted(values) for item, values in shown.items()} == wanted, page.viewport_size


SHOWN = """() => Object.fromEntries([...document.querySelectorAll("section[data-item]")]
  .map((section) => [section.dataset.item, [...section.querySelectorAll("input[type=radio]:checked")].map((f) => f.value)])
  .filter(([, values]) => values.length))"""


def hand_in(page: Page) -> None:
    page.locator("#hand-in").click()
    page.locator("#confirm button[value=yes]").click()
    page.wait_for_url(re.compile(r"/receipt$"))

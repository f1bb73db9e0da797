"""What a browser does when something fails: crash, ended session, two windows, no network, a wrong clock."""

import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, expect
from sqlalchemy import delete, text

from app.assessment.actions import extend_attempts
from app.identity.models import SignInSession
from app.invigilation.rules.answer_file import read_answer_file
from tests.browser import DESK, PHONE, axe_problems, open_context, overflow, picture, sign_in
from tests.factories.assessment import a_quiz
from tests.factories.organisation import PASSWORD
from tests.journeys.conftest import answers_in_ledger

pytestmark = pytest.mark.browser
QUIZ = "complaint-handling-final"
SIZES = pytest.mark.parametrize(("lang", "size"), [("zh", PHONE), ("en", DESK)], ids=["zh-390", "en-1280"])
MANY_WORDS = 20
PLACES = """(id) => {
  const [button, state] = [id, "save-state"].map((one) => document.getElementById(one));
  button.hidden = false;
  return Object.values(document.getElementById("words").dataset).map((word) => {
    state.textContent = word;
    const { x, y } = button.getBoundingClientRect();
    return `${x} ${y}`;
  });
}"""


def open_paper(page: Page, base: str) -> int:
    sign_in(page, base, "learner", target=f"/quizzes/{QUIZ}")
    page.locator("form button.btn").first.click()
    page.wait_for_url(re.compile(r"/attempts/\d+$"))
    return int(page.url.rsplit("/", 1)[1])


def choices(page: Page) -> list[str]:
    """The questions of the paper that are answered by one choice."""
    items = page.locator("section[data-item]:has(input[type=radio]:not([name*=':']))").all()
    return [section.get_attribute("data-item") for section in items]


def choose(page: Page, item: str, number: int) -> str:
    field = page.locator(f'section[data-item="{item}"] input[type=radio]').nth(number)
    field.check()
    return field.get_attribute("value")


def shown(page: Page, item: str) -> str | None:
    checked = page.locator(f'section[data-item="{item}"] input[type=radio]:checked')
    return checked.get_attribute("value") if checked.count() else None


def state(page: Page, item: str):
    return page.locator(f'section[data-item="{item}"] [data-state]')


def ledger(app, attempt: int) -> dict[str, str]:
    """The last answer to each question as the form writes it."""
    found = answers_in_ledger(app, attempt)
    return {item: str(answer).lower() if isinstance(answer, bool) else answer for item, answer in found.items()}


def until(page: Page, app, attempt: int, wanted: dict) -> None:
    for _ in range(200):
        if wanted.items() <= ledger(app, attempt).items():
            return
        page.wait_for_timeout(50)
    raise AssertionError((wanted, ledger(app, attempt)))


def end_sessions(app) -> None:
    with app.extensions["aftercare"].database.write() as session:
        session.execute(delete(SignInSession))


def look(page: Page, name: str, *, full: bool = False) -> None:
    picture(page, f"nothing-lost-{name}", full=full)
    assert not (found := axe_problems(page)), "\n".join(found)
    assert overflow(page) <= 0


@SIZES
def test_what_was_answered_without_network_survives_the_end_of_the_page(browser, live_app, base, lang, size):
    context = open_context(browser, lang=lang, size=size)
    page = context.new_page()
    attempt = open_paper(page, base)
    first, second, *_ = choices(page)
    kept = {first: choose(page, first, 0)}
    expect(state(page, first)).to_have_class(re.compile("is-saved"))

    context.set_offline(True)
    kept[second] = choose(page, second, 1)
    expect(state(page, second)).to_have_class(re.compile("is-waiting"))
    expect(page.locator("#save-state.warn")).to_be_visible()
    look(page, f"offline-{lang}")
    crash(page)
    assert second not in answers_in_ledger(live_app, attempt)
    page.close()
    context.set_offline(False)

    page = context.new_page()
    page.goto(f"{base}/attempts/{attempt}")
    until(page, live_app, attempt, kept)
    expect(page.locator(f'section[data-item="{second}"] input[type=radio]').nth(1)).to_be_checked()
    with live_app.extensions["aftercare"].database.read() as session:
        rows = session.execute(text("SELECT client, seq FROM attempt_event")).all()
    assert len(rows) == len(set(rows)) == 2 + earlier(rows)
    context.close()


def crash(page: Page) -> None:
    """End the page's process without a word: nothing is written or sent on its way out."""
    with suppress(Error):
        page.goto("chrome://crash")


def earlier(rows) -> int:
    """Events of the attempts that the fixture made."""
    return sum(client == "past" for client, _ in rows)


@SIZES
def test_an_ended_session_is_renewed_in_place_by_its_own_person(browser, live_app, base, lang, size):
    context = open_context(browser, lang=lang, size=size)
    page = context.new_page()
    attempt = open_paper(page, base)
    first, second, third, *_ = choices(page)
    end_sessions(live_app)

    kept = {first: choose(page, first, 0)}
    dialog = page.locator("#sign-in")
    expect(dialog).to_be_visible()
    expect(page.locator("#again-password")).to_be_focused()
    look(page, f"sign-in-{lang}")
    page.keyboard.type("not the password")
    page.keyboard.press("Enter")
    expect(page.locator("#again-error")).to_be_visible()
    expect(page.locator("#again-password")).to_be_focused()
    page.keyboard.press("Escape")
    kept[second] = choose(page, second, 1)
    expect(dialog).to_be_hidden()

    page.locator("#sign-in-again").click()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    until(page, live_app, attempt, kept)
    expect(page.locator("#sign-in-again")).to_be_hidden()

    another = context.new_page()
    end_sessions(live_app)
    sign_in(another, base, "colleague", target="/privacy")
    page.bring_to_front()
    kept[third] = choose(page, third, 0)
    expect(dialog).to_be_visible()
    assert third not in answers_in_ledger(live_app, attempt)
    look(page, f"other-person-{lang}")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    until(page, live_app, attempt, kept)
    page.locator("#hand-in").click()
    page.locator("#confirm button[value=yes]").click()
    page.wait_for_url(re.compile(r"/receipt$"))
    context.close()


@SIZES
@pytest.mark.parametrize("button", ["sign-in-again", "time-toggle"])
def test_a_word_on_the_state_of_saving_moves_no_button_from_under_the_finger(
    browser, live_app, base, lang, size, button
):
    context = open_context(browser, lang=lang, size=size)
    page = context.new_page()
    open_paper(page, base)
    places = page.evaluate(PLACES, button)
    picture(page, f"nothing-lost-{button}-{lang}")
    assert len(places) > MANY_WORDS
    assert len(set(places)) == 1, places
    context.close()


@SIZES
def test_two_windows_and_another_device_show_the_last_answer(browser, live_app, base, lang, size):
    context, device = open_context(browser, lang=lang, size=size), open_context(browser, lang=lang, size=size)
    page, tab, phone = context.new_page(), context.new_page(), device.new_page()
    attempt = open_paper(page, base)
    first, second, *_ = choices(page)
    tab.goto(f"{base}/attempts/{attempt}")
    sign_in(phone, base, "learner", target=f"/attempts/{attempt}")

    value = choose(page, first, 0)
    expect(tab.locator("#news")).to_be_visible()
    assert shown(tab, first) == value
    page.wait_for_timeout(300)
    value = choose(tab, first, 1)
    until(page, live_app, attempt, {first: value})
    expect(page.locator(f'section[data-item="{first}"] input[value="{value}"]')).to_be_checked()

    value = choose(phone, second, 1)
    until(phone, live_app, attempt, {second: value})
    page.evaluate("dispatchEvent(new Event('online'))")  # the next heartbeat, at once
    expect(page.locator("#elsewhere")).to_be_visible()
    page.locator("#elsewhere [data-close]").click()
    expect(page.locator("#elsewhere")).to_be_hidden()
    expect(page.locator(f'section[data-item="{second}"] input[value="{value}"]')).to_be_checked()
    look(page, f"two-{lang}")

    phone.locator("#hand-in").click()
    phone.locator("#confirm button[value=yes]").click()
    phone.wait_for_url(re.compile(r"/receipt$"))
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_url(re.compile(r"/receipt$"))
    context.close()
    device.close()


@SIZES
def test_the_countdown_follows_the_server_and_can_be_hidden(browser, live_app, base, lang, size):
    context = open_context(browser, lang=lang, size=size)
    page = context.new_page()
    attempt = open_paper(page, base)
    minutes = left(page)
    page.evaluate("const real = Date.now; Date.now = () => real() + 86400000")
    page.wait_for_timeout(1200)
    assert minutes - 1 <= left(page) <= minutes

    with live_app.extensions["aftercare"].database.write() as session:
        extend_attempts(session, [attempt], 17, "Fire alarm.", by=None, at=datetime.now(UTC))
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#given")).to_contain_text("17")
    assert minutes + 16 <= left(page) <= minutes + 17
    look(page, f"given-{lang}")
    page.locator("#time-toggle").click()
    expect(page.locator("#time-left")).to_be_hidden()
    page.reload()
    expect(page.locator("#time-left")).to_be_hidden()
    page.locator("#time-toggle").click()
    expect(page.locator(".attempt-time")).to_contain_text("17")
    context.close()


def left(page: Page) -> int:
    return int(page.locator("#time-left").inner_text().split(":")[0])


def test_the_countdown_is_announced_at_its_thresholds(browser, live_app, base):
    context = open_context(browser, lang="en", size=DESK)
    page = context.new_page()
    page.clock.install()
    open_paper(page, base)
    heard = []
    total = int(page.locator("#paper").get_attribute("data-total"))
    context.set_offline(True)
    for seconds_left in (total // 2, 600, 300, 60):
        gap = seconds_to_go(page) - seconds_left
        if gap > 0:
            page.clock.run_for((gap + 1) * 1000)
            heard.append(page.locator("#announcer").inner_text())
    assert heard[0] == f"Half of your time is over, {total // 120} minutes left"
    assert heard[1:] == ["10 minutes left", "5 minutes left", "One minute left"][-len(heard) + 1 :]
    context.close()


def seconds_to_go(page: Page) -> int:
    minutes, seconds = page.locator("#time-left").inner_text().split(":")
    return 60 * int(minutes) + int(seconds)


@SIZES
def test_when_the_network_never_returns_the_answers_leave_as_a_file(browser, live_app, base, tmp_path, lang, size):
    context = open_context(browser, lang=lang, size=size)
    page = context.new_page()
    page.clock.install()
    attempt = open_paper(page, base)
    first, second, *_ = choices(page)
    context.set_offline(True)
    kept = {first: choose(page, first, 0)}
    page.clock.run_for(1500)
    expect(page.locator("#save-state.warn")).to_be_visible()
    page.clock.run_for(70_000)
    expect(page.locator("#rescue")).to_be_visible()
    look(page, f"rescue-{lang}")
    kept[second] = choose(page, second, 1)
    page.clock.run_for(1500)
    file = saved(page, "#rescue [data-files] button", tmp_path / "answers.json")
    assert {event.item: event.answer for event in file.batch.events} == {item: {"": [it]} for item, it in kept.items()}
    assert (file.attempt_id, file.person) == (attempt, "learner")

    context.set_offline(False)
    page.clock.run_for(40_000)
    until(page, live_app, attempt, kept)
    page.goto(f"{base}/attempts/{attempt}/hand-over")
    expect(page.locator("[data-files] button")).to_have_count(0)
    look(page, f"hand-over-{lang}", full=True)
    page.evaluate(LEAVE_BEHIND, [attempt, first, "某" + '\U0001f642"\\\n\t€é'])
    page.reload()
    file = saved(page, "[data-files] button", tmp_path / "left.json")
    assert file.batch.events[0].answer == {"": ['某\U0001f642"\\\n\t€é']}
    look(page, f"left-{lang}", full=True)
    page.locator("[data-forget] button").click()
    expect(page.locator("[data-files] button")).to_have_count(0)
    context.close()


LEAVE_BEHIND = """([attempt, item, words]) => new Promise((resolve) => {
  const request = indexedDB.open("aftercare-journal");
  request.onsuccess = () => {
    const change = request.result.transaction("events", "readwrite");
    const event = {attempt, client: "left", seq: 7, item, answer: {"": [words]}, lang: "zh", at: null};
    change.objectStore("events").put(event);
    change.oncomplete = resolve;
  };
})"""


def saved(page: Page, button: str, path: Path):
    """Press the button, keep the file, and read it as the upload of staff does: its check sum has to fit."""
    with page.expect_download() as download:
        page.locator(button).click()
    download.value.save_as(path)
    return read_answer_file(path.read_bytes())


def test_without_a_database_the_small_storage_keeps_the_answers_and_says_so(browser, live_app, base):
    context = open_context(browser, lang="en", size=DESK)
    context.add_init_script("Object.defineProperty(window, 'indexedDB', {value: undefined})")
    page = context.new_page()
    attempt = open_paper(page, base)
    first, *_ = choices(page)
    expect(page.locator("#journal-word")).to_contain_text("small storage")
    context.set_offline(True)
    kept = {first: choose(page, first, 0)}
    expect(page.locator("#save-state.warn")).to_be_visible()
    page.close(run_before_unload=False)
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"{base}/attempts/{attempt}")
    until(page, live_app, attempt, kept)
    context.close()


def test_practice_checks_an_answer_at_once_and_keeps_how_sure_one_is(browser, live_app, base):
    with live_app.extensions["aftercare"].database.read() as session:
        library = live_app.extensions["aftercare"].libraries.published(session)
    questions = tuple(question.id for question in library.questions.values() if question.kind == "single")[:3]
    library.quizzes["try"] = a_quiz(id="try", draws=(), questions=questions, practice=True, confidence=True)
    context = open_context(browser, lang="zh", size=PHONE)
    page = context.new_page()
    sign_in(page, base, "learner", target="/quizzes/try")
    page.locator("main form[action$=practice] button").first.click()
    page.wait_for_url(re.compile(r"/attempts/\d+$"))
    attempt = int(page.url.rsplit("/", 1)[1])
    section = page.locator("section[data-item]").first
    item = section.get_attribute("data-item")
    section.locator(".sureness input").first.check()
    answered = section.locator("input[type=radio]:not([name$=sure])").first
    answered.check()
    section.locator("button[name=at]").click()
    expect(page.locator(".practised")).to_have_count(1)
    expect(section.locator(".sureness input").first).to_be_checked()
    assert ledger(live_app, attempt) == {item: answered.get_attribute("value"), f"{item}~sure": "sure"}
    look(page, "practice-zh")
    context.close()

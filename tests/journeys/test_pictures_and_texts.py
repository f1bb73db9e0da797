"""Places on a picture and texts of one's own in the browser: by tap, by keyboard, without scripts, and never lost."""

import pytest
from playwright.sync_api import expect

from tests.browser import DESK, PHONE, axe_problems, open_context, overflow, picture, sign_in, wants_pictures
from tests.factories.assessment import a_quiz
from tests.journeys.conftest import answers_in_ledger

pytestmark = pytest.mark.browser
PLACES, TWO_PLACES, WORDS, LETTER = "sc-safety-switch", "sc-self-check-places", "sc-say-soon", "sc-write-promise"
ASKED = (PLACES, TWO_PLACES, WORDS, LETTER)


@pytest.fixture
def quiz(live_app) -> str:
    """A quiz of these questions in the release; its address."""
    services = live_app.extensions["aftercare"]
    with services.database.read() as session:
        library = services.libraries.published(session)
    library.quizzes["look"] = a_quiz(
        id="look", draws=(), questions=ASKED, shuffle=("choices",), release_key="after_submit", trade="any"
    )
    return "/quizzes/look"


def open_paper(page, base: str, quiz: str) -> int:
    sign_in(page, base, "learner", target=quiz)
    page.locator("main form button").click()
    page.wait_for_url("**/attempts/*")
    return int(page.url.rpartition("/")[2].partition("?")[0])


def section(page, item: str):
    return page.locator(f'section[data-item="{item}"]')


@pytest.mark.parametrize(("lang", "size"), [("zh", PHONE), ("en", DESK)])
def test_a_tap_on_the_picture_picks_what_the_list_says(browser, live_app, base, quiz, lang, size):
    context = open_context(browser, lang=lang, size=size)
    page = context.new_page()
    attempt = open_paper(page, base, quiz)
    expect(section(page, PLACES).locator("img")).to_have_js_property("complete", value=True)
    box = section(page, PLACES).locator('input[value="box"]')
    letter = box.locator("xpath=..").locator(".letter").inner_text()
    section(page, PLACES).locator(".place", has_text=letter).locator("circle").click()
    expect(box).to_be_checked()
    expect(section(page, PLACES).locator(".place.is-picked")).to_have_text(letter)
    for value in ("lamp", "remote"):
        section(page, TWO_PLACES).locator(f'input[value="{value}"]').focus()
        page.keyboard.press("Space")
    expect(section(page, TWO_PLACES).locator(".place.is-picked")).to_have_count(2)
    page.locator("#hand-in").focus()
    expect(page.locator("#save-state")).to_have_class("chip ok")
    assert answers_in_ledger(live_app, attempt) == {PLACES: ["box"], TWO_PLACES: ["lamp", "remote"]}
    assert overflow(page) <= 0
    assert axe_problems(page) == []
    if wants_pictures():
        picture(page, f"pictures-and-texts-{lang}")
    context.close()


def test_typing_is_saved_when_it_rests_and_not_at_every_key(browser, live_app, base, quiz):
    context = open_context(browser)
    page = context.new_page()
    sent = []
    attempt = open_paper(page, base, quiz)
    page.on("request", lambda request: request.url.endswith("/events") and sent.append(request))
    section(page, LETTER).locator("textarea").press_sequentially("黄先生，您好：" * 4, delay=60)
    assert len(sent) <= 1
    expect(page.locator("#save-state")).to_have_class("chip ok")
    assert answers_in_ledger(live_app, attempt) == {LETTER: "黄先生，您好：" * 4}
    expect(section(page, LETTER).locator("[data-count]")).to_contain_text("20")
    context.close()


def test_what_was_typed_outlives_a_page_that_cannot_send(browser, live_app, base, quiz):
    context = open_context(browser, lang="en")
    page = context.new_page()
    attempt = open_paper(page, base, quiz)
    page.route("**/events", lambda route: route.abort())
    section(page, WORDS).locator("textarea").press_sequentially("I am sorry.\nHalf past four.")
    page.wait_for_timeout(1200)
    page.goto("about:blank")
    page.unroute("**/events")
    page.goto(f"{base}/attempts/{attempt}")
    expect(section(page, WORDS).locator("textarea")).to_have_value("I am sorry.\nHalf past four.")
    expect(page.locator("#save-state")).to_have_class("chip ok")
    assert answers_in_ledger(live_app, attempt) == {WORDS: "I am sorry.\nHalf past four."}
    context.close()


def test_all_of_it_works_without_scripts_and_waits_for_a_person(browser, live_app, base, quiz):
    context = open_context(browser, lang="en", script=False)
    page = context.new_page()
    attempt = open_paper(page, base, quiz)
    section(page, PLACES).locator('input[value="remote"]').check()
    section(page, LETTER).locator("textarea").fill("Dear Mr Huang,\n\nMr Zhong will come tomorrow.")
    page.locator("#hand-in").click()
    assert answers_in_ledger(live_app, attempt) == {
        PLACES: ["remote"],
        LETTER: "Dear Mr Huang,\n\nMr Zhong will come tomorrow.",
    }
    page.goto(f"{base}/attempts/{attempt}/review")
    expect(page.locator(".place.wrong")).to_have_count(1)
    expect(page.locator(".written")).to_have_text("Dear Mr Huang,\n\nMr Zhong will come tomorrow.")
    expect(page.get_by_text("A person marks this answer.")).to_have_count(1)
    assert overflow(page) <= 0
    context.close()

"""Job aids in a call: what fits is shown while one types, a tap copies, ticks survive a reload, nothing needs a script."""

import pytest
from playwright.sync_api import expect

from tests.browser import PHONE, open_context, sign_in
from tests.journeys.test_every_page import CHECKLIST

pytestmark = pytest.mark.browser


@pytest.fixture
def open_page(browser, base):
    """Open an address as the learner, on a phone, in English; with or without scripts."""
    contexts = []

    def opened(address: str, *, script: bool = True):
        context = open_context(browser, lang="en", size=PHONE, script=script)
        contexts.append(context)
        page = context.new_page()
        sign_in(page, base, "learner", target=address)
        return page

    yield opened
    for context in contexts:
        context.close()


def test_what_fits_is_shown_while_one_types_and_a_tap_copies_it(live_app, open_page):
    page = open_page("/aids/phrases")
    cards = page.locator("[data-card]:visible")
    every = cards.count()
    words = page.locator("[data-words]").first.inner_text()
    page.locator("#q").fill(words)
    expect(cards).to_have_count(1)
    expect(page.locator("[data-found]")).to_have_text("1 found")
    assert "q=" in page.url
    page.locator("#q").fill("zebra crossing")
    expect(cards).to_have_count(0)
    expect(page.locator("[data-found]")).to_contain_text("Nothing fits")
    page.locator("#q").fill("")
    expect(cards).to_have_count(every)
    button = page.locator("button[data-copy], button.aid-words").first
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_contain_text("Copied")
    expect(page.locator("[data-told]")).to_have_text("Copied")


def test_ticks_survive_a_reload_and_a_skipped_step_is_named(live_app, open_page):
    page = open_page(f"/aids/checklists/{CHECKLIST}")
    boxes = page.locator("input[type=checkbox]")
    boxes.last.check()
    expect(page.locator("[data-warning]")).to_contain_text("step 1, 2, 3")
    page.reload()
    expect(boxes.last).to_be_checked()
    expect(page.locator("form [data-told]")).to_contain_text(f"1 of {boxes.count()}")
    page.locator("button[type=reset]").click()
    expect(boxes.last).not_to_be_checked()
    expect(page.locator("[data-warning]")).to_be_hidden()
    page.reload()
    expect(boxes.last).not_to_be_checked()


def test_everything_is_there_without_a_script(live_app, open_page):
    page = open_page("/aids/phrases", script=False)
    words = page.locator("[data-words]").first.inner_text()
    page.locator("#q").fill(words)
    page.locator("form[role=search] button").click()
    expect(page.locator("[data-card]:visible")).to_have_count(1)
    expect(page.locator("[data-print]")).to_be_hidden()
    page.goto(page.url.partition("/aids")[0] + f"/aids/checklists/{CHECKLIST}")
    page.locator("input[type=checkbox]").first.check()
    page.locator("button[type=reset]").click()
    expect(page.locator("input[type=checkbox]").first).not_to_be_checked()

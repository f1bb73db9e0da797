"""The charts of the overview are drawn by our own plotly.js, follow light and dark, and are not needed to read it."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from app.learning.actions import enrol
from tests.browser import DESK, PHONE, axe_problems, open_context, overflow, sign_in

pytestmark = pytest.mark.browser
COLOUR = "element => getComputedStyle(element).fill"


@pytest.fixture
def newcomers(live_app, world):
    """Some people in the programme, so that every chart has something to show."""
    services = live_app.extensions["aftercare"]
    at = datetime.now(UTC) - timedelta(days=12)
    with services.database.write() as session:
        library = services.libraries.published(session)
        for person in (world.colleague, world.mentor):
            enrol(session, library, person, "aircon-agent", at.date(), by=world.manager, at=at)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1280"])
def test_the_charts_are_drawn_and_follow_the_dark(browser, base, newcomers, size):
    context = open_context(browser, lang="en", size=size)
    page = context.new_page()
    asked: list[str] = []
    problems: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    sign_in(page, base, "manager", target="/overview")
    holders = page.locator("[data-figure]")
    for holder in holders.all():
        holder.scroll_into_view_if_needed()
        expect(holder).to_have_attribute("data-drawn", "")
        expect(holder.locator("svg.main-svg").first).to_be_visible()
    assert holders.count() >= 3
    assert sum("plotly" in url for url in asked) == 1
    assert all(url.startswith((base, "data:", "blob:")) for url in asked)

    bar = page.locator("[data-figure=levels] .bars path").first
    light = bar.evaluate(COLOUR)
    page.emulate_media(color_scheme="dark")
    expect(bar).not_to_have_css("fill", light)
    assert overflow(page) <= 0
    assert axe_problems(page) == []
    assert problems == []
    context.close()


def test_without_javascript_the_tables_say_the_same(browser, base, newcomers):
    context = open_context(browser, lang="zh", size=PHONE, script=False)
    page = context.new_page()
    sign_in(page, base, "manager", target="/overview")
    expect(page.locator("[data-figure]").first).to_be_hidden()
    page.locator("details summary").first.click()
    expect(page.locator("details table").first).to_be_visible()
    assert overflow(page) <= 0
    context.close()

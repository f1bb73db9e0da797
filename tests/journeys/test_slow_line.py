"""A slow line: the page can be written in before its scripts are there, and nothing of that is lost."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import PHONE, open_context, sign_in
from tests.journeys.test_nothing_lost import QUIZ, choices, choose, ledger

pytestmark = pytest.mark.browser


def test_what_was_answered_before_the_script_was_there_is_handed_in(browser, live_app, base):
    page = open_context(browser, lang="en", size=PHONE).new_page()
    sign_in(page, base, "learner", target=f"/quizzes/{QUIZ}")
    held = []
    page.route(re.compile(r"/js/attempt\.js$"), lambda route: held.append(route))  # noqa: PLW0108 - it marks the function
    page.locator("form button.btn").first.click(no_wait_after=True)
    page.wait_for_url(re.compile(r"/attempts/\d+$"), wait_until="commit")
    page.locator("#hand-in").wait_for()
    item = choices(page)[0]
    value = choose(page, item, 1)
    attempt = int(page.url.rsplit("/", 1)[1])
    assert ledger(live_app, attempt) == {}, "no script has heard it"
    (script,) = held
    script.continue_()
    expect(page.locator(f'section[data-item="{item}"] [data-state]')).to_have_class(re.compile("is-saved"))
    assert ledger(live_app, attempt) == {item: value}
    page.locator("#hand-in").click()
    page.locator("#confirm button[value=yes]").click()
    page.wait_for_url(re.compile("/receipt$"))
    assert ledger(live_app, attempt) == {item: value}
    page.context.close()

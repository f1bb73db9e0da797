"""Sign-in, lesson, self-check and quiz work when no script runs."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import PHONE, open_context, sign_in
from tests.journeys.conftest import LAST_LESSON, answers_in_ledger
from tests.journeys.paper import answer_rightly

pytestmark = pytest.mark.browser
COURSE, LESSON = LAST_LESSON.split("/")


def test_a_newcomer_is_certified_without_javascript(browser, live_app, base):
    context = open_context(browser, lang="zh", size=PHONE, script=False)
    page = context.new_page()
    sign_in(page, base, "learner", target=f"/courses/{COURSE}/lessons/{LESSON}")

    for number in range(page.locator("form[data-check]").count()):
        check = page.locator("form[data-check]").first
        check.locator("input[name=choice]").first.check()
        check.locator("button").click()
        expect(page.locator(".answers")).to_have_count(number + 1)
    page.locator("#end form button").click()
    expect(page.locator("#end .note.ok").first).to_be_visible()

    page.goto(f"{base}/quizzes/complaint-handling-final")
    page.locator("form button.btn").first.click()
    page.wait_for_url(re.compile(r"/attempts/\d+$"))
    attempt = int(page.url.rsplit("/", 1)[1])
    items = [section.get_attribute("data-item") for section in page.locator("section[data-item]").all()]
    with live_app.app_context(), live_app.extensions["aftercare"].database.read() as session:
        questions = live_app.extensions["aftercare"].libraries.published(session).questions
    answer_rightly(page, questions[items[0]].spec)
    page.locator("#save").click()
    assert set(answers_in_ledger(live_app, attempt)) == {items[0]}

    for item in items[1:]:
        answer_rightly(page, questions[item].spec)
    page.locator("#hand-in").click()
    page.wait_for_url(re.compile(r"/receipt$"))
    assert "100%" in page.locator("main").inner_text()

    page.goto(f"{base}/certificates")
    expect(page.locator("ul.sheets a").first).to_have_text("基础客服")
    context.close()

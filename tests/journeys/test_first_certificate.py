"""The main job: lesson, self-check, quiz through a lost connection, certificate, verification, the manager's view."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESK, PHONE, axe_problems, open_context, overflow, picture, sign_in
from tests.journeys.conftest import LAST_LESSON, answers_in_ledger
from tests.journeys.paper import answer_rightly

pytestmark = pytest.mark.browser
COURSE, LESSON = LAST_LESSON.split("/")
WORDS = {
    "zh": {"saved": "已保存", "certified": "有效", "level": "基础客服"},
    "en": {"saved": "saved", "certified": "Valid", "level": "Foundation agent"},
}


@pytest.mark.parametrize(("lang", "size"), [("zh", PHONE), ("en", DESK)], ids=["zh-390", "en-1280"])
def test_a_newcomer_is_certified_and_the_manager_sees_it(browser, live_app, base, lang, size):
    context = open_context(browser, lang=lang, size=size)
    page = context.new_page()

    sign_in(page, base, "learner", target="/today")
    look(page, f"journey-today-{lang}")
    read_last_lesson(page, base, lang)
    take_quiz_through_a_lost_connection(page, live_app, base, lang)
    code = find_certificate(page, base, lang)
    verify_as_a_stranger(browser, base, code, lang, size)
    manager_sees_it(browser, base, lang, size)
    context.close()


def read_last_lesson(page: Page, base: str, lang: str) -> None:
    page.goto(f"{base}/courses/{COURSE}/lessons/{LESSON}")
    look(page, f"journey-lesson-{lang}")
    for number in range(page.locator("form[data-check]").count()):
        check = page.locator("form[data-check]").first
        check.locator("input[name=choice]").nth(number % 2).check()
        check.locator("button").click()
        expect(page.locator(".answers")).to_have_count(number + 1)
    page.locator("#end").scroll_into_view_if_needed()
    page.mouse.wheel(0, 4000)
    expect(page.locator("#end .note.ok").first).to_be_visible()
    look(page, f"journey-lesson-done-{lang}")


def take_quiz_through_a_lost_connection(page: Page, app, base: str, lang: str) -> None:
    page.goto(f"{base}/quizzes/complaint-handling-final")
    look(page, f"journey-quiz-{lang}")
    page.locator("form button.btn").first.click()
    page.wait_for_url(re.compile(r"/attempts/\d+$"))
    attempt = int(page.url.rsplit("/", 1)[1])
    items = [section.get_attribute("data-item") for section in page.locator("section[data-item]").all()]
    with app.app_context(), app.extensions["aftercare"].database.read() as session:
        questions = app.extensions["aftercare"].libraries.published(session).questions
    half = len(items) // 2
    for item in items[:half]:
        answer_rightly(page, questions[item].spec)
    in_time(page, lambda: set(answers_in_ledger(app, attempt)) == set(items[:half]))
    expect(page.locator("#save-state.ok")).to_contain_text(WORDS[lang]["saved"], ignore_case=True)

    page.context.set_offline(True)
    for item in items[half:]:
        answer_rightly(page, questions[item].spec)
    expect(page.locator("#save-state.warn")).to_be_visible()
    look(page, f"journey-offline-{lang}")
    assert set(answers_in_ledger(app, attempt)) == set(items[:half])

    page.context.set_offline(False)
    in_time(page, lambda: set(answers_in_ledger(app, attempt)) == set(items))
    expect(page.locator("#save-state.ok")).to_be_visible()
    page.locator("#hand-in").click()
    page.locator("#confirm button[value=yes]").click()
    page.wait_for_url(re.compile(r"/receipt$"))
    look(page, f"journey-receipt-{lang}")
    assert "100%" in page.locator("main").inner_text()


def find_certificate(page: Page, base: str, lang: str) -> str:
    page.goto(f"{base}/certificates")
    look(page, f"journey-certificates-{lang}")
    link = page.locator("ul.sheets a").first
    expect(link).to_have_text(WORDS[lang]["level"])
    link.click()
    page.wait_for_url(re.compile(r"/certificates/\w+$"))
    look(page, f"journey-certificate-{lang}")
    return page.url.rsplit("/", 1)[1]


def verify_as_a_stranger(browser, base: str, code: str, lang: str, size) -> None:
    context = open_context(browser, lang=lang, size=size)
    page = context.new_page()
    page.goto(f"{base}/verify/{code}")
    expect(page.locator("main")).to_contain_text(WORDS[lang]["certified"])
    expect(page.locator("main")).to_contain_text("Learner")
    look(page, f"journey-verify-{lang}")
    context.close()


def manager_sees_it(browser, base: str, lang: str, size) -> None:
    context = open_context(browser, lang=lang, size=size)
    page = context.new_page()
    sign_in(page, base, "manager", target="/overview")
    page.goto(f"{base}/overview/people")
    row = page.locator("tr, li").filter(has_text="Learner").filter(has_text=WORDS[lang]["level"])
    expect(row.first).to_be_visible()
    row.first.get_by_role("link", name="Learner").first.click()
    expect(page.locator("main")).to_contain_text(WORDS[lang]["level"])
    look(page, f"journey-person-{lang}")
    context.close()


def in_time(page: Page, holds, seconds: float = 30) -> None:
    """Wait until something holds on the server; fail when it does not in time."""
    for _ in range(int(seconds * 10)):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not happen in time")


def look(page: Page, name: str) -> None:
    picture(page, name)
    assert axe_problems(page) == []
    assert overflow(page) <= 0, f"{page.url} is wider than the screen"

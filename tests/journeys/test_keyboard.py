"""The way of a newcomer with the keyboard only."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESK, open_context

pytestmark = pytest.mark.browser


def tab_to(page: Page, selector: str, most: int = 120) -> None:
    """Press Tab until the element has the focus, as somebody without a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement?.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with Tab on {page.url}")


def test_sign_in_self_check_and_quiz_by_keyboard(browser, live_app, base):
    context = open_context(browser, lang="en", size=DESK)
    page = context.new_page()
    page.goto(f"{base}/sign-in?next=/courses/complaint-handling/lessons/closed-loop")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    tab_to(page, "input[name=identifier]")
    page.keyboard.type("learner")
    page.keyboard.press("Tab")
    page.keyboard.type("aftercare-demo")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/lessons/"))
    page.wait_for_load_state("networkidle")

    tab_to(page, "form[data-check] input[name=choice]")
    page.keyboard.press("Space")
    tab_to(page, "form[data-check] button")
    page.keyboard.press("Enter")
    expect(page.locator(".answers")).to_have_count(1)

    page.goto(f"{base}/quizzes/complaint-handling-final")
    tab_to(page, "main form button")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/attempts/\d+$"))
    page.wait_for_load_state("networkidle")
    tab_to(page, "section[data-item] input, section[data-item] select")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    tab_to(page, "#hand-in", most=300)
    context.close()

"""Texts with gaps, matching, cases and surveys in the browser: on the phone, by script and without, and in the review."""

from itertools import product

import pytest
from playwright.sync_api import expect

from app.demo.answering import right_answer, wrong_answer
from tests.browser import DESK, PHONE, axe_problems, open_context, overflow, picture, sign_in, wants_pictures
from tests.factories.assessment import a_quiz
from tests.journeys.conftest import answers_in_ledger
from tests.journeys.paper import answer_rightly, give

pytestmark = pytest.mark.browser
SHOWN = {
    "cloze": ("co-frame-gaps", "ch-tiers-gaps"),
    "match": ("co-plain-pairs", "ch-evidence-match"),
    "case": ("co-case-no-cooling", "ch-case-shock", "ch-case-stops"),
    "survey": ("co-survey-useful", "ch-survey-wish"),
}


@pytest.fixture
def specs(live_app):
    """The shipped questions of these kinds, and a quiz of each in the release."""
    with live_app.extensions["aftercare"].database.read() as session:
        library = live_app.extensions["aftercare"].libraries.published(session)
    for kind, ids in SHOWN.items():
        library.quizzes[f"all-{kind}"] = a_quiz(
            id=f"all-{kind}", draws=(), questions=ids, shuffle=("choices",), release_key="after_submit", attempts=9
        )
    return {question.id: question.spec for question in library.questions.values()}


def open_paper(page, base: str, kind: str) -> int:
    sign_in(page, base, "learner", target=f"/quizzes/all-{kind}")
    page.locator("main form button").click()
    page.wait_for_url("**/attempts/*")
    return int(page.url.rpartition("/")[2].partition("?")[0])


@pytest.mark.parametrize(("kind", "lang"), [*product(SHOWN, ("zh", "en"))])
def test_an_answer_is_saved_and_shown_again(browser, live_app, base, specs, kind, lang):
    context = open_context(browser, lang=lang, size=PHONE if lang == "zh" else DESK)
    page = context.new_page()
    attempt = open_paper(page, base, kind)
    page.wait_for_load_state("networkidle")
    assert overflow(page) <= 0
    assert axe_problems(page) == []
    if wants_pictures():
        picture(page, f"{kind}-{lang}")
    given = {item: answer for item in SHOWN[kind] if (answer := right_answer(specs[item])) is not None}
    for item in given:
        answer_rightly(page, specs[item])
    page.locator("#hand-in").focus()
    expect(page.locator("#save-state")).to_have_class("chip ok")
    assert answers_in_ledger(live_app, attempt) == given
    page.reload()
    expect(page.locator(".attempt-nav .is-answered")).to_have_count(len(given))
    assert overflow(page) <= 0
    context.close()


@pytest.mark.parametrize(("kind", "lang"), [*product(SHOWN, ("zh", "en"))])
def test_the_review_without_scripts_explains_a_mistake(browser, base, specs, kind, lang):
    context = open_context(browser, lang=lang, size=PHONE if lang == "zh" else DESK, script=False)
    page = context.new_page()
    attempt = open_paper(page, base, kind)
    for item in SHOWN[kind]:
        give(page, specs[item], wrong_answer(specs[item], "a"))
    page.locator("#hand-in").click()
    page.goto(f"{base}/attempts/{attempt}/review")
    expect(page.locator("section.item")).to_have_count(len(SHOWN[kind]))
    assert overflow(page) <= 0
    if wants_pictures():
        picture(page, f"{kind}-review-{lang}")
    context.close()

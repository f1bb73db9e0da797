"""The bench in a real browser: keyboard alone, drafts that survive, two windows, a tablet, no JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.factory import create_app
from app.kernel.clock import utc_now
from tests.browser import DESK, PHONE, axe_problems, open_context, overflow, served, sign_in
from tests.factories.bench import UNSAFE, a_roleplay_library, play

pytestmark = pytest.mark.browser
TABLET = {"width": 768, "height": 1024}


@pytest.fixture
def library(live_app, world):
    return install(live_app, world)


def install(app, world):
    """Let an application know the hand-made scenario in place of the shipped ones."""
    made = a_roleplay_library(release_id=world.release_id)
    app.extensions["aftercare"].libraries._releases[world.release_id] = made
    return made


@pytest.fixture
def handed_in(live_app, library, world) -> int:
    database = live_app.extensions["aftercare"].database
    return play(database, library, world.learner, UNSAFE, at=utc_now())


def open_bench(browser, base, **more) -> Page:
    """Sign the mentor in and take the conversation."""
    page = open_context(browser, **{"lang": "en", "size": DESK, **more}).new_page()
    sign_in(page, base, "mentor", target="/bench")
    page.get_by_role("button", name=re.compile("^(Take Leakage|领取)")).click()
    page.wait_for_url(re.compile(r"/bench/\d+$"))
    return page


def wait_until_saved(page: Page) -> None:
    expect(page.locator("#draft-state")).to_contain_text(re.compile("^(Draft saved|草稿已保存)$"))


def test_a_mentor_marks_decides_and_releases_without_a_mouse(browser, base, handed_in):
    page = open_bench(browser, base)
    page.keyboard.press("t")
    page.keyboard.press("a")
    expect(page.locator("#announcer")).to_contain_text("Attached to Empathy")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("s")
    for key in ("j", "4", "j", "2", "j", "n", "j", "5"):
        page.keyboard.press(key)
    expect(page.locator("#open-count")).to_have_text("4 of 7 answered")
    for label in ("found-cc-safety", "found-cc-promise"):
        page.locator(f"input[name={label}][value=no]").focus()
        page.keyboard.press("Space")
    page.locator("#impression-1").focus()
    page.keyboard.press("ArrowRight")
    page.locator("#hand-in").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("You did not see it; the engine flagged it.")).to_be_visible()
    page.locator("#final-cc-safety-yes").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Finish and release").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Not passed.")).to_be_visible()
    page.context.close()


def test_a_draft_survives_signing_out_and_a_restart(browser, live_app, base, handed_in, world):
    page = open_bench(browser, base)
    page.locator("#anchor-empathy-3").check()
    page.locator("#criterion-empathy summary").click()
    page.locator("#note-empathy").fill("Kept, whatever happens")
    wait_until_saved(page)
    path = page.url.removeprefix(base)
    page.context.close()
    again = create_app(live_app.extensions["aftercare"].settings)
    install(again, world)
    with served(again) as restarted:
        page = open_context(browser, lang="en", size=DESK).new_page()
        sign_in(page, restarted, "mentor", target=path)
        expect(page.locator("#anchor-empathy-3")).to_be_checked()
        expect(page.locator("#note-empathy")).to_have_value("Kept, whatever happens")
        page.context.close()
    again.extensions["aftercare"].database.engines.dispose()


def test_an_older_window_is_told_that_a_newer_draft_exists(browser, base, handed_in):
    page = open_bench(browser, base)
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("#anchor-safety-5").check()
    wait_until_saved(other)
    page.locator("#anchor-safety-1").check()
    expect(page.locator("#draft-state")).to_contain_text("also marked in another window")
    expect(page.locator("#hand-in")).to_be_disabled()
    page.reload()
    expect(page.locator("#anchor-safety-5")).to_be_checked()
    page.context.close()


def test_selected_words_become_evidence(browser, base, handed_in):
    page = open_bench(browser, base, lang="zh")
    page.evaluate(
        """() => {
          const text = document.querySelector('[data-turn="1"] .part').firstChild;
          const range = document.createRange();
          range.setStart(text, 0);
          range.setEnd(text, 6);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }"""
    )
    page.locator("#criterion-empathy [data-attach-here]").click()
    expect(page.locator("#criterion-empathy q")).to_have_text("换谁都会担心")
    assert page.locator("#criterion-empathy [data-evidence] input").get_attribute("value") == "1:0:6"
    wait_until_saved(page)
    page.reload()
    expect(page.locator("#criterion-empathy q")).to_have_text("换谁都会担心")
    page.context.close()


@pytest.mark.parametrize(
    ("lang", "size", "dark"), [("zh", PHONE, False), ("en", DESK, True), ("zh", TABLET, False), ("en", PHONE, True)]
)
def test_marking_and_deciding_fit_and_are_accessible(browser, base, handed_in, lang, size, dark):
    page = open_bench(browser, base, lang=lang, size=size, dark=dark)
    page.locator(".part").first.click()
    page.locator("#criterion-empathy [data-attach-here]").click()
    for criterion in ("empathy", "safety", "ownership", "wording"):
        page.locator(f"#anchor-{criterion}-4").check()
    assert (overflow(page), axe_problems(page)) == (0, [])
    for name in ("#own-cc-safety-yes", "#own-cc-promise-yes", "#impression-3"):
        page.locator(name).check()
    page.locator("#hand-in").click()
    expect(page.locator("#decision")).to_be_visible()
    assert (overflow(page), axe_problems(page)) == (0, [])
    page.goto(f"{base}/bench")
    assert (overflow(page), axe_problems(page)) == (0, [])
    page.context.close()


def test_without_javascript_the_page_is_one_long_form(browser, base, handed_in):
    page = open_bench(browser, base, script=False)
    page.locator("#attach-1").select_option("empathy")
    page.locator("#anchor-empathy-4").check()
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("#criterion-empathy q")).to_contain_text("换谁都会担心")
    page.get_by_role("button", name="Hand in my marks").click()
    expect(page.locator("#problems")).to_contain_text("Safety")
    for name in ("safety-1", "ownership-na", "wording-3"):
        page.locator(f"#anchor-{name}").check()
    for name in ("#own-cc-safety-yes", "#own-cc-promise-no", "#impression-2"):
        page.locator(name).check()
    page.get_by_role("button", name="Hand in my marks").click()
    page.get_by_role("button", name="Finish and release").click()
    expect(page.get_by_text("Released:")).to_be_visible()
    page.context.close()

"""Answers in one's own words in a real browser: written on a phone, marked blind by two, read with their points."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.identity.actions import NewPerson, create_person, grant_role, set_password
from app.kernel.clock import utc_now
from tests.browser import DESK, PHONE, axe_problems, open_context, overflow, picture, sign_in, wants_pictures
from tests.factories.marking import SAY, WRITE, a_words_library
from tests.factories.organisation import password_hash

pytestmark = pytest.mark.browser


@pytest.fixture
def library(live_app, world):
    """A quiz that a level asks for, so that every answer goes to two; and a second mentor."""
    services, at = live_app.extensions["aftercare"], utc_now()
    made = a_words_library(decides=True, release_id=world.release_id)
    services.libraries._releases[world.release_id] = made
    with services.database.write() as session:
        new = NewPerson("mentor2", "Second Mentor", at.date(), trade="aircon")
        person = create_person(session, new, team_id=world.team, by=None, at=at)
        set_password(session, person, password_hash(), by=None, at=at)
        grant_role(session, person, "mentor", team_id=world.region, by=None, at=at)
    return made


def look(page: Page, name: str) -> None:
    """The page is whole; a picture of it when pictures are wanted."""
    assert axe_problems(page) == []
    assert overflow(page) <= 0
    if wants_pictures():
        picture(page, name)


def write_paper(page: Page, base: str) -> str:
    """Write and hand in the paper; return the address of its receipt."""
    page.goto(f"{base}/quizzes/words")
    page.get_by_role("button", name="开始测验").click()
    page.locator(f'section[data-item="{SAY}"] textarea').fill("让您久等了。我来联系，四点前回您电话。")
    page.locator(f'section[data-item="{WRITE}"] textarea').fill("您好，工时 120 元，配件 460 元，您定了我再安排。")
    page.locator('input[type=radio][value="yes"]').check()
    page.locator("#hand-in").click()
    page.locator("#confirm button[value=yes]").click()
    page.wait_for_url(re.compile("/receipt$"))
    return page.url


def mark_all(page: Page, base: str, *, picture_as: str = "") -> None:
    """Take and mark both answers by keyboard alone."""
    for number in range(2):
        page.goto(f"{base}/bench")
        if picture_as and not number:
            look(page, f"{picture_as}-queue")
        page.locator('form[action*="/marking/"] button').first.click()
        page.wait_for_url(re.compile(r"/marking/\d+$"))
        page.keyboard.press("j")
        for _criterion in range(2):  # a digit gives the points and goes on to the next criterion
            if page.locator(":focus").get_attribute("type") == "radio":
                page.keyboard.press("1")
            else:
                page.keyboard.type("7")
        page.locator("#comment").fill("时间和下一步都说清了。")
        expect(page.locator("#draft-state")).to_contain_text(re.compile("Draft saved|草稿已保存"))
        if picture_as:
            look(page, f"{picture_as}-{number}")
        page.locator("#hand-in").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#own")).to_be_visible()
        if picture_as:
            look(page, f"{picture_as}-{number}-after")


def test_two_mentors_mark_blind_what_a_learner_wrote_on_a_phone(browser, base, library):
    phone = open_context(browser, lang="zh", size=PHONE).new_page()
    sign_in(phone, base, "learner")
    receipt = write_paper(phone, base)
    expect(phone.get_by_role("heading", level=1)).to_have_text("已交卷，等人评分")
    look(phone, "marking-receipt-waiting-zh")
    phone.goto(f"{base}/today")
    look(phone, "marking-today-waiting-zh")

    desk = open_context(browser, lang="en", size=DESK).new_page()
    sign_in(desk, base, "mentor")
    mark_all(desk, base, picture_as="marking-en")
    expect(desk.get_by_text("also goes to a second marker")).to_be_visible()
    phone.goto(receipt)
    expect(phone.get_by_role("heading", level=1)).to_have_text("已交卷，等人评分")

    other = open_context(browser, lang="zh", size=PHONE, dark=True).new_page()
    sign_in(other, base, "mentor2")
    mark_all(other, base, picture_as="marking-zh-dark")
    expect(other.get_by_text("已定分")).to_be_visible()

    phone.goto(receipt)
    expect(phone.get_by_role("heading", level=2, name="导师评分")).to_be_visible()
    expect(phone.get_by_text("时间和下一步都说清了。").first).to_be_visible()
    look(phone, "marking-receipt-zh")
    phone.goto(receipt.replace("/receipt", "/review"))
    look(phone, "marking-review-zh")
    phone.goto(f"{base}/today")
    expect(phone.get_by_role("heading", name="导师的反馈")).to_be_visible()
    for page in (phone, desk, other):
        page.context.close()


def test_without_javascript_an_answer_is_marked_as_well(browser, base, library):
    phone = open_context(browser, lang="zh", size=PHONE).new_page()
    sign_in(phone, base, "learner")
    write_paper(phone, base)
    page = open_context(browser, lang="en", size=DESK, script=False).new_page()
    sign_in(page, base, "mentor")
    page.goto(f"{base}/bench")
    page.locator('form[action*="/marking/"] button').first.click()
    page.locator("#points-owner-1").check()
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("button", name="Hand in the points").click()
    expect(page.get_by_role("alert")).to_contain_text("Something is still open")
    page.locator("#points-time-2").check()
    page.get_by_role("button", name="Hand in the points").click()
    expect(page.locator("#own")).to_be_visible()
    for one in (phone, page):
        one.context.close()

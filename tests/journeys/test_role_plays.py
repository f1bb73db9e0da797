"""The other half of the main job: three customers, blind marks, debriefs, a level, and red lines that stop the next."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from app.certification.rules.conditions import leaves
from app.content.conditions import CourseDone, QuizPassed, RoleplaysPassed, Signoff
from app.evidence.actions import record_fact
from app.evidence.rules import Fact
from app.kernel.clock import utc_now
from tests.browser import DESK, PHONE, axe_problems, open_context, overflow, picture, sign_in

pytestmark = pytest.mark.browser
CUSTOMERS = ("aircon-calm-enquiry", "filter-cleaning-advice", "missed-appointment")
LEAK = "aircon-leak-night"
LOOKED_AT = set[str]()
SCREENS = pytest.mark.parametrize(("lang", "size"), [("zh", PHONE), ("en", DESK)], ids=["zh-390", "en-1280"])


@pytest.fixture
def library(live_app):
    with live_app.extensions["aftercare"].database.read() as session:
        return live_app.extensions["aftercare"].libraries.published(session)


@SCREENS
def test_three_customers_and_a_blind_marker_lead_to_the_certificate(browser, live_app, base, library, lang, size):
    everything_but_role_plays(live_app, library, "foundation")
    person = open_context(browser, lang=lang, size=size)
    page = person.new_page()
    sign_in(page, base, "colleague", target="/role-plays")
    look(page, f"role-plays-{lang}")
    talks = [talk_to(page, base, library.scenarios[name], "t-model", lang) for name in CUSTOMERS]
    look(page, f"role-play-waiting-{lang}")
    assert levels_of(live_app) == []

    mark_everything(browser, base, lang, size, count=len(CUSTOMERS))

    page.goto(f"{base}/role-play-sessions/{talks[0]}/debrief")
    expect(page.locator("svg.mood-curve, figure svg").first).to_be_visible()
    look(page, f"role-play-debrief-{lang}")
    page.goto(f"{base}/role-play-sessions/{talks[0]}/marks")
    look(page, f"role-play-marks-{lang}")
    assert levels_of(live_app) == ["foundation"]
    page.goto(f"{base}/certificates")
    expect(page.locator("a[href^='/certificates/']").first).to_be_visible()
    person.close()


@SCREENS
def test_a_wrong_promise_and_a_missing_power_off_stop_the_level(browser, live_app, base, library, lang, size):
    everything_but_role_plays(live_app, library, "foundation", "professional", with_role_plays=True)
    assert levels_of(live_app) == ["foundation"]
    person = open_context(browser, lang=lang, size=size)
    page = person.new_page()
    sign_in(page, base, "colleague", target=f"/role-plays/{LEAK}")
    talk = talk_to(page, base, library.scenarios[LEAK], "t-late-and-dangerous", lang)

    mark_everything(browser, base, lang, size, count=1, confirm=("cc-safety", "cc-promise", "cc-danger"))

    assert levels_of(live_app) == ["foundation"]
    page.goto(f"{base}/role-play-sessions/{talk}/marks")
    words = page.locator("main").inner_text()
    for critical in ("cc-safety", "cc-promise"):
        title = next(one.title for one in library.scenarios[LEAK].critical if one.id == critical)
        assert title.in_lang(lang) in words
    look(page, f"role-play-failed-{lang}")
    talk_to(page, base, library.scenarios[LEAK], "t-model", lang)
    mark_everything(browser, base, lang, size, count=1)
    assert levels_of(live_app) == ["foundation", "professional"], "without red lines the level is awarded"
    person.close()


def talk_to(page: Page, base: str, scenario, test: str, lang: str) -> int:
    """Hold an assessed conversation in the words of a golden transcript, fill in the work order, hand in."""
    page.goto(f"{base}/role-plays/{scenario.id}")
    page.locator("form:has(input[name=rung][value=assessed]) button").click()
    page.wait_for_url(re.compile(r"/role-play-sessions/\d+"))
    talk = int(re.search(r"/role-play-sessions/(\d+)", page.url)[1])
    golden = next(one for one in scenario.tests if one.id == test)
    sentences = golden.say[lang]
    for number, sentence in enumerate(sentences, start=1):
        if sentence == "/end":
            page.locator("#leave summary").click()
            page.locator("#leave-button").click()
            break
        page.locator("#say").fill(sentence)
        page.locator("#say-button").click()
        if number < len(sentences):
            expect(page.locator("#say-state")).to_contain_text(str(number))
            expect(page.locator("#say")).to_have_value("")
    expect(page.locator("#over")).to_be_visible()
    for field in scenario.ticket:
        if field.id in golden.ticket:
            fill(page, field, golden.ticket[field.id].in_lang(lang))
    look(page, f"role-play-over-{scenario.id}-{lang}")
    page.locator("#close-button").click()
    page.wait_for_url(re.compile(r"/debrief$"))
    return talk


def fill(page: Page, field, value: str) -> None:
    place = page.locator(f"[name='t-{field.id}']")
    if field.type == "choice":
        place.select_option(value)
    else:
        place.fill(value)


def mark_everything(browser, base: str, lang: str, size, *, count: int, confirm: tuple[str, ...] = ()) -> None:
    """Let the mentor take one conversation after the other: own marks first, then what the engine flagged."""
    context = open_context(browser, lang=lang, size=size)
    page = context.new_page()
    sign_in(page, base, "mentor", target="/bench")
    for number in range(count):
        page.goto(f"{base}/bench")
        if number == 0:
            look(page, f"bench-queue-{lang}")
        page.locator("form[action$='/claim'] button").first.click()
        page.wait_for_url(re.compile(r"/bench/\d+$"))
        assert "Colleague" not in page.content(), "marking is blind"
        for one in page.locator("[data-criterion]").all():
            page.locator(f"#anchor-{one.get_attribute('data-criterion')}-4").check()
        for one in page.locator("fieldset.red-line").all():
            critical = one.get_attribute("id").removeprefix("critical-")
            page.locator(f"#own-{critical}-{'yes' if critical in confirm else 'no'}").check()
        page.locator("#impression-4").check()
        look(page, f"bench-marking-{lang}", settle=False)
        page.locator("#hand-in").click()
        expect(page.locator("#decision")).to_be_visible()
        look(page, f"bench-deciding-{lang}")
        page.locator("#decision button[type=submit]:not([formaction])").click()
        expect(page.locator("#decision button[type=submit]:not([formaction])")).to_have_count(0)
    context.close()


def everything_but_role_plays(app, library, *levels: str, with_role_plays: bool = False) -> None:
    """Record what the levels ask for besides role-plays (those of the first level, too, when asked for)."""
    services, at = app.extensions["aftercare"], utc_now()
    with services.database.write() as session:
        person = session.execute(text("SELECT id FROM person WHERE employee_number = 'colleague'")).scalar_one()
        for number, level in enumerate(levels):
            rule = next(one for one in library.tracks["aircon"].levels if one.id == level)
            for leaf in leaves(rule.require):
                for fact in facts_for(leaf, person, level, at, with_role_plays=with_role_plays and number == 0):
                    record_fact(session, fact, by=None, at=at)


def facts_for(leaf, person: int, level: str, at, *, with_role_plays: bool):
    if isinstance(leaf, CourseDone):
        yield Fact(person, "any", "course", leaf.course, at, passed=True)
    elif isinstance(leaf, QuizPassed):
        yield Fact(person, "any", "quiz", leaf.quiz, at, passed=True, score=1000)
    elif isinstance(leaf, Signoff):
        yield Fact(person, "aircon", "signoff", leaf.by, at, passed=True, detail={"level": level})
    elif isinstance(leaf, RoleplaysPassed) and with_role_plays:
        for name in CUSTOMERS:
            detail = {"grade": 1, "critical": 0, "markers": 1, "session": 0}
            yield Fact(person, "any", "roleplay", name, at, passed=True, score=900, detail=detail)


def levels_of(app) -> list[str]:
    query = "SELECT level FROM award JOIN person ON person.id = award.person_id WHERE employee_number = 'colleague'"
    with app.extensions["aftercare"].database.read() as session:
        return [row.level for row in session.execute(text(f"{query} ORDER BY award.id"))]


def look(page: Page, name: str, *, settle: bool = True) -> None:
    """Take a picture and expect nothing that spills over or shuts anybody out; of the same kind of page once."""
    if name in LOOKED_AT:
        return
    LOOKED_AT.add(name)
    if settle:
        page.wait_for_load_state("networkidle")
    picture(page, name)
    assert (overflow(page), axe_problems(page)) == (0, []), name

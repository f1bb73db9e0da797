"""Pages of role-plays over HTTP: works, refused, invalid; what is kept back until its time never leaves."""

import re

import pytest
from sqlalchemy import func, select

from app.roleplay.actions import return_session
from app.roleplay.models import RoleplaySession, RoleplayTurn
from app.roleplay.queries import find_session, ticket_of, turns_of
from tests.factories.roleplay import MODEL, SAFE, SUM_UP, VISIT, a_release, release_marks, talk_through
from tests.factories.scenario import a_scenario
from tests.web.page_lint import lint_page, words_of
from tests.web.signing import post, sign_in

NUMBERS = re.compile(r"(?<![\d:])(?:60|48|33|30|50|56)(?!\d)")  # anger and trust on the way through MODEL
COLD = ("I'll send an engineer within 48 hours.", *("That is not our department.",) * 2)


@pytest.fixture
def library(app, world):
    """A small release in place of the shipped one."""
    made = a_release(a_scenario(), a_scenario(id="other", trade="automotive"), release_id=world.release_id)
    app.extensions["aftercare"].libraries._releases[made.release_id] = made
    return made


@pytest.fixture
def token(client, library):
    return sign_in(client, "learner")


def start(client, token, rung="text", scenario="leak"):
    response = post(client, f"/role-plays/{scenario}/sessions", token, rung=rung)
    assert response.status_code == 303, response.get_data(as_text=True)
    return response.location


def say(client, token, address, text, *, seen, key=None, **more):
    return post(client, f"{address}/turns", token, text=text, seen=str(seen), key=key or f"k{seen}", lang="en", **more)


def send(client, token, address, *, accept="application/json", **fields):
    return client.post(
        f"{address}/turns", data={"lang": "en", **fields}, headers={"X-CSRF-Token": token, "Accept": accept}
    )


def through(client, token, address, lines=MODEL):
    for seen, text in enumerate(lines):
        assert say(client, token, address, text, seen=seen).status_code == 303


def played(app_database, library, world, *, rung="assessed", lines=MODEL, at, marks=False):
    with app_database.write() as session:
        roleplay = talk_through(session, library, world.learner, rung=rung, lines=lines, at=at)
    if marks:
        with app_database.write() as session:
            release_marks(session, roleplay, world.learner, at=at)
    return f"/role-play-sessions/{roleplay}"


def number_of(address):
    return int(re.search(r"/role-play-sessions/(\d+)", address)[1])


def counted(app_database):
    with app_database.read() as session:
        return tuple(
            session.scalar(select(func.count()).select_from(table)) for table in (RoleplaySession, RoleplayTurn)
        )


# List and brief


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_list_shows_ones_trade_by_grade_and_what_comes_next(client, token, lang):
    html = lint_page(client.get(f"/role-plays?lang={lang}"))
    assert html.count('href="/role-plays/leak"') == 2
    assert "/role-plays/other" not in html
    for words in {"zh": ("二级", "还没练过", "电话"), "en": ("Grade 2", "not tried yet", "Phone call")}[lang]:
        assert words in html


def test_the_brief_says_who_calls_and_what_is_judged_and_recommends_a_rung(client, token):
    html = lint_page(client.get("/role-plays/leak?lang=en"))
    for words in ("Ms Zhou", "Phone call", "about 8 minutes", "Order", "Empathy", "recommended", "Start assessed"):
        assert words in html
    assert "Product" not in words_of(html)
    assert "Has had a long day" not in html
    assert "Prices" not in html


def test_an_unknown_scenario_or_rung_does_not_start(client, token, app_database):
    assert client.get("/role-plays/none").status_code == 404
    assert post(client, "/role-plays/none/sessions", token, rung="text").status_code == 404
    lint_page(post(client, "/role-plays/leak/sessions", token, rung="live"))
    assert post(client, "/role-plays/leak/sessions", token, rung="live").status_code == 422
    assert client.post("/role-plays/leak/sessions", data={"rung": "text"}).status_code == 400
    assert counted(app_database) == (0, 0)


def test_a_second_assessed_conversation_waits_for_the_marks_of_the_first(
    client, token, app_database, library, world, clock
):
    played(app_database, library, world, at=clock())
    html = lint_page(client.get("/role-plays/leak?lang=en"))
    assert "Your last one waits for its marks" in html
    assert "Start assessed" not in html
    response = post(client, "/role-plays/leak/sessions", token, rung="assessed")
    assert response.status_code == 409
    lint_page(response)
    assert "with the mentor" in lint_page(client.get("/role-plays?lang=en"))


# The conversation


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("rung", ["hints", "choices", "text", "assessed"])
def test_the_page_shows_the_customer_in_words_and_no_numbers(client, token, rung, lang):
    address = start(client, token, rung)
    html = lint_page(client.get(f"{address}?lang={lang}"))
    assert "It leaks again!" in html
    assert not NUMBERS.search(words_of(html))
    assert ("First make it safe." in html) is (rung == "hints")
    assert ("<textarea" in html) is (rung in {"text", "assessed"})


def test_a_turn_without_a_script_leads_back_to_its_place(client, token):
    address = start(client, token)
    response = say(client, token, address, SAFE, seen=0)
    assert (response.status_code, response.location) == (303, f"{address}#turn-1")
    html = lint_page(client.get(f"{address}?lang=en"))
    for words in ('id="turn-1"', "I have switched it off.", "trust rises · anger eases", "Saved · turn 1"):
        assert words in html


def test_a_turn_with_the_script_returns_the_parts_that_changed(client, token):
    address = start(client, token)
    found = send(client, token, address, text=SAFE, key="k1", seen="0").get_json()
    assert (found["seq"], found["over"]) == (1, False)
    assert "I have switched it off." in found["html"]
    assert "It leaks again!" not in found["html"]
    assert re.findall('data-live="([a-z]+)"', found["html"]) == ["head", "talk", "state"]
    again = send(client, token, address, text=SAFE, key="k1", seen="0").get_json()
    assert again["seq"] == 1
    assert "I have switched it off." in again["html"]


def test_a_repeated_turn_brings_everything_that_the_page_has_missed(client, token):
    address = start(client, token)
    say(client, token, address, SAFE, seen=0, key="a")
    say(client, token, address, VISIT, seen=1, key="b")
    found = send(client, token, address, text=SAFE, key="a", seen="0").get_json()
    assert found["seq"] == 2
    assert 'id="turn-1"' in found["html"]
    assert 'id="turn-2"' in found["html"]


@pytest.mark.parametrize(
    ("text", "words"), [("", "Please say something first."), ("x" * 1001, "too long for one turn")]
)
def test_an_empty_or_endless_turn_comes_back_with_its_text(client, token, app_database, text, words):
    address = start(client, token)
    client.get("/role-plays?lang=en")
    response = say(client, token, address, text, seen=0)
    assert response.status_code == 422
    html = lint_page(response)
    assert words in html
    assert f">{text}</textarea>" in html
    error = send(client, token, address, text=text, key="k", seen="0")
    assert (error.status_code, error.get_json()["field"]) == (422, "text")
    assert counted(app_database) == (1, 0)


def test_a_turn_from_an_older_page_is_refused_shows_the_newer_lines_and_keeps_the_text(client, token, app_database):
    address = start(client, token)
    client.get("/role-plays?lang=en")
    say(client, token, address, SAFE, seen=0)
    response = say(client, token, address, "My other thought", seen=0, key="other")
    assert response.status_code == 409
    html = lint_page(response)
    assert ">My other thought</textarea>" in html
    assert "I have switched it off." in html
    assert 'name="seen" value="1"' in html
    error = send(client, token, address, text="My other thought", key="other", seen="0")
    assert (error.status_code, error.get_json()["error"]) == (409, "stale")
    assert counted(app_database) == (1, 1)


def test_an_option_is_chosen_and_the_next_ones_are_offered(client, token, app_database):
    address = start(client, token, "hints")
    assert post(client, f"{address}/turns", token, option="b1-safe", key="k", seen="0", lang="zh").status_code == 303
    html = lint_page(client.get(f"{address}?lang=zh"))
    assert 'value="b-visit"' in html
    assert 'value="b1-safe"' not in html
    response = post(client, f"{address}/turns", token, kind="chosen", key="k2", seen="1")
    assert response.status_code == 422
    assert "请选择一个回答。" in lint_page(response)


def test_each_turn_keeps_its_language_and_the_customer_speaks_the_page_s(client, token, app_database):
    address = start(client, token)
    post(client, f"{address}/turns", token, text="请先断电。", key="k", seen="0", lang="zh")
    html = lint_page(client.get(f"{address}?lang=en"))
    assert '<span class="said" lang="zh-Hans">请先断电。</span>' in html
    assert "I have switched it off." in html
    with app_database.read() as session:
        assert turns_of(session, number_of(address))[0].lang == "zh"


def test_signing_out_keeps_the_turn_with_the_script(client, token, app):
    address = start(client, token)
    client._cookies.clear()
    response = send(client, token, address, text=SAFE, key="k", seen="0")
    assert (response.status_code, response.get_json()["error"]) == (401, "signed_out")


def test_the_conversation_of_somebody_else_is_not_found(client, token, app):
    address = start(client, token)
    for name in ("colleague", "mentor", "manager", "admin", "author"):
        other = app.test_client()
        their = sign_in(other, name)
        assert other.get(address).status_code == 404
        assert other.get(f"{address}/debrief").status_code == 404
        for place in ("turns", "ticket", "ending", "what-if", "forks"):
            data = {"text": SAFE, "turn": "1", "key": "k"}
            assert post(other, f"{address}/{place}", their, **data).status_code == 404


# Assessed: what is kept back


def test_an_assessed_conversation_says_what_was_promised_but_not_whether_it_may_be(client, token):
    practice, assessed = start(client, token, "text"), start(client, token, "assessed")
    for address in (practice, assessed):
        say(client, token, address, VISIT, seen=0)
    client.get("/role-plays?lang=en")
    words = words_of(lint_page(client.get(practice)))
    assert "within the policy" in words
    assert "not recapped yet" in words
    words = words_of(lint_page(client.get(assessed)))
    assert "A visit" in words
    assert "not recapped yet" in words
    assert "olicy" not in words


def test_before_the_release_the_debrief_shows_only_what_was_said_and_written(
    client, token, app_database, library, world, clock
):
    address = played(app_database, library, world, lines=COLD, at=clock())
    html = lint_page(client.get(f"{address}/debrief?lang=en"))
    words = words_of(html)
    assert "Your mentor is marking." in words
    assert COLD[0] in words
    for kept_back in ("why r-", "No power-off", "Better", "policy", "anger +", "Old parent", "What if", "<svg class"):
        assert kept_back not in words
    assert "mood-curve" not in html
    for place in ("what-if", "forks"):
        response = post(client, f"{address}/{place}", token, turn="1", text=SAFE)
        assert response.status_code == 409
        lint_page(response)


def test_after_the_release_everything_is_shown_with_the_marks(client, token, app_database, library, world, clock):
    address = played(app_database, library, world, lines=COLD, at=clock(), marks=True)
    html = lint_page(client.get(f"{address}/debrief?lang=en"))
    for words in ("82%", f'href="{address}/marks"', "No power-off", "why r-shirk", "Power off first.", "mood-curve"):
        assert words in html


def test_a_conversation_that_came_back_says_why(client, token, app_database, library, world, clock):
    address = played(app_database, library, world, at=clock())
    with app_database.write() as session:
        return_session(session, number_of(address), "Wrong scenario.", by=None, at=clock())
    pages = (f"{address}/debrief?lang=en", "/role-plays/leak?lang=en")
    assert all("Wrong scenario." in lint_page(client.get(page)) for page in pages)


# The work order and the end


def test_the_work_order_is_saved_field_by_field_and_as_a_whole(client, token, app_database):
    address = start(client, token)
    change = {"client": "tab", "changes": [{"seq": 1, "field": "level", "value": "level-2"}]}
    headers = {"X-CSRF-Token": token, "Accept": "application/json"}
    assert client.post(f"{address}/ticket", json=change, headers=headers).get_json() == {"acked": [1]}
    response = post(client, f"{address}/ticket", token, **{"t-level": "level-2", "t-note": "hello", "ticket_seen": "1"})
    assert response.location == f"{address}?saved=1#work-order"
    assert "hello" in lint_page(client.get(f"{address}?saved=1"))
    with app_database.read() as session:
        assert dict(ticket_of(session, number_of(address))) == {"level": "level-2", "note": "hello"}


def test_what_does_not_fit_the_work_order_is_said_at_its_field(client, token):
    address = start(client, token)
    client.get("/role-plays?lang=en")
    data = {"t-level": "level-9", "t-note": "x" * 401, "t-address": "kept", "ticket_seen": "0"}
    response = post(client, f"{address}/ticket", token, **data)
    assert response.status_code == 422
    html = lint_page(response)
    assert "Please choose one of the entries." in html
    assert "Please keep it below 400 characters." in html
    assert 'value="kept"' in html
    change = {"client": "tab", "changes": [{"seq": 1, "field": "level", "value": "level-9"}]}
    error = client.post(f"{address}/ticket", json=change, headers={"X-CSRF-Token": token})
    assert (error.status_code, error.get_json()["field"]) == (422, "level")


def test_after_the_last_word_the_work_order_is_completed_and_closed(client, token, app_database):
    address = start(client, token)
    client.get("/role-plays?lang=en")
    assert post(client, f"{address}/ending", token).status_code == 409
    through(client, token, address)
    html = lint_page(client.get(address))
    assert "The conversation is over" in html
    assert 'id="composer"' not in html
    assert lint_page(say(client, token, address, "More", seen=3)).count("The conversation is over")
    response = post(client, f"{address}/ending", token, **{"t-level": "level-3", "ticket_seen": "0"})
    assert response.location == f"{address}/debrief"
    assert client.get(address).location == f"{address}/debrief"
    assert post(client, f"{address}/ending", token).location == f"{address}/debrief"
    with app_database.read() as session:
        row = find_session(session, number_of(address))
        assert (row.ending, dict(ticket_of(session, row.id))) == ("resolved", {"level": "level-3"})


def test_hanging_up_leads_to_the_last_screen(client, token):
    address = start(client, token, "assessed")
    response = send(client, token, address, leave="1", key="k", seen="0")
    assert response.get_json()["over"] is True
    assert "Hand in" in lint_page(client.get(f"{address}?lang=en"))


# The debrief


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_debrief_of_practice_explains_every_change(client, token, app_database, library, world, clock, lang):
    address = played(app_database, library, world, rung="text", at=clock())
    html = lint_page(client.get(f"{address}/debrief?lang={lang}"))
    assert html.count("<circle class") == 4
    for words in ("why r-safety", "<mark>switch it off</mark>", "Address", "Wet hands", "KFR-35"):
        assert words in html
    english = (
        "trust +12",
        "within the policy",
        "recapped",
        "missing",
        "found out",
        "not found out",
        "The exact numbers",
    )
    chinese = ("信任 +12", "政策允许", "已复述", "漏填", "已问到", "没问到", "具体数值")
    assert not [words for words in (english if lang == "en" else chinese) if words not in html]


def test_other_words_show_what_would_have_followed_and_store_nothing(
    client, token, app_database, library, world, clock
):
    address = played(app_database, library, world, rung="text", at=clock())
    before = counted(app_database)
    client.get("/role-plays?lang=en")
    html = lint_page(post(client, f"{address}/what-if", token, turn="1", text=VISIT))
    for words in ("critical: No power-off", "Power off first.", "Continue from here", "<mark>send an engineer</mark>"):
        assert words in html
    assert lint_page(post(client, f"{address}/what-if", token, turn="1", text="")).count("Please say something first.")
    for turn in ("0", "4", "x"):
        assert post(client, f"{address}/what-if", token, turn=turn, text=VISIT).status_code == 404
    assert counted(app_database) == before


def test_going_on_from_a_turn_begins_practice_with_the_new_words(client, token, app_database, library, world, clock):
    address = played(app_database, library, world, rung="text", at=clock())
    response = post(client, f"{address}/forks", token, turn="2", text=SUM_UP, lang="en")
    assert response.location.endswith("#turn-2")
    html = lint_page(client.get(response.location.partition("#")[0]))
    assert SUM_UP in html
    assert VISIT.partition("'")[2] not in html


def test_mentors_and_managers_of_the_team_read_an_ended_debrief_but_do_nothing_in_it(
    client, token, app, app_database, library, world, clock
):
    address = played(app_database, library, world, rung="text", at=clock())
    for name in ("mentor", "manager"):
        other = app.test_client()
        their = sign_in(other, name)
        html = lint_page(other.get(f"{address}/debrief?lang=en"))
        assert f'href="/people/{world.learner}"' in html
        assert "What if I had said" not in html
        assert post(other, f"{address}/what-if", their, turn="1", text=VISIT).status_code == 404
        assert post(other, f"{address}/forks", their, turn="1").status_code == 404
    for name in ("colleague", "outsider", "other_mentor", "other_manager"):
        other = app.test_client()
        sign_in(other, name)
        assert other.get(f"{address}/debrief").status_code == 404

"""Pages of quizzes and attempts over HTTP: works, refused, invalid; and the key never leaves before its time."""

import re

import pytest
from sqlalchemy import select

from app.assessment.models import Attempt, AttemptEvent
from app.assessment.queries import find_attempt
from app.assessment.rules.batch import field_name
from app.items.registry import KINDS
from tests.factories.assessment import a_library, a_quiz, right_answers
from tests.web.page_lint import lint_page
from tests.web.signing import post, sign_in


@pytest.fixture
def library(app, world):
    """A small release with a question of every kind in place of the shipped one."""
    made = a_library(release_id=world.release_id)
    return install(app, made)


def install(app, library):
    app.extensions["aftercare"].libraries._releases[library.release_id] = library
    return library


@pytest.fixture
def token(client, library):
    return sign_in(client, "learner")


def start(client, token, quiz="final"):
    response = post(client, f"/quizzes/{quiz}/attempts", token)
    assert response.status_code == 303, response.get_data(as_text=True)
    return int(re.search(r"/attempts/(\d+)$", response.headers["Location"])[1])


def send(client, token, attempt, *events, client_name="tab-1", **more):
    body = {
        "client": client_name,
        "events": [{"seq": s, "item": i, "answer": a, "lang": "en"} for s, i, a in events],
        **more,
    }
    return client.post(f"/attempts/{attempt}/events", json=body, headers={"X-CSRF-Token": token})


def row_of(app_database, attempt):
    with app_database.read() as session:
        return find_attempt(session, attempt)


def fields(app_database, library, attempt, *, only=None, **changes):
    answers = right_answers(row_of(app_database, attempt).paper, library)
    found = {
        field_name(item, part): values
        for item, parts in answers.items()
        if only is None or item in only
        for part, values in parts.items()
    }
    return {**found, **changes}


def seen_of(html):
    return re.search(r'name="seen" value="(\d+)"', html)[1]


# The page of a quiz


def test_the_quiz_page_states_its_rules_in_both_languages(client, token):
    html = lint_page(client.get("/quizzes/final?lang=en"))
    for words in ("Final quiz", "20 minutes", "60%", "3 left", "at least 30 minutes", "Red lines", "Start the quiz"):
        assert words in html
    html = lint_page(client.get("/quizzes/final?lang=zh"))
    for words in ("结业测验", "20 分钟", "还剩 3 次", "至少间隔 30 分钟", "开始测验"):
        assert words in html


def test_an_unknown_quiz_or_attempt_is_not_found(client, token):
    assert client.get("/quizzes/none").status_code == 404
    assert post(client, "/quizzes/none/attempts", token).status_code == 404
    for address in ("/attempts/999", "/attempts/999/receipt", "/attempts/999/review", "/attempts/99999999999999999999"):
        assert client.get(address).status_code == 404
    assert post(client, "/attempts/999/submission", token).status_code == 404


@pytest.mark.parametrize("address", ["/quizzes/final", "/attempts/1", "/attempts/1/receipt", "/attempts/1/review"])
def test_a_stranger_is_led_to_the_sign_in(client, library, address):
    response = client.get(address)
    assert response.status_code == 303
    assert "/sign-in" in response.headers["Location"]


def test_nothing_starts_without_the_token(client, token):
    assert client.post("/quizzes/final/attempts").status_code == 400


# The paper


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_paper_shows_every_kind_and_no_key(client, token, app_database, lang):
    attempt = start(client, token, "every-kind")
    response = client.get(f"/attempts/{attempt}?lang={lang}")
    html = lint_page(response)
    assert html.count("data-item=") == len(KINDS)
    assert response.headers["Cache-Control"] == "no-store"


def test_key_and_feedback_are_nowhere_before_their_time(client, token, app_database, library):
    attempt = start(client, token)
    pages = [client.get(f"/attempts/{attempt}"), client.get("/quizzes/final")]
    pages += [
        post(client, f"/attempts/{attempt}/submission", token),
        client.get(f"/attempts/{attempt}/receipt"),
        client.get(f"/attempts/{attempt}/review"),
    ]
    for page in pages:
        html = page.get_data(as_text=True)
        assert "canary" not in html
        assert not re.search(r'\bok\b="|data-ok|data-right|"ok":', html)
    assert row_of(app_database, attempt).passed is False


def test_the_accepted_words_are_not_on_the_paper(client, token):
    attempt = start(client, token, "every-kind")
    html = client.get(f"/attempts/{attempt}?lang=zh").get_data(as_text=True)
    assert "同理心" not in html
    assert "没有记录的承诺无法兑现" not in html


def test_another_persons_attempt_is_not_found(client, app, token):
    attempt = start(client, token)
    for name in ("colleague", "manager", "admin"):
        other = app.test_client()
        their = sign_in(other, name)
        for suffix in ("", "/receipt", "/review"):
            assert other.get(f"/attempts/{attempt}{suffix}").status_code == 404
        for suffix in ("/submission", "/answers"):
            assert post(other, f"/attempts/{attempt}{suffix}", their).status_code == 404
        assert send(other, their, attempt, (1, "q1", "yes")).status_code == 404


def test_starting_twice_leads_to_the_same_paper(client, token):
    assert start(client, token) == start(client, token)
    assert "Go on" in lint_page(client.get("/quizzes/final?lang=en"))


# Saving


def test_answers_are_acknowledged_and_stand_in_the_form_again(client, token, app_database):
    attempt = start(client, token)
    item = row_of(app_database, attempt).paper.items[0].id
    answer = send(client, token, attempt, (1, item, {"": ["no"]}))
    assert answer.status_code == 200
    assert answer.json == {"acked": [1], "refused": [], "remaining_seconds": 1200, "others": False}
    html = lint_page(client.get(f"/attempts/{attempt}"))
    assert re.search(r'value="no" checked', html)


def test_what_cannot_be_saved_says_why(client, token, app_database):
    attempt = start(client, token)
    item = row_of(app_database, attempt).paper.items[0].id
    mixed = send(client, token, attempt, (1, item, "none"), (2, item, "yes"))
    assert (mixed.status_code, mixed.json["acked"]) == (200, [2])
    assert mixed.json["refused"][0]["message"]
    alone = send(client, token, attempt, (3, "stranger", "yes"))
    assert (alone.status_code, alone.json["acked"], alone.json["refused"][0]["seq"]) == (422, [], 3)
    for body in ("{", "[]", '{"client": "form", "events": []}', '{"client": "a b", "events": []}'):
        headers = {"X-CSRF-Token": token, "Content-Type": "application/json"}
        broken = client.post(f"/attempts/{attempt}/events", data=body, headers=headers)
        assert (broken.status_code, broken.json["error"]) == (422, "invalid")


def test_answers_without_token_sign_in_or_time_are_refused_as_json(client, app, token, clock):
    attempt = start(client, token)
    assert send(client, "0" * 64, attempt, (1, "q1", "yes")).status_code == 400
    stranger = send(app.test_client(), token, attempt, (1, "q1", "yes"))
    assert (stranger.status_code, stranger.json["error"]) == (401, "signed_out")
    clock.advance(minutes=23)
    late = send(client, token, attempt, (1, "q1", "yes"))
    assert (late.status_code, late.json["error"]) == (409, "time_over")
    post(client, f"/attempts/{attempt}/submission", token)
    done = send(client, token, attempt, (1, "q1", "yes"))
    assert (done.status_code, done.json["error"]) == (409, "submitted")


def test_another_device_is_noticed(client, token, app_database):
    attempt = start(client, token)
    item = row_of(app_database, attempt).paper.items[0].id
    send(client, token, attempt, (1, item, "yes"), client_name="phone", seen=0)
    assert send(client, token, attempt, (1, item, "no"), client_name="desk", seen=0).json["others"]


def test_without_javascript_the_form_saves(client, token, app_database, library):
    attempt = start(client, token, "every-kind")
    seen = seen_of(lint_page(client.get(f"/attempts/{attempt}")))
    response = post(client, f"/attempts/{attempt}/answers", token, seen=seen, **fields(app_database, library, attempt))
    assert response.status_code == 303
    html = lint_page(client.get(response.headers["Location"] + "&lang=en"))
    assert html.count("is-answered") == len(KINDS)
    assert "Saved" in html


def test_an_unreadable_answer_comes_back_as_typed_with_the_rest_saved(client, token, app_database, library):
    attempt = start(client, token, "every-kind")
    data = fields(app_database, library, attempt, **{field_name("example-number"): ["three or so"]})
    for suffix in ("answers", "submission"):
        response = post(client, f"/attempts/{attempt}/{suffix}", token, seen="0", **data)
        assert response.status_code == 422
        html = lint_page(response)
        assert "three or so" in html
        assert 'aria-invalid="true"' in html
    assert row_of(app_database, attempt).is_open


def test_two_steps_at_one_place_are_explained(client, token, app_database):
    attempt = start(client, token, "every-kind")
    data = {field_name("example-order", "listen"): "1", field_name("example-order", "name"): "1"}
    html = lint_page(post(client, f"/attempts/{attempt}/answers?lang=en", token, seen="0", **data))
    assert "Two steps have the same place" in html


def test_the_answer_of_a_case_is_saved_by_its_fields_or_by_its_parts(client, token, app_database, library):
    attempt = start(client, token, "every-kind")
    for number, answer in enumerate(
        [
            {"first": ["cut"], "sort.late": ["one"], "ask.noise": ["_2"]},
            {"first": "cut", "sort": {"late": "one"}, "ask": {"noise": "noise"}},
        ]
    ):
        assert send(client, token, attempt, (number + 1, "example-case", answer)).get_json()["refused"] == []
        html = lint_page(client.get(f"/attempts/{attempt}"))
        item = row_of(app_database, attempt).paper.items
        assert {"first.choices", "sort.things", "ask.rights"} <= set(
            next(each.orders for each in item if each.id == "example-case")
        )
        checked = re.search(r'name="q-example-case:first" value="cut"( checked)?', html)
        assert checked[1]
        chosen = re.search(r'name="q-example-case:sort.late">(.*?)</select>', html, re.DOTALL)[1]
        assert 'value="one" selected' in chosen


def test_what_a_part_refuses_is_refused_under_the_case(client, token):
    attempt = start(client, token, "every-kind")
    for answer in ({"hours": "soon"}, {"first": {"x": "cut"}}, {"second": "cut"}):
        reply = send(client, token, attempt, (1, "example-case", answer)).get_json()
        assert [refusal["item"] for refusal in reply["refused"]] == ["example-case"]


def test_no_page_says_which_right_side_belongs_where(client, token):
    attempt = start(client, token, "every-kind")
    html = client.get(f"/attempts/{attempt}").get_data(as_text=True)
    select = re.search(r'name="q-example-match:noise">(.*?)</select>', html, re.DOTALL)[1]
    assert sorted(re.findall(r'value="([^"]*)"', select)) == ["", "_1", "_2", "_3"]


def test_every_question_says_how_it_counts(client, token):
    attempt = start(client, token, "every-kind")
    html = lint_page(client.get(f"/attempts/{attempt}?lang=en"))
    for words in ("Each pair counts", "Each gap counts", "Each item counts", "no points", "for its own points"):
        assert words in html
    html = lint_page(client.get(f"/attempts/{attempt}?lang=zh"))
    for words in ("配错不倒扣", "填错不倒扣", "分错不倒扣", "没有对错，不计分", "选对得分，选错扣分"):
        assert words in html


# Handing in


def test_handing_in_gives_a_receipt_and_the_review_after_a_pass(client, token, app_database, library):
    attempt = start(client, token)
    assert client.get(f"/attempts/{attempt}/receipt").headers["Location"] == f"/attempts/{attempt}"
    assert client.get(f"/attempts/{attempt}/review").headers["Location"] == f"/attempts/{attempt}"
    response = post(
        client, f"/attempts/{attempt}/submission", token, seen="0", **fields(app_database, library, attempt)
    )
    assert response.headers["Location"] == f"/attempts/{attempt}/receipt"
    html = lint_page(client.get(f"/attempts/{attempt}/receipt?lang=en"))
    assert row_of(app_database, attempt).receipt in html
    assert "You have passed" in html
    review = lint_page(client.get(f"/attempts/{attempt}/review"))
    assert "canary-why" in review
    assert "canary-explain" in review
    assert client.get(f"/attempts/{attempt}").headers["Location"] == f"/attempts/{attempt}/receipt"
    refused = post(client, "/quizzes/final/attempts", token)
    assert refused.status_code == 409
    lint_page(refused)


def test_a_failed_attempt_keeps_the_key_back_and_says_when_the_next_one_opens(client, token, app_database, clock):
    attempt = start(client, token)
    post(client, f"/attempts/{attempt}/submission", token)
    receipt = lint_page(client.get(f"/attempts/{attempt}/receipt?lang=en"))
    assert "Not passed yet" in receipt
    assert "red-line" in receipt
    assert "The answers are shown once you have passed." in lint_page(client.get(f"/attempts/{attempt}/review"))
    assert "The next attempt opens at" in lint_page(client.get("/quizzes/final"))
    assert post(client, "/quizzes/final/attempts", token).status_code == 409
    clock.advance(minutes=31)
    assert start(client, token) != attempt


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("answered", [True, False])
def test_the_review_explains_every_kind_right_and_unanswered(client, app, world, lang, answered):
    app_database = app.extensions["aftercare"].database
    every = a_library().quizzes["every-kind"]
    changes = {name: getattr(every, name) for name in every.__struct_fields__} | {"release_key": "after_submit"}
    library = install(app, a_library(quiz=type(every)(**changes), release_id=world.release_id))
    library.quizzes["every-kind"] = type(every)(**changes)
    token = sign_in(client, "learner")
    attempt = start(client, token, "every-kind")
    data = fields(app_database, library, attempt) if answered else {}
    post(client, f"/attempts/{attempt}/submission", token, seen="0", **data)
    html = lint_page(client.get(f"/attempts/{attempt}/review?lang={lang}"))
    assert html.count('class="card item') == len(KINDS)


def test_a_script_that_saved_everything_hands_in_without_the_fields(client, token, app_database):
    attempt = start(client, token)
    item = row_of(app_database, attempt).paper.items[0].id
    send(client, token, attempt, (1, item, "yes"))
    response = client.post(f"/attempts/{attempt}/submission", headers={"X-CSRF-Token": token})
    assert response.status_code == 303
    with app_database.read() as session:
        assert session.execute(select(AttemptEvent.item_id)).scalars().all() == [item]
    assert row_of(app_database, attempt).score > 0


def test_handing_in_again_leads_to_the_same_receipt(client, token, app_database, clock):
    attempt = start(client, token)
    post(client, f"/attempts/{attempt}/submission", token)
    before = row_of(app_database, attempt)
    clock.advance(minutes=5)
    assert post(client, f"/attempts/{attempt}/submission", token).status_code == 303
    assert row_of(app_database, attempt) == before


def test_when_the_time_is_over_the_page_says_what_counts(client, token, app_database, clock):
    attempt = start(client, token)
    item = row_of(app_database, attempt).paper.items[0].id
    send(client, token, attempt, (1, item, "yes"))
    clock.advance(minutes=20, seconds=1)
    html = lint_page(client.get(f"/attempts/{attempt}?lang=en"))
    assert "1 of 5 answers are saved" in html
    assert post(client, f"/attempts/{attempt}/submission", token).status_code == 303


def test_a_quiz_without_limits_shows_none(client, app, world):
    quiz = a_quiz(time_limit=None, attempts=None)
    install(app, a_library(quiz=quiz, release_id=world.release_id))
    token = sign_in(client, "learner")
    html = lint_page(client.get("/quizzes/final?lang=en"))
    assert "no limit" in html
    assert "as many as you like" in html
    attempt = start(client, token)
    assert "data-remaining" not in lint_page(client.get(f"/attempts/{attempt}"))


def test_a_get_writes_nothing(client, token, app_database):
    client.get("/quizzes/final")
    with app_database.read() as session:
        assert session.execute(select(Attempt.id)).all() == []


# A further attempt


def use_all_attempts(client, token, clock):
    for _ in range(3):
        attempt = start(client, token)
        post(client, f"/attempts/{attempt}/submission", token)
        clock.advance(minutes=31)


def test_a_manager_gives_one_more_attempt(client, app, token, clock, world):
    use_all_attempts(client, token, clock)
    assert "All attempts are used" in lint_page(client.get("/quizzes/final?lang=en"))
    manager = app.test_client()
    their = sign_in(manager, "manager")
    address = f"/people/{world.learner}/attempts"
    assert "Give one more attempt" in lint_page(manager.get(f"{address}?lang=en"))
    lint_page(post(manager, address, their, quiz="final", reason=""))
    assert post(manager, address, their, quiz="every-kind", reason="why not").status_code == 422
    assert post(manager, address, their, quiz="final", reason="The line was cut").status_code == 303
    assert post(manager, address, their, quiz="final", reason="again").status_code == 422
    assert "No further attempt is needed" in lint_page(manager.get(address))
    assert start(client, token)


@pytest.mark.parametrize("name", ["learner", "mentor", "author", "other_manager"])
def test_nobody_else_gives_attempts(client, library, world, name):
    token = sign_in(client, name)
    assert client.get(f"/people/{world.learner}/attempts").status_code == 404
    assert post(client, f"/people/{world.learner}/attempts", token, quiz="final", reason="x").status_code == 404

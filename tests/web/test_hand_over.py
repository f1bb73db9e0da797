"""The hand-over page, receipts to keep and to verify, and forms that met an ended session, over HTTP."""

import html
import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from app.assessment.actions import NewSitting, create_sitting, reopen_attempt
from app.assessment.models import Attempt, AttemptEvent
from app.identity.models import SignInSession
from tests.factories.assessment import a_library
from tests.factories.organisation import PASSWORD
from tests.web.page_lint import lint_page, words_of
from tests.web.signing import csrf_of, post, sign_in
from tests.web.test_assessment import fields, install, row_of, seen_of, send, start

HERE = {"Origin": "http://localhost"}


@pytest.fixture
def library(app, world):
    return install(app, a_library(release_id=world.release_id))


@pytest.fixture
def token(client, library):
    return sign_in(client, "learner")


@pytest.fixture
def paper(client, token):
    return start(client, token)


@pytest.fixture
def receipt(client, token, paper, app_database):
    post(client, f"/attempts/{paper}/submission", token)
    return row_of(app_database, paper).receipt


# The page of what did not arrive


def test_the_hand_over_page_says_what_has_arrived_and_to_whom_a_file_goes(client, token, paper, app_database):
    item = row_of(app_database, paper).paper.items[0].id
    send(client, token, paper, (1, item, "yes"))
    page = lint_page(client.get(f"/attempts/{paper}/hand-over?lang=en"))
    assert "1 / 5" in words_of(page)
    assert "Give the file to your invigilator or your manager." in words_of(page)
    assert f'data-paper="{row_of(app_database, paper).paper_mark}"' in page
    assert 'data-person="learner"' in page
    assert f"/attempts/{paper}/hand-over" in lint_page(client.get(f"/attempts/{paper}"))


def test_the_hand_over_page_is_for_ones_own_paper_open_or_not(client, app, paper, receipt):
    lint_page(client.get(f"/attempts/{paper}/hand-over"))
    assert client.get("/attempts/999/hand-over").status_code == 404
    other = app.test_client()
    assert other.get(f"/attempts/{paper}/hand-over").status_code == 303
    sign_in(other, "colleague")
    assert other.get(f"/attempts/{paper}/hand-over").status_code == 404


def test_when_the_time_is_over_the_page_leads_to_what_this_device_holds(client, paper, clock):
    clock.advance(hours=1)
    assert f"/attempts/{paper}/hand-over" in lint_page(client.get(f"/attempts/{paper}"))


# Receipts


def test_a_receipt_is_kept_as_a_text_in_both_languages(client, paper, receipt):
    page = lint_page(client.get(f"/attempts/{paper}/receipt"))
    assert f"/attempts/{paper}/receipt.txt" in page
    answer = client.get(f"/attempts/{paper}/receipt.txt?lang=en")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="receipt-{paper}.txt"'
    assert answer.mimetype == "text/plain"
    words = answer.get_data(as_text=True)
    assert f"Receipt code: {receipt}" in words
    assert "Person: Learner (learner)" in words
    assert "交卷回执：结业测验" in client.get(f"/attempts/{paper}/receipt.txt?lang=zh").get_data(as_text=True)


def test_a_receipt_is_only_for_its_person_and_only_once_there_is_one(client, app, paper, token):
    assert client.get(f"/attempts/{paper}/receipt.txt").status_code == 404
    post(client, f"/attempts/{paper}/submission", token)
    other = app.test_client()
    sign_in(other, "colleague")
    assert other.get(f"/attempts/{paper}/receipt.txt").status_code == 404


@pytest.mark.parametrize(("lang", "genuine"), [("zh", "回执属实"), ("en", "This receipt is genuine")])
def test_anybody_may_verify_a_receipt_and_learns_quiz_and_time_only(app, receipt, paper, app_database, lang, genuine):
    stranger = app.test_client()
    asked = stranger.get("/verify", query_string={"code": receipt.upper()})
    assert (asked.status_code, asked.headers["Location"]) == (303, f"/verify/{receipt}")
    words = words_of(lint_page(stranger.get(f"/verify/{receipt}?lang={lang}")))
    assert genuine in words
    assert {"zh": "结业测验", "en": "Final quiz"}[lang] in words
    assert "2026-03-02 09:00:00 +0800" in words
    assert not re.search(r"opened or completed|重新打开", words)
    assert not re.search(r"Learner|learner|%|\bpassed\b", words)


def test_an_unknown_or_altered_receipt_is_not_confirmed(client, receipt, paper, app_database):
    unknown = client.get("/verify/" + "0" * 64 + "?lang=en")
    assert unknown.status_code == 404
    assert "There is no such receipt" in lint_page(unknown)
    with app_database.write() as session:
        session.execute(
            Attempt.__table__.update().values(paper={**session.scalars(select(Attempt.paper)).one(), "pass_score": 1})
        )
    assert "This receipt cannot be confirmed" in lint_page(client.get(f"/verify/{receipt}?lang=en"))


def test_a_receipt_from_before_a_reopening_says_so(client, receipt, paper, app_database, clock):
    with app_database.write() as session:
        session.execute(Attempt.__table__.update().values(sitting_id=None, state="submitted"))
    with app_database.write() as session:
        row = session.get(Attempt, paper)
        row.sitting_id = _a_sitting(session, clock)
        session.flush()
        reopen_attempt(session, paper, 10, "by mistake", by=None, at=clock())
    page = lint_page(client.get(f"/verify/{receipt}?lang=en"))
    assert "This receipt is genuine" in page
    assert "opened or completed again" in page


def _a_sitting(session, clock) -> int:
    hour = timedelta(hours=1)
    new = NewSitting("final", "March", clock() + hour, clock() + 2 * hour, "submit", timedelta(), (), (1,))
    return create_sitting(session, new, by=None, at=clock())


# A form that met an ended session


def end_sessions(app_database):
    with app_database.write() as session:
        session.execute(delete(SignInSession))


def kept_in(page: str) -> str:
    return html.unescape(re.search(r'name="kept" value="([^"]*)"', page)[1])


def typed(client, app_database, library, paper):
    page = client.get(f"/attempts/{paper}").get_data(as_text=True)
    return fields(app_database, library, paper, seen=seen_of(page))


def test_what_was_typed_into_an_ended_session_is_sent_after_signing_in(client, token, paper, app_database, library):
    sent = typed(client, app_database, library, paper)
    end_sessions(app_database)
    answer = client.post(f"/attempts/{paper}/answers?lang=en", data={"csrf_token": token, **sent}, headers=HERE)
    assert answer.status_code == 401
    page = lint_page(answer)
    assert "what you typed is kept on this page" in words_of(page)

    form = {"csrf_token": csrf_of(answer), "identifier": "learner", "next": "/", "kept": kept_in(page)}
    again = client.post("/sign-in", data={**form, "password": "not the password"}, headers=HERE)
    assert again.status_code == 422
    assert kept_in(lint_page(again)) == form["kept"]

    on = client.post("/sign-in", data={**form, "password": PASSWORD}, headers=HERE)
    page = lint_page(on)
    assert f'action="/attempts/{paper}/answers"' in page
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page[page.index("<h1>") :])
    values: dict[str, list[str]] = {}
    for name, value in hidden:
        values.setdefault(name, []).append(html.unescape(value))
    done = client.post(f"/attempts/{paper}/answers", data=values, headers=HERE)
    assert done.status_code == 303
    with app_database.read() as session:
        answered = set(session.scalars(select(AttemptEvent.item_id)))
    assert answered == {item.id for item in row_of(app_database, paper).paper.items}


def test_another_person_who_signs_in_cannot_send_it(client, token, paper, app_database, library):
    sent = typed(client, app_database, library, paper)
    end_sessions(app_database)
    answer = client.post(f"/attempts/{paper}/answers", data={"csrf_token": token, **sent}, headers=HERE)
    form = {
        "csrf_token": csrf_of(answer),
        "identifier": "colleague",
        "password": PASSWORD,
        "kept": kept_in(lint_page(answer)),
    }
    on = client.post("/sign-in", data=form, headers=HERE)
    refused = client.post(f"/attempts/{paper}/answers", data={"csrf_token": csrf_of(on), **sent}, headers=HERE)
    assert refused.status_code == 404


@pytest.mark.parametrize("origin", [{}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}])
def test_what_another_site_sends_is_never_kept(client, token, paper, app_database, origin):
    end_sessions(app_database)
    answer = client.post(f"/attempts/{paper}/answers", data={"csrf_token": token, "q-red": "yes"}, headers=origin)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize(
    "kept",
    [
        "{",
        "[]",
        json.dumps({"path": "/sessions/end-others", "fields": [["a", "b"]]}),
        '{"path": "https://a.example/", "fields": []}',
    ],
)
def test_nothing_else_is_sent_after_a_sign_in(client, kept):
    token = csrf_of(client.get("/sign-in"))
    form = {"csrf_token": token, "identifier": "learner", "password": PASSWORD, "next": "/today", "kept": kept}
    answer = client.post("/sign-in", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/today")


def test_an_empty_form_and_a_form_that_is_not_kept_lead_to_the_sign_in(client, token, paper, app_database):
    end_sessions(app_database)
    for path in (f"/attempts/{paper}/submission", "/quizzes/final/attempts"):
        data = {"csrf_token": token, **({} if "submission" in path else {"a": "b"})}
        assert client.post(path, data=data, headers=HERE).status_code == 303

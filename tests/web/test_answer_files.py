"""Answer files brought in by staff: looked at first, taken with a reason, refused when they do not belong."""

import io
import json

import pytest

from app.assessment.queries import events_of, grades_of
from app.assessment.rules.ledger import answers_from
from app.invigilation.rules.answer_file import FORMAT, digest_of
from tests.web.exam_days import appoint, enter, exam_library, row_of
from tests.web.page_lint import lint_page, words_of
from tests.web.signing import post
from tests.web.test_assessment import send, start


@pytest.fixture
def library(app, world):
    return exam_library(app, world)


@pytest.fixture
def paper(client, library, app_database, clock, world):
    """The learner's open paper of a sitting."""
    appoint(app_database, clock, teams=[world.region])
    return start(client, enter(client, "learner"))


def a_file(row, person="learner", *, events=(), **changes):
    body = {
        "format": FORMAT,
        "attempt": row.id,
        "paper": row.paper_mark,
        "person": person,
        "client": "tab-9",
        "events": [
            {"seq": seq, "item": item, "answer": answer, "lang": "zh", "at": "2026-03-02T01:05:00.000Z"}
            for seq, item, answer in events
        ],
        "made_at": "2026-03-02T01:06:00.000Z",
        **changes,
    }
    return json.dumps({"digest": digest_of(body), **body}, ensure_ascii=False).encode()


def bring(client, token, body):
    data = {"csrf_token": token, "file": (io.BytesIO(body), "answers.json")}
    return client.post("/answer-files?lang=en", data=data, content_type="multipart/form-data")


def confirm(client, token, body, **more):
    data = {"csrf_token": token, "text": body.decode(), **more}
    return client.post("/answer-files/confirmation?lang=en", data=data, content_type="multipart/form-data")


def test_a_file_is_looked_at_first_and_then_taken_once_with_a_new_receipt(client, paper, clock, app_database, world):
    row = row_of(app_database, paper)
    items = [item.id for item in row.paper.items]
    learner = enter(client, "learner")
    clock.advance(minutes=10)
    send(client, learner, paper, (1, items[1], "no"), client_name="phone")
    clock.advance(hours=2)
    post(client, f"/attempts/{paper}/submission", learner)
    first = row_of(app_database, paper)
    token = enter(client, "manager")
    lint_page(client.get("/answer-files?lang=en"))
    body = a_file(
        row, events=[(1, items[0], {"": ["yes"]}), (2, items[1], {"": ["yes"]}), (3, items[2], {"": ["none"]})]
    )
    html = words_of(lint_page(bring(client, token, body)))
    for words in ("1 answer would change.", "answered later on another device: stays", "cannot be read", "new receipt"):
        assert words in html
    assert row_of(app_database, paper) == first
    assert confirm(client, token, body).status_code == 422
    done = confirm(client, token, body, reason="network down all day")
    assert done.headers["Location"] == "/answer-files?told=graded"
    assert "new receipt" in lint_page(client.get("/answer-files?told=graded&lang=en"))
    second = row_of(app_database, paper)
    assert second.score > first.score
    assert second.receipt != first.receipt
    assert second.submitted_at == first.submitted_at
    with app_database.read() as session:
        assert answers_from(events_of(session, paper)) == {items[0]: "yes", items[1]: "no"}
        assert [grade.receipt for grade in grades_of(session, paper)] == [first.receipt, second.receipt]
    assert confirm(client, token, body, reason="again").status_code == 303
    assert row_of(app_database, paper) == second
    assert "Nothing would change" in lint_page(bring(client, token, body))


def test_a_file_for_an_open_paper_only_adds_answers(client, paper, app_database):
    row = row_of(app_database, paper)
    token = enter(client, "manager")
    body = a_file(row, events=[(1, row.paper.items[0].id, {"": ["yes"]})])
    assert confirm(client, token, body, reason="tablet broke").headers["Location"] == "/answer-files?told=kept"
    assert row_of(app_database, paper).is_open


def test_a_paper_that_came_too_late_because_of_the_network_counts_when_staff_say_so(
    client, library, world, clock, app_database
):
    appoint(app_database, clock, teams=[world.region], late="zero")
    learner = enter(client, "learner")
    attempt = start(client, learner)
    clock.advance(hours=3)
    post(client, f"/attempts/{attempt}/submission", learner)
    row = row_of(app_database, attempt)
    assert row.is_zero
    token = enter(client, "manager")
    body = a_file(row, events=[(1, "red", {"": ["yes"]})])
    assert "counts as zero" in lint_page(bring(client, token, body))
    confirm(client, token, body, reason="no network")
    assert (row_of(app_database, attempt).is_zero, row_of(app_database, attempt).score) == (True, 0)
    confirm(client, token, body, reason="no network", in_time="y")
    assert (row_of(app_database, attempt).is_zero, row_of(app_database, attempt).score) == (False, 200)


def test_files_that_do_not_belong_are_refused(client, paper, app_database, world):
    row = row_of(app_database, paper)
    token = enter(client, "manager")
    good = a_file(row, events=[(1, "red", {"": ["yes"]})])
    damaged = good.replace(b'"yes"', b'"no"')
    wrong = "This is not a file of answers"
    for body, words in (
        (b"", wrong),
        (b"[]", wrong),
        (b"\xff\xfe", wrong),
        (a_file(row, format="aftercare-answers/9"), wrong),
        (a_file(row, client="form"), wrong),
        (a_file(row, client="a b"), wrong),
        (good.replace(b'"seq": 1', b'"seq": 1.5'), wrong),
        (damaged, "damaged"),
        (a_file(row, person="colleague"), "another paper or person"),
        (a_file(row, paper="0" * 64), "another paper or person"),
        (a_file(row, attempt=999), "another paper or person"),
        (b"x" * 400_001, "too large"),
    ):
        answer = bring(client, token, body)
        assert answer.status_code == 422, body
        assert words in lint_page(answer), body
    assert words_of(lint_page(confirm(client, token, damaged, reason="x")))
    token = enter(client, "other_manager")
    assert bring(client, token, good).status_code == 422
    assert confirm(client, token, good, reason="x").status_code == 422
    token = enter(client, "learner")
    assert bring(client, token, good).status_code == 404

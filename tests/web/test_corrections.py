"""Corrections: authors see who would be affected before anything happens, and confirm what they saw."""

import re
from datetime import timedelta

import pytest

from app.assessment.queries import corrections_list, grades_of, quarantined
from app.content.queries import find_release_id
from app.evidence.queries import facts_of_kind
from app.evidence.rules import standing_facts
from tests.conftest import START
from tests.factories.careers import pass_quiz
from tests.web.page_lint import lint_page, problems_of
from tests.web.signing import post, sign_in

LEARNER_QUIZ = "complaint-handling-final"


@pytest.fixture
def answered(app_database, world):
    """A question of a paper that the learner handed in, all right."""
    with app_database.write() as session:
        attempt = pass_quiz(session, world.people["learner"], LEARNER_QUIZ, at=START - timedelta(days=2))
        library = session.info["libraries"].get(session, find_release_id(session))
    with app_database.read() as session:
        (grade,) = grades_of(session, attempt)
        singles = [item for item in grade.items if library.questions[item[0]].kind == "single"]
        return attempt, singles[0][0], library


@pytest.fixture
def token(client):
    return sign_in(client, "author")


def form(action="void", harm="raise_only", **more):
    return {"action": action, "harm": harm, "quiz": "", "reason": "The stem has two readings.", **more}


def seen_in(html):
    return {
        name: value.replace("&#34;", '"')
        for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html)
        if name != "csrf_token"
    }


def corrections(database):
    with database.read() as session:
        return corrections_list(session)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_pages_in_both_languages(client, token, answered, lang):
    _, question, _ = answered
    lint_page(client.get(f"/corrections?lang={lang}"))
    lint_page(client.get(f"/corrections/new?question={question}&lang={lang}"))
    lint_page(post(client, f"/corrections/new?question={question}&lang={lang}", token, **form()))


@pytest.mark.parametrize("person", ["learner", "mentor", "manager"])
def test_others_find_nothing_there(client, answered, person):
    _, question, _ = answered
    token = sign_in(client, person)
    assert client.get("/corrections").status_code == 404
    assert client.get(f"/corrections/new?question={question}").status_code == 404
    assert client.get("/corrections/1").status_code == 404
    assert post(client, f"/corrections/new?question={question}", token, **form()).status_code == 404
    assert post(client, f"/corrections?question={question}", token, **form()).status_code == 404


def test_a_question_that_nobody_knows_is_not_found(client, token):
    assert client.get("/corrections/new?question=never-was").status_code == 404
    assert client.get("/corrections/99").status_code == 404


def test_a_dry_run_changes_nothing_and_its_confirmation_is_carried_out(client, token, answered, app_database):
    attempt, question, _ = answered
    page = post(client, f"/corrections/new?question={question}&lang=en", token, **form())
    assert "1 attempt holds this question" in lint_page(page)
    assert corrections(app_database) == []

    done = post(client, f"/corrections?question={question}", token, **seen_in(page.text))

    assert done.status_code == 303
    assert "1 of 1 attempts are graded anew" in lint_page(client.get(f"{done.location}?lang=en"))
    assert "Void" in lint_page(client.get("/corrections?lang=en"))
    with app_database.read() as session:
        assert quarantined(session) == {question}
        assert [grade.cause for grade in grades_of(session, attempt)] == ["submission", "correction"]


def test_what_harms_is_confirmed_twice(client, token, answered, app_database, world):
    attempt, question, library = answered
    wrong = next(name for name, choice in library.questions[question].spec.choices.items() if not choice.ok)
    wanted = form("rekey", "as_computed", chosen_key=wrong)
    page = post(client, f"/corrections/new?question={question}&lang=en", token, **wanted)
    assert "confirm a second time" in lint_page(page)

    once = post(client, f"/corrections?question={question}", token, **seen_in(page.text))
    assert once.status_code == 409
    problems = problems_of(once.text)
    assert not problems
    assert corrections(app_database) == []

    twice = post(client, f"/corrections?question={question}", token, **seen_in(page.text), accepts_harm="y")
    assert twice.status_code == 303
    with app_database.read() as session:
        last = grades_of(session, attempt)[-1]
        assert last.score < 1000
        facts = standing_facts(facts_of_kind(session, world.people["learner"], "quiz"), at=START)
        assert [fact.fact.score for fact in facts] == [last.score]


def test_a_confirmation_of_other_numbers_is_refused(client, token, answered, app_database):
    _, question, _ = answered
    page = post(client, f"/corrections/new?question={question}", token, **form())
    stale = seen_in(page.text) | {"seen": '{"attempts": 7}'}
    refused = post(client, f"/corrections?question={question}", token, **stale)
    assert refused.status_code == 409
    assert corrections(app_database) == []


@pytest.mark.parametrize(
    "wrong",
    [{"reason": ""}, {"action": ""}, {"action": "explode"}, {"harm": ""}, {"action": "rekey", "chosen_key": []}],
)
def test_what_cannot_be_read_comes_back_with_what_was_typed(client, token, answered, app_database, wrong):
    _, question, _ = answered
    values = form(explain_en="It is the breaker.") | wrong
    page = post(client, f"/corrections/new?question={question}", token, **values)
    assert "It is the breaker." in page.text
    assert not problems_of(page.text)
    assert corrections(app_database) == []


def test_the_learner_reads_on_the_receipt_that_and_why_a_question_was_corrected(client, token, answered, app_database):
    attempt, question, _ = answered
    page = post(client, f"/corrections/new?question={question}", token, **form())
    post(client, f"/corrections?question={question}", token, **seen_in(page.text))
    learner = client.application.test_client()
    sign_in(learner, "learner")
    assert "The stem has two readings." in lint_page(learner.get(f"/attempts/{attempt}/receipt?lang=en"))

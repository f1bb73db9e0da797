"""Item health over HTTP: works, refused, invalid; gates hold; keys only for authors, names only for managers."""

import pytest
from sqlalchemy import select

from app.analysis.models import QuizHealth
from app.assessment.models import ItemQuarantine
from tests.factories.analysis import seed_health as seed
from tests.web.page_lint import lint_page, words_of
from tests.web.signing import post, sign_in

QUIZ = "communication-final"


def as_role(app, role):
    """A client of its own for another person, and the token."""
    client = app.test_client()
    return client, sign_in(client, role)


@pytest.fixture
def questions(app, app_database):
    return seed(app, app_database, 60)


@pytest.mark.parametrize("role", ["author", "manager", "admin"])
def test_the_list_and_a_quiz_are_shown_to_who_may_look(client, questions, role):
    sign_in(client, role)

    listed = words_of(lint_page(client.get("/item-health?lang=en")))
    page = words_of(lint_page(client.get(f"/item-health/{QUIZ}?lang=en")))

    assert "60" in listed
    assert "Reliability α" in page
    assert "60 first attempts" in page


@pytest.mark.parametrize("role", ["learner", "mentor"])
@pytest.mark.parametrize("address", ["/item-health", f"/item-health/{QUIZ}", f"/item-health/{QUIZ}/x"])
def test_learners_and_mentors_see_nothing(client, questions, role, address):
    sign_in(client, role)

    assert client.get(address).status_code == 404


def test_a_quiz_that_nobody_has_handed_in_is_not_found(client, world):
    sign_in(client, "author")

    assert client.get(f"/item-health/{QUIZ}").status_code == 404
    assert "Nothing to look at yet" in lint_page(client.get("/item-health?lang=en"))


def test_a_question_shows_its_options_only_to_authors(app, client, questions):
    address = f"/item-health/{QUIZ}/{questions[0].id}?lang=en"
    sign_in(client, "author")

    page = words_of(lint_page(client.get(address)))
    assert "With the rest" in page
    assert "n\u00a0=\u00a060" in page

    client, _token = as_role(app, "manager")
    assert client.get(address).status_code == 404
    assert f"/item-health/{QUIZ}/" not in client.get(f"/item-health/{QUIZ}").get_data(as_text=True)


@pytest.mark.parametrize("query", ["version=unknown", "version=" + "9" * 400])
def test_an_unknown_question_or_version_is_not_found(client, questions, query):
    sign_in(client, "author")

    assert client.get(f"/item-health/{QUIZ}/unknown").status_code == 404
    assert client.get(f"/item-health/{QUIZ}/{questions[0].id}?{query}").status_code == 404


@pytest.mark.parametrize(
    ("people", "says", "hides"),
    [
        (9, "Fewer than 10 people: counts only", "95%:  "),
        (29, "Fewer than 30 people: every number here is preliminary", "Beyond chance"),
        (30, "Beyond chance", "preliminary"),
    ],
)
def test_the_gates_hold(app, app_database, client, people, says, hides):
    seed(app, app_database, people)
    sign_in(client, "author")

    page = words_of(lint_page(client.get(f"/item-health/{QUIZ}?lang=en")))

    assert says in page
    assert hides not in page


def test_a_short_paper_has_no_reliability_and_says_why(app, app_database, client):
    seed(app, app_database, 60, 7)
    sign_in(client, "author")

    page = words_of(lint_page(client.get(f"/item-health/{QUIZ}?lang=en")))

    assert "From 8 questions on a paper on; this one has 7." in page
    assert "Beyond chance" not in page


def test_passes_near_the_line_are_named_to_managers_of_these_people_only(app, app_database, world):
    seed(app, app_database, 60, person=world.learner)
    with app_database.write() as session:
        row = session.get(QuizHealth, QUIZ)
        row.body = row.body.replace('"near":[', f'"near":[[{world.learner},1,610,0.62],', 1).replace(",]", "]", 1)

    own, other, none = (
        words_of(lint_page(as_role(app, role)[0].get(f"/item-health/{QUIZ}?lang=en")))
        for role in ("manager", "other_manager", "author")
    )

    assert "Learner" in own
    assert "62%" in own
    assert "Learner " not in other
    assert "Passes near the line" not in none


def test_a_question_is_kept_off_papers_with_a_reason_and_let_back(client, app_database, questions):
    address = f"/item-health/{QUIZ}/{questions[0].id}"
    token = sign_in(client, "author")

    assert post(client, f"{address}/quarantine", token, reason="Two options are right.").status_code == 303
    page = words_of(lint_page(client.get(f"{address}?lang=en")))
    assert "In quarantine" in page
    assert "Two options are right." in page
    assert "In quarantine" in words_of(lint_page(client.get(f"/item-health/{QUIZ}?lang=en")))
    assert post(client, f"{address}/quarantine/lift", token).status_code == 303
    assert post(client, f"{address}/quarantine/lift", token).status_code == 409
    with app_database.read() as session:
        (row,) = session.execute(select(ItemQuarantine.reason, ItemQuarantine.lifted_at)).all()
    assert row.lifted_at is not None


@pytest.mark.parametrize("reason", ["", "   ", "x" * 401])
def test_a_quarantine_without_a_sensible_reason_is_asked_again(client, app_database, questions, reason):
    address = f"/item-health/{QUIZ}/{questions[0].id}/quarantine"
    token = sign_in(client, "author")

    response = post(client, address, token, reason=reason)

    assert response.status_code == 422
    lint_page(response)
    with app_database.read() as session:
        assert session.execute(select(ItemQuarantine.id)).all() == []


def test_managers_keep_nothing_off_papers(app, questions):
    client, token = as_role(app, "manager")

    for deed in ("quarantine", "quarantine/lift"):
        assert post(client, f"/item-health/{QUIZ}/{questions[0].id}/{deed}", token, reason="no").status_code == 404
    client, token = as_role(app, "author")
    assert post(client, f"/item-health/{QUIZ}/unknown/quarantine", token, reason="no").status_code == 404


def test_the_page_is_made_anew_when_an_outcome_comes_in(app, app_database, client, clock):
    seed(app, app_database, 40)
    sign_in(client, "author")
    assert "40 first attempts" in words_of(lint_page(client.get(f"/item-health/{QUIZ}?lang=en")))
    clock.advance(minutes=1)
    seed(app, app_database, 41)

    assert "41 first attempts" in words_of(lint_page(client.get(f"/item-health/{QUIZ}?lang=en")))
    assert "41 人" in words_of(lint_page(client.get(f"/item-health/{QUIZ}?lang=zh"))).replace("人次", "人")

"""Pages of appeals: the learner files and follows, somebody else looks blind and decides."""

from datetime import timedelta

import pytest

from app.appeals.queries import appeals_of
from app.assessment.queries import find_attempt
from app.identity.actions import grant_role
from app.identity.queries import person_brief
from tests.conftest import START
from tests.factories.careers import pass_quiz
from tests.web.page_lint import lint_page
from tests.web.signing import post, sign_in


@pytest.fixture
def attempt(app_database, world):
    with app_database.write() as session:
        return pass_quiz(session, world.people["learner"], "complaint-handling-final", at=START - timedelta(days=2))


@pytest.fixture
def filed(app, attempt):
    client = app.test_client()
    token = sign_in(client, "learner")
    done = post(client, f"/attempts/{attempt}/items/1/appeal", token, claim="Two answers are right.")
    assert done.status_code == 303
    return done.location


def own(database, world, person="learner"):
    with database.read() as session:
        return appeals_of(session, world.people[person])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_learners_pages_in_both_languages(client, filed, attempt, lang):
    sign_in(client, "learner")
    for url in (f"/attempts/{attempt}/items/2/appeal", "/appeals", filed):
        lint_page(client.get(f"{url}?lang={lang}"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_reviewers_pages_in_both_languages(client, filed, lang):
    token = sign_in(client, "author")
    lint_page(client.get(f"/appeals/queue?lang={lang}"))
    lint_page(client.get(f"{filed}/review?lang={lang}"))
    post(client, f"{filed}/taking", token)
    lint_page(client.get(f"{filed}/review?lang={lang}"))
    post(client, f"{filed}/look", token, look="I see it, too.")
    lint_page(client.get(f"{filed}/review?lang={lang}"))


def test_a_claim_without_words_comes_back(client, attempt, app_database, world):
    token = sign_in(client, "learner")
    page = post(client, f"/attempts/{attempt}/items/1/appeal", token, claim=" ")
    assert page.status_code == 422
    lint_page(page)
    assert own(app_database, world) == ()


def test_nobody_else_sees_or_files_it(client, filed, attempt):
    token = sign_in(client, "colleague")
    assert client.get(filed).status_code == 404
    assert client.get(f"/attempts/{attempt}/items/1/appeal").status_code == 404
    assert post(client, f"/attempts/{attempt}/items/1/appeal", token, claim="Mine.").status_code == 404
    assert post(client, f"{filed}/withdrawal", token).status_code == 404
    for url in ("/appeals/queue", f"{filed}/review"):
        assert client.get(url).status_code == 404
    for deed in ("taking", "handing-back", "look", "decision"):
        assert post(client, f"{filed}/{deed}", token).status_code == 404


def test_a_question_that_is_not_on_the_paper_is_not_found(client, attempt):
    sign_in(client, "learner")
    assert client.get(f"/attempts/{attempt}/items/99/appeal").status_code == 404
    assert client.get("/appeals/77").status_code == 404


def test_the_reviewer_decides_without_name_and_key_and_the_learner_reads_why(
    client, filed, attempt, app_database, world
):
    with app_database.read() as session:
        name = person_brief(session, world.people["learner"]).name
        row = find_attempt(session, attempt)
        library = session.info["libraries"].get(session, row.release_id)
    explain = library.questions[row.paper.items[0].id].explain["en"]
    token = sign_in(client, "author")
    post(client, f"{filed}/taking", token)
    blind = client.get(f"{filed}/review?lang=en").text
    assert name not in blind
    assert not explain or explain not in blind
    assert "Right answer" not in blind
    early = post(client, f"{filed}/decision", token, outcome="upheld", action="none", reason="Yes.")
    assert early.status_code == 409
    assert post(client, f"{filed}/look", token, look="").status_code == 422
    post(client, f"{filed}/look", token, look="Both are fine.")
    assert post(client, f"{filed}/decision", token, outcome="upheld", action="remark", reason="x").status_code == 422
    done = post(client, f"{filed}/decision", token, outcome="upheld", action="correct", reason="Well spotted.")
    assert "/corrections/new?question=" in done.location
    lint_page(client.get(done.location))
    learner = client.application.test_client()
    sign_in(learner, "learner")
    assert "Well spotted." in lint_page(learner.get(f"{filed}?lang=en"))


def test_it_can_be_withdrawn(client, filed, app_database, world):
    token = sign_in(client, "learner")
    assert post(client, f"{filed}/withdrawal", token).status_code == 303
    assert own(app_database, world)[0].state == "withdrawn"
    assert post(client, f"{filed}/withdrawal", token).status_code == 409


def today(app, who: str) -> str:
    client = app.test_client()
    sign_in(client, who)
    return lint_page(client.get("/today?lang=en"))


def test_today_tells_the_learner_how_it_stands_and_for_two_weeks_what_came_of_it(app, filed, clock):
    waiting = today(app, "learner")
    assert f'href="{filed}"' in waiting
    assert "Filed" in waiting
    assert "answer by 9 Mar" in waiting

    reviewer = app.test_client()
    token = sign_in(reviewer, "author")
    post(reviewer, f"{filed}/taking", token)
    post(reviewer, f"{filed}/look", token, look="Both are fine.")
    post(reviewer, f"{filed}/decision", token, outcome="rejected", action="none", reason="Only one is.")
    assert "Read the answer" in today(app, "learner")
    clock.advance(days=15)
    assert filed not in today(app, "learner")


def test_today_tells_those_who_answer_what_waits_and_what_is_overdue(app, filed, clock):
    assert "1 appeal waits for an answer" in today(app, "author")
    assert "answer by 9 Mar" in today(app, "admin")
    clock.advance(days=8)
    assert "1 is overdue" in today(app, "author")


@pytest.mark.parametrize("who", ["colleague", "mentor", "manager"])
def test_today_tells_nobody_else_of_it(app, filed, who):
    seen = today(app, who)
    assert filed not in seen
    assert "/appeals/queue" not in seen


def test_nobody_is_called_to_answer_their_own_appeal(app, filed, app_database, world, clock):
    with app_database.write() as session:
        grant_role(session, world.people["learner"], "author", team_id=None, by=None, at=clock())
    seen = today(app, "learner")
    assert filed in seen
    assert "/appeals/queue" not in seen

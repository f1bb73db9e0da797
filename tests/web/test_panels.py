"""Panels over HTTP: leaders call and close them, judges judge blind, and what they see grows with the rounds."""

import pytest

from app.analysis.actions import close_panel, create_panel, rate_questions
from app.analysis.queries.panels import find_panel, panels_for, state_now
from app.analysis.rules.asked import asked_about
from tests.factories.analysis import seed_health as seed
from tests.web.page_lint import lint_page, words_of
from tests.web.signing import post, sign_in
from tests.web.test_item_health import as_role

QUIZ = "communication-final"
PLAY = "roleplay:aircon-leak-night"


@pytest.fixture
def library(app, app_database):
    with app_database.read() as session:
        return app.extensions["aftercare"].libraries.published(session)


@pytest.fixture
def asked(library):
    return asked_about(library, PLAY)


@pytest.fixture
def panel(app_database, library, world, clock):
    with app_database.write() as session:
        judges = [world.mentor, world.other_mentor]
        return create_panel(session, library, PLAY, "Spring", judges, by=world.author, at=clock())


def judge(database, panel, person, asked, share, at):
    with database.write() as session:
        rate_questions(session, panel, {one.id: share for one in asked}, by=person, at=at)


def test_an_author_calls_a_panel_together(client, app_database, world):
    token = sign_in(client, "author")
    assert "No panel yet" in lint_page(client.get("/panels?lang=en"))

    response = post(client, "/panels", token, subject=QUIZ, title="Spring", judges=[world.mentor, world.manager])

    assert response.status_code == 303
    with app_database.read() as session:
        (row,) = panels_for(session)
        assert state_now(session, row).judges == (world.mentor, world.manager)
    assert "Spring" in words_of(lint_page(client.get("/panels?lang=en")))


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "T", "judges": ["1"]},
        {"subject": "unknown", "title": "T"},
        {"subject": QUIZ, "title": ""},
        {"subject": QUIZ, "title": "T", "judges": ["999999"]},
        {"subject": QUIZ, "title": "T", "judges": ["x"]},
        {"subject": QUIZ, "title": "x" * 121},
    ],
)
def test_a_panel_that_lacks_something_is_asked_for_again(client, app_database, fields):
    token = sign_in(client, "author")

    response = post(client, "/panels", token, **fields)

    assert response.status_code == 422
    lint_page(response)
    with app_database.read() as session:
        assert panels_for(session) == ()


def test_a_judge_judges_blind_and_sees_the_others_when_all_have(app, app_database, world, panel, asked, clock):
    judge(app_database, panel, world.other_mentor, asked, 650, clock())
    client, token = as_role(app, "mentor")
    page = words_of(lint_page(client.get(f"/panels/{panel}?lang=en")))
    assert "65%" not in page
    assert client.get(f"/panels/{panel}/agreement").status_code == 404

    shares = {f"share-{one.id}": "55" for one in asked}
    assert post(client, f"/panels/{panel}/ratings", token, **shares).status_code == 303

    page = words_of(lint_page(client.get(f"/panels/{panel}?lang=en")))
    assert "The others: 65%" in page
    assert "60.0%" in words_of(client.get(f"/panels/{panel}/agreement?lang=en").get_data(as_text=True))


@pytest.mark.parametrize("share", ["101", "-5", "33", "abc", "9" * 400, "１２"])
def test_what_is_no_answer_comes_back_beside_its_question_and_the_rest_is_kept(
    app, app_database, world, panel, asked, share
):
    client, token = as_role(app, "mentor")
    fields = {f"share-{asked[0].id}": share, f"share-{asked[1].id}": "40", "share-unknown": "50"}

    response = post(client, f"/panels/{panel}/ratings?lang=en", token, **fields)

    assert response.status_code == 422
    assert "in steps of 5" in words_of(lint_page(response))
    with app_database.read() as session:
        state = state_now(session, find_panel(session, panel))
    assert state.held[world.mentor] == {asked[1].id: 400}


def test_the_leader_follows_and_closes_and_learns_what_would_change(app, app_database, world, panel, asked, clock):
    leader, token = as_role(app, "author")
    judge(app_database, panel, world.mentor, asked, 550, clock())
    assert "Go on without" in words_of(lint_page(leader.get(f"/panels/{panel}?lang=en")))
    assert post(leader, f"/panels/{panel}/closing", token).status_code == 409
    assert leader.get(f"/panels/{panel}/agreement").status_code == 200
    judge(app_database, panel, world.other_mentor, asked, 650, clock())

    assert post(leader, f"/panels/{panel}/closing", token).status_code == 303

    page = words_of(lint_page(leader.get(f"/panels/{panel}?lang=en")))
    assert "60.0%" in page
    assert "The file says 70%." in page
    lines = words_of(lint_page(leader.get("/panels/role-plays?lang=en")))
    assert "The panel alone" in lines
    assert post(leader, f"/panels/{panel}/closing", token).status_code == 409


def test_the_impact_counts_first_attempts(app, app_database, library, world, clock):
    seed(app, app_database, 60)
    asked = asked_about(library, QUIZ)
    with app_database.write() as session:
        panel = create_panel(session, library, QUIZ, "Quiz", [world.mentor], by=world.author, at=clock())
    judge(app_database, panel, world.mentor, asked, 0, clock())
    with app_database.write() as session:
        close_panel(session, panel, by=world.author, at=clock())
    client, _token = as_role(app, "author")

    page = words_of(lint_page(client.get(f"/panels/{panel}?lang=en")))

    assert "at the recommended line it would be 60" in page


def test_the_leader_goes_on_without_a_judge(app, app_database, world, panel):
    leader, token = as_role(app, "author")

    assert post(leader, f"/panels/{panel}/judges/{world.other_mentor}/removal", token).status_code == 303
    assert post(leader, f"/panels/{panel}/judges/{world.other_mentor}/removal", token).status_code == 404
    assert post(leader, f"/panels/{panel}/judges/{world.mentor}/removal", token).status_code == 409


def test_who_neither_leads_nor_judges_sees_no_panel(app, panel, world):
    client, token = as_role(app, "manager")
    for address in (f"/panels/{panel}", f"/panels/{panel}/agreement", "/panels/role-plays"):
        assert client.get(address).status_code == 404
    for address in (f"/panels/{panel}/ratings", f"/panels/{panel}/closing", "/panels",
                    f"/panels/{panel}/judges/{world.mentor}/removal"):  # fmt: skip
        assert post(client, address, token).status_code == 404
    assert "Spring" not in lint_page(client.get("/panels"))
    learner, _token = as_role(app, "learner")
    assert learner.get("/panels").status_code == 404

"""Pages of marking over HTTP: works, refused, invalid; nobody is named, and nothing of the engine is shown early."""

import pytest

from app.marking.queries import find_draft, marks_of_script, tasks_of
from app.marking.rules.sheet import Sheet
from tests.factories.marking import PICK, SAY, WRITE, a_words_library, write_paper
from tests.web.page_lint import lint_page, words_of
from tests.web.signing import post, sign_in


@pytest.fixture
def library(app, world):
    """A release with one quiz of texts, in place of the shipped one."""
    return install(app, world)


def install(app, world, **more):
    made = a_words_library(release_id=world.release_id, **more)
    app.extensions["aftercare"].libraries._releases[world.release_id] = made
    return made


@pytest.fixture
def attempt(app_database, library, world, clock):
    """Attempts 1 and 2 fall to two markers by chance, the third to one."""
    for _ in range(2):
        write_paper(app_database, library, world.outsider, {}, at=clock())
    return write_paper(app_database, library, world.learner, at=clock())


@pytest.fixture
def task(app_database, attempt):
    return task_of(app_database, attempt)


@pytest.fixture
def token(client, task):
    return sign_in(client, "mentor")


def task_of(database, attempt, item=SAY):
    with database.read() as session:
        return tasks_of(session, attempt, item)[0]


FULL = {"version": "0", "points-owner": "1", "points-time": "2", "comment": "Warm and clear.", "note": "Model answer?"}


def taken(client, token, task):
    assert post(client, f"/marking/{task.id}/claim", token).headers["Location"].endswith(f"/marking/{task.id}")
    return task


def shown(client, task, status=200):
    response = client.get(f"/marking/{task.id}?lang=en")
    assert response.status_code == status
    return lint_page(response)


def test_the_queue_tells_of_answers_without_a_name(client, token, task):
    html = lint_page(client.get("/bench?lang=en"))
    words = words_of(html)
    assert "2 answers wait" in words
    assert f"Learner {task.code}" in words
    assert words.count("written answer") == 2
    assert "Learner Learner" not in words
    assert "/people/" not in html
    assert "/attempts/" not in html
    assert lint_page(client.get("/bench?lang=en&scenario=quiz:words")).count("/claim") == 2
    assert "Nothing of this" in lint_page(client.get("/bench?lang=en&scenario=quiz:other"))


def test_today_tells_a_mentor_of_answers(client, token):
    assert "2 written answers wait for your marks" in lint_page(client.get("/today?lang=en"))


def test_an_answer_is_shown_blind_and_without_the_engine(client, token, task, world):
    assert "Take this answer from the bench first" in shown(client, task, 409)
    html = shown(client, taken(client, token, task))
    words = words_of(html)
    assert "四点前回您电话" in words
    assert "anonymous" in words
    assert "I will ring you" in words  # the author's own answer
    for early in ("should be heard", "Promise", "Passing on", "Another marker", "Learner Learner"):
        assert early not in words
    for leak in ("/attempts/", "/people/", f"person-{world.learner}"):
        assert leak not in html
    assert 'lang="zh-Hans"' in html.split('class="written"')[1][:40]


def test_a_mark_settles_the_answer_and_then_the_evidence_is_shown(client, token, task, app_database):
    taken(client, token, task)
    assert post(client, f"/marking/{task.id}/mark", token, **FULL).status_code == 303
    words = words_of(shown(client, task))
    for told in ("Settled: 100%.", "One marker's points count.", "Promise", "heard", "3 of 3 points", "Model answer?"):
        assert told in words
    assert post(client, f"/marking/{task.id}/mark", token, **FULL | {"points-time": "0"}).status_code == 303
    with app_database.read() as session:
        (mark,) = marks_of_script(session, task.attempt_id, task.item_id)
    assert mark.sheet.points == {"owner": 1, "time": 2}


def test_what_is_open_or_wrong_is_told_and_nothing_is_lost(client, token, task, app_database, world):
    taken(client, token, task)
    response = post(client, f"/marking/{task.id}/mark?lang=en", token, **FULL | {"points-time": ""})
    assert response.status_code == 422
    html = lint_page(response)
    assert "Something is still open. Your draft is safe." in words_of(html)
    assert "Warm and clear." in html
    assert 'href="#criterion-time"' in html
    with app_database.read() as session:
        assert find_draft(session, task.id, world.mentor).sheet == Sheet({"owner": 1}, FULL["comment"], FULL["note"])
    for wrong, message in (("two", "Points are whole numbers."), ("3", "Give between 0 and 2 points.")):
        sent = FULL | {"points-time": wrong, "version": "1"}
        for action in ("mark", "draft"):
            response = post(client, f"/marking/{task.id}/{action}?lang=en", token, **sent)
            assert response.status_code == 422
            assert message in words_of(lint_page(response))


def test_many_points_are_typed(client, token, attempt, app_database):
    essay = taken(client, token, task_of(app_database, attempt, WRITE))
    html = shown(client, essay)
    assert 'inputmode="numeric"' in html
    assert "Asked for: 5 to 50 words." in words_of(html)
    sent = {"version": "0", "points-split": "2", "points-tone": "7"}
    assert post(client, f"/marking/{essay.id}/mark", token, **sent).status_code == 303
    assert "What the engine heard" not in words_of(shown(client, essay))


def test_drafts_are_saved_by_script_and_by_form(client, token, task, app_database, world):
    taken(client, token, task)
    headers = {"X-CSRF-Token": token}
    address = f"/marking/{task.id}/draft"
    body = {"version": 0, "criteria": {"owner": 1, "time": None}, "comment": "So far"}
    saved = client.post(address, json=body, headers=headers)
    assert (saved.status_code, saved.json["version"]) == (200, 1)
    assert client.post(address, json=body | {"comment": "Older"}, headers=headers).status_code == 409
    assert client.post(address, json={"version": "x"}, headers=headers).status_code == 422
    assert client.post(address, json=body | {"criteria": {"x": 1}, "version": 1}, headers=headers).status_code == 422
    assert post(client, address, token, **FULL | {"version": "1"}).status_code == 303
    assert "Draft saved" in shown(client, task)
    with app_database.read() as session:
        assert find_draft(session, task.id, world.mentor).version == 2


def test_an_answer_can_be_handed_back(client, token, task):
    taken(client, token, task)
    assert post(client, f"/marking/{task.id}/hand-back", token).headers["Location"].endswith("/bench")
    assert shown(client, task, 409)


@pytest.mark.parametrize("who", ["learner", "manager", "admin", "author", "other_mentor"])
def test_answers_are_for_mentors_of_the_team(client, task, who):
    token = sign_in(client, who)
    assert client.get(f"/marking/{task.id}").status_code == 404
    for action in ("claim", "hand-back", "draft", "mark"):
        assert post(client, f"/marking/{task.id}/{action}", token).status_code == 404


def test_a_form_without_its_token_changes_nothing(client, token, task):
    assert client.post(f"/marking/{task.id}/claim").status_code == 400
    assert shown(client, task, 409)


def test_the_learner_sees_what_waits_and_then_points_and_words(app, client, task, attempt, app_database, world):
    token = sign_in(client, "learner")
    words = words_of(lint_page(client.get(f"/attempts/{attempt}/receipt?lang=en")))
    assert "Handed in; people are marking it" in words
    assert "2 answers wait" in words
    assert "Question 1" in words
    assert "Not passed" not in words
    assert "Not marked yet" in words_of(lint_page(client.get(f"/attempts/{attempt}/review?lang=en")))
    quiz = words_of(lint_page(client.get("/quizzes/words?lang=en")))
    assert "People are still marking your last paper" in quiz
    assert "being marked" in quiz
    assert "Not passed" not in quiz
    assert "handed in; people are marking it" in words_of(lint_page(client.get("/today?lang=en")))
    assert post(client, "/quizzes/words/attempts", token).status_code == 409
    settle_all(app_database, app.test_client(), attempt)
    words = words_of(lint_page(client.get(f"/attempts/{attempt}/receipt?lang=en")))
    for told in ("You have passed", "Marked by a mentor", "3 of 3", "Warm and clear."):
        assert told in words
    assert "Mentor" not in words.replace("mentor", "")
    review = words_of(lint_page(client.get(f"/attempts/{attempt}/review?lang=en")))
    for told in ("1 of 1", "2 of 2", "Warm and clear.", "7 of 8"):
        assert told in review
    assert "Model answer?" not in review
    today = words_of(lint_page(client.get("/today?lang=en")))
    assert "Back from your mentor" in today
    person = words_of(lint_page(client.get(f"/people/{world.learner}?lang=en")))
    assert "Quiz passed" in person
    exported = client.get("/my-data/export").get_data(as_text=True)
    assert "Warm and clear." in exported
    assert "Model answer?" not in exported


def settle_all(database, client, attempt):
    token = sign_in(client, "mentor")
    say, write = task_of(database, attempt), task_of(database, attempt, WRITE)
    taken(client, token, say)
    assert post(client, f"/marking/{say.id}/mark", token, **FULL).status_code == 303
    taken(client, token, write)
    sent = {"version": "0", "points-split": "2", "points-tone": "7"}
    assert post(client, f"/marking/{write.id}/mark", token, **sent).status_code == 303


def test_managers_see_results_that_wait_and_how_long_answers_wait(client, attempt, world, clock):
    clock.advance(hours=80)
    sign_in(client, "manager")
    words = words_of(lint_page(client.get("/overview/marking?lang=en")))
    assert "2 pieces of work wait for marks, the oldest for 3 days. 2 are past their deadline." in words
    assert "written answers" in words
    for address in (f"/people/{world.learner}", f"/people/{world.learner}/attempts"):
        page = words_of(lint_page(client.get(f"{address}?lang=en")))
        assert "being marked" in page
        assert "Not passed" not in page


def test_a_paper_without_words_of_ones_own_is_told_as_before(client, app_database, library, world, clock):
    attempt = write_paper(app_database, library, world.learner, {PICK: "yes"}, at=clock())
    sign_in(client, "learner")
    words = words_of(lint_page(client.get(f"/attempts/{attempt}/receipt?lang=en")))
    assert "Not passed yet" in words
    assert "Marked by a mentor" not in words


def test_the_second_marker_sees_nothing_of_the_first(client, app_database, app, world, clock):
    library = install(app, world, decides=True)
    attempt = write_paper(app_database, library, world.learner, at=clock())
    first = task_of(app_database, attempt)
    token = sign_in(client, "mentor")
    taken(client, token, first)
    assert post(client, f"/marking/{first.id}/mark", token, **FULL).status_code == 303
    words = words_of(shown(client, first))
    assert "The answer also goes to a second marker" in words
    assert "Settled" not in words
    assert "1 answer waits" in words_of(lint_page(client.get("/bench?lang=en")))  # the second task is not for me

"""Pages of the bench over HTTP: works, refused, invalid; nobody is named, and nothing of the engine is shown early."""

import re

import pytest
from sqlalchemy import text

from app.bench.queries import find_draft, marks_of, tasks_of
from tests.factories.bench import UNSAFE, a_roleplay_library, play
from tests.factories.scenario import a_scenario
from tests.web.page_lint import lint_page, words_of
from tests.web.signing import post, sign_in


def install(app, world, *scenarios):
    made = a_roleplay_library(*scenarios, release_id=world.release_id)
    app.extensions["aftercare"].libraries._releases[world.release_id] = made
    return made


@pytest.fixture
def library(app, world):
    """A release with one scenario and a level that asks for it, in place of the shipped one."""
    return install(app, world)


@pytest.fixture
def task(app_database, library, world, clock):
    return task_of(app_database, play(app_database, library, world.learner, at=clock()))


def task_of(app_database, session_id, role="first"):
    with app_database.read() as session:
        return next(task for task in tasks_of(session, session_id) if task.role == role)


@pytest.fixture
def token(client, task):
    return sign_in(client, "mentor")


FULL = {
    "version": "0",
    "anchor-empathy": "4",
    "anchor-safety": "5",
    "anchor-ownership": "na",
    "anchor-wording": "4",
    "note-empathy": "Names the feeling first.",
    "evidence-empathy": "1:8:14",
    "turn-2": "safety",
    "found-cc-safety": "no",
    "found-cc-promise": "no",
    "impression": "4",
    "comment": "Well done.",
}


def taken(client, token, task):
    response = post(client, f"/bench/{task.id}/claim", token)
    assert response.headers["Location"].endswith(f"/bench/{task.id}")
    return task


def marked(client, token, task, **changes):
    taken(client, token, task)
    assert post(client, f"/bench/{task.id}/mark", token, **FULL | changes).status_code == 303


def shown(client, task, status=200):
    response = client.get(f"/bench/{task.id}?lang=en")
    assert response.status_code == status
    return lint_page(response)


def test_the_queue_tells_what_waits_and_nobodys_name(client, token, task):
    html = lint_page(client.get("/bench?lang=en"))
    words = words_of(html)
    assert "Leakage at night" in words
    assert f"Learner {task.code}" in words
    assert "due in 3 days" in words
    assert "1 conversation waits" in words
    assert "Learner Learner" not in words
    assert "/people/" not in html
    assert "/role-play-sessions/" not in html


def test_the_queue_filters_by_role_play(client, token, app, app_database, world, clock):
    library = install(app, world, a_scenario(), a_scenario(id="late", title=a_scenario().brief))
    play(app_database, library, world.learner, at=clock(), scenario_id="late")
    assert lint_page(client.get("/bench?lang=en")).count("/claim") == 2
    assert lint_page(client.get("/bench?lang=en&scenario=late")).count("/claim") == 1
    assert "Nothing of this is waiting" in lint_page(client.get("/bench?lang=en&scenario=unknown"))


def test_an_empty_queue_says_so(client, library):
    sign_in(client, "mentor")
    assert "Nothing is waiting" in lint_page(client.get("/bench?lang=en"))


@pytest.mark.parametrize("who", ["learner", "manager", "admin", "author"])
def test_the_bench_is_for_mentors(client, task, who):
    token = sign_in(client, who)
    assert client.get("/bench").status_code == 404
    assert post(client, f"/bench/{task.id}/claim", token).status_code == 404


def test_mentors_of_other_teams_find_nothing(client, task):
    token = sign_in(client, "other_mentor")
    assert "Nothing is waiting" in lint_page(client.get("/bench?lang=en"))
    assert client.get(f"/bench/{task.id}").status_code == 404
    assert post(client, f"/bench/{task.id}/claim", token).status_code == 404


def test_a_conversation_is_taken_before_it_is_marked(client, token, task):
    assert "Take this conversation from the bench first" in shown(client, task, 409)
    taken(client, token, task)
    assert "Hand in my marks" in shown(client, task)
    assert "With you" in lint_page(client.get("/bench?lang=en"))


def test_who_comes_second_is_told_kindly(client, app, token, task, world, app_database):
    taken(client, token, task)
    with app_database.write() as session:
        session.execute(text("UPDATE marking_task SET claimed_by = :p"), {"p": world.manager})
    response = client.get(f"/bench/{task.id}?lang=en")
    assert response.status_code == 409
    assert "A colleague has just taken this conversation" in lint_page(response)


def test_before_the_marks_nothing_of_the_engine_is_shown(client, app, app_database, library, world, clock):
    bad = task_of(app_database, play(app_database, library, world.learner, UNSAFE, at=clock()))
    token = sign_in(client, "mentor")
    taken(client, token, bad)
    html = shown(client, bad)
    words = words_of(html)
    assert "两小时内工程师上门。" in words
    assert "empathy at 5" in words
    assert "Danger of life." in words  # what the error is, not whether the engine saw it
    for early in ("flagged", "checklist", "why r-empathy", "anger rises", "not recapped", "within the policy"):
        assert early not in words
    marked(client, token, bad)
    words = words_of(shown(client, bad))
    assert "You did not see it; the engine flagged it." in words
    assert "why r-empathy" in words


def test_a_draft_is_acknowledged_with_its_version(client, token, task, app_database, world):
    taken(client, token, task)
    body = {"version": 0, "criteria": {"empathy": {"anchor": 4, "evidence": [[1, 0, 5]]}}, "comment": "So far"}
    headers = {"X-CSRF-Token": token}
    first = client.post(f"/bench/{task.id}/draft", json=body, headers=headers)
    assert first.get_json()["version"] == 1
    old = client.post(f"/bench/{task.id}/draft", json={**body, "comment": "Older window"}, headers=headers)
    assert (old.status_code, old.get_json()["error"]) == (409, "newer_draft")
    with app_database.read() as session:
        assert find_draft(session, task.id, world.mentor).sheet.comment == "So far"
    html = shown(client, task)
    assert 'value="1:0:5" checked' in html
    assert "Draft saved" in html


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'{"version":0,"criteria":{"x":{}}}', b'{"version":0,"impression":9}', b"\xff\xfe"]
)
def test_a_draft_that_cannot_be_kept_is_refused(client, token, task, body):
    taken(client, token, task)
    headers = {"X-CSRF-Token": token}
    sent = client.post(f"/bench/{task.id}/draft", data=body, content_type="application/json", headers=headers)
    assert sent.status_code == 422
    assert sent.get_json()["error"] == "invalid"


def test_without_scripts_the_whole_page_is_one_form(client, token, task, app_database, world):
    taken(client, token, task)
    saved = post(client, f"/bench/{task.id}/draft", token, **{"version": "0", "turn-1": "empathy", "impression": "3"})
    assert saved.status_code == 303
    with app_database.read() as session:
        sheet = find_draft(session, task.id, world.mentor).sheet
    assert (sheet.impression, sheet.criteria["empathy"].evidence[0].turn) == (3, 1)
    assert re.search(r"checked><label[^>]*><q>先把总电源关掉", shown(client, task))


def test_what_is_still_open_is_told_and_what_was_entered_is_kept(client, token, task, app_database, world):
    taken(client, token, task)
    response = post(client, f"/bench/{task.id}/mark?lang=en", token, **{"version": "0", "anchor-empathy": "4"})
    assert response.status_code == 422
    html = lint_page(response)
    assert "Something is still open" in html
    assert 'href="#criterion-safety"' in html
    assert 'href="#criterion-empathy"' not in html
    with app_database.read() as session:
        assert find_draft(session, task.id, world.mentor).sheet.criteria["empathy"].anchor == 4


def test_marks_are_taken_once_and_then_compared(client, token, task, app_database):
    marked(client, token, task)
    assert post(client, f"/bench/{task.id}/mark", token, **FULL | {"anchor-empathy": "1"}).status_code == 303
    with app_database.read() as session:
        (mark,) = marks_of(session, task.session_id)
    assert (mark.state, mark.total) == ("own", 812)
    words = words_of(shown(client, task))
    assert "Side by side" in words
    assert "81.2%" in words
    assert "Finish and release" in words
    assert "Finish" in words_of(lint_page(client.get("/bench?lang=en")))


def test_overruling_the_engine_asks_for_a_reason(client, app_database, library, world, clock):
    bad = task_of(app_database, play(app_database, library, world.learner, UNSAFE, at=clock()))
    token = sign_in(client, "mentor")
    marked(client, token, bad)
    sent = {"found-cc-safety": "no", "comment": "Kept while corrected"}
    response = post(client, f"/bench/{bad.id}/decision?lang=en", token, **sent)
    assert response.status_code == 422
    html = lint_page(response)
    assert "Please say why you overrule the engine" in html
    assert "Kept while corrected" in html
    response = post(client, f"/bench/{bad.id}/decision", token, **sent | {"reason-cc-safety": "It was off already."})
    assert response.status_code == 303
    assert "It was off already." in shown(client, bad)


def test_what_is_decided_so_far_is_kept_until_it_is_finished(client, token, task):
    marked(client, token, task, **{"found-cc-safety": "yes"})
    address, headers = f"/bench/{task.id}/decision/draft", {"X-CSRF-Token": token}
    assert "Nothing entered yet" in shown(client, task)
    decided = {"found": False, "reason": "It was"}
    body = {"version": 1, "critical": {"cc-safety": decided}, "comment": "Half a word"}
    assert client.post(address, json=body, headers=headers).get_json()["version"] == 2
    older = client.post(address, json={**body, "comment": "Older"}, headers=headers)
    assert (older.status_code, older.get_json()["error"]) == (409, "newer_draft")
    assert client.post(address, json={**body, "critical": {"other": {}}}, headers=headers).status_code == 422
    html = shown(client, task)
    assert all(part in html for part in ("Draft saved", 'value="no" checked', ">It was</tex", ">Half a word</tex"))
    assert post(client, address, token, version="2", comment="By hand").status_code == 303
    assert ">By hand</textarea>" in shown(client, task)


def finished(client, token, task, **changes):
    marked(client, token, task, **changes)
    assert post(client, f"/bench/{task.id}/decision", token, comment="Well done.").status_code == 303
    return shown(client, task)


def test_finishing_releases_the_marks_to_the_learner(client, app, token, task):
    assert "Released: 81.2%." in finished(client, token, task)
    learner = app.test_client()
    sign_in(learner, "learner")
    html = lint_page(learner.get(f"/role-play-sessions/{task.session_id}/marks?lang=en"))
    words = words_of(html)
    for part in (
        "81.2%",
        "Passed",
        "empathy at 4",
        "empathy at 5",
        "换谁都会担心",
        "Well done.",
        "Names the feeling first.",
    ):
        assert part in words
    assert "Mentor" not in words.replace("your mentor", "").replace("From your mentor", "")
    assert "ownership" not in words.lower() or "not applicable" in words


def test_the_learner_sees_confirmed_errors_with_their_reason(client, app, app_database, library, world, clock):
    bad = task_of(app_database, play(app_database, library, world.learner, UNSAFE, at=clock()))
    token = sign_in(client, "mentor")
    marked(client, token, bad)
    post(client, f"/bench/{bad.id}/decision", token, **{"found-cc-safety": "yes"})
    learner = app.test_client()
    sign_in(learner, "learner")
    words = words_of(lint_page(learner.get(f"/role-play-sessions/{bad.session_id}/marks?lang=en")))
    assert "Not passed" in words
    assert "No power-off" in words
    assert "Danger of life." in words


@pytest.mark.parametrize(
    ("who", "status"),
    [("learner", 200), ("mentor", 200), ("manager", 200), ("colleague", 404), ("other_mentor", 404), ("admin", 200)],
)
def test_marks_are_seen_by_the_learner_and_who_answers_for_them(client, app, token, task, who, status):
    finished(client, token, task)
    reader = app.test_client()
    sign_in(reader, who)
    assert reader.get(f"/role-play-sessions/{task.session_id}/marks").status_code == status


def test_marks_are_not_there_before_their_release(client, app, token, task):
    marked(client, token, task)
    learner = app.test_client()
    sign_in(learner, "learner")
    assert learner.get(f"/role-play-sessions/{task.session_id}/marks").status_code == 404
    assert learner.get("/role-play-sessions/99999/marks").status_code == 404


def test_handing_back_and_returning(client, token, task):
    taken(client, token, task)
    assert post(client, f"/bench/{task.id}/hand-back", token).status_code == 303
    shown(client, task, 409)
    taken(client, token, task)
    response = post(client, f"/bench/{task.id}/return?lang=en", token, reason="")
    assert response.status_code == 422
    assert "what the learner should do differently" in lint_page(response)
    assert post(client, f"/bench/{task.id}/return", token, reason="Please do it in earnest.").status_code == 303
    assert "Nothing is waiting" in lint_page(client.get("/bench?lang=en"))
    assert client.get(f"/bench/{task.id}").status_code == 404


def test_two_views_of_one_conversation(client, app, app_database, world, clock):
    library = install(app, world, a_scenario(markers=2))
    session_id = play(app_database, library, world.learner, at=clock())
    token = sign_in(client, "mentor")
    assert "second view" in lint_page(client.get("/bench?lang=en"))
    html = finished(client, token, task_of(app_database, session_id))
    assert "Your part is done" in html
    response = post(client, f"/bench/{task_of(app_database, session_id, 'second').id}/claim?lang=en", token)
    assert response.status_code == 409
    assert "A second view has to be somebody else" in lint_page(response)


def test_today_tells_a_mentor_how_much_waits(client, token, task, clock):
    clock.advance(hours=30)
    html = words_of(lint_page(client.get("/today?lang=en")))
    assert "1 conversation waits for your marks" in html
    assert "the oldest for 30 hours" in html


def test_today_leads_a_learner_to_the_role_play_that_the_level_needs(client, library):
    sign_in(client, "learner")
    html = lint_page(client.get("/today?lang=en"))
    assert 'href="/role-plays/leak"' in html
    assert "1 role-play passed, at least 70%, without a critical error" in words_of(html)


def test_today_tells_what_came_back(client, app, token, task):
    learner = app.test_client()
    sign_in(learner, "learner")
    words = words_of(lint_page(learner.get("/today?lang=en")))
    assert "1 waits for marks since 2 Mar" in words
    assert "your mentor" in words
    finished(client, token, task)
    html = lint_page(learner.get("/today?lang=en"))
    assert f"/role-play-sessions/{task.session_id}/marks" in html
    assert "See the marks" in html


def test_today_tells_why_something_came_back_without_marks(client, app, token, task):
    taken(client, token, task)
    post(client, f"/bench/{task.id}/return", token, reason="Please do it in earnest.")
    learner = app.test_client()
    sign_in(learner, "learner")
    assert "came back without marks: Please do it in earnest." in lint_page(learner.get("/today?lang=en"))


def test_the_page_of_a_person_names_role_plays_and_no_marker(client, app, token, task, world):
    finished(client, token, task)
    html = lint_page(client.get(f"/people/{world.learner}?lang=en"))
    assert "Role-play passed" in html
    assert f"/role-play-sessions/{task.session_id}/marks" in html
    manager = app.test_client()
    sign_in(manager, "manager")
    record = re.search(r'id="record".*?</section>', manager.get(f"/people/{world.learner}?lang=en").text, re.DOTALL)[0]
    assert "· Mentor" not in record


def test_managers_see_what_waits_and_how_mentors_mark(client, app, token, task, app_database, library, world, clock):
    finished(client, token, task)
    play(app_database, library, world.colleague, at=clock())
    clock.advance(hours=80)
    manager = app.test_client()
    sign_in(manager, "manager")
    assert "/overview/marking" in manager.get("/overview?lang=en").text
    words = words_of(lint_page(manager.get("/overview/marking?lang=en")))
    assert "1 piece of work waits for marks, for 3 days. 1 is past its deadline." in words
    assert "nobody yet" in words
    assert "too few" in words
    assert "Mentor" in words
    words = words_of(lint_page(manager.get(f"/overview/marking?lang=en&team={world.team}")))
    assert "Nothing waits for marks." in words


def test_managers_of_other_teams_see_nothing_of_it(client, app, token, task, world):
    finished(client, token, task)
    other = app.test_client()
    sign_in(other, "other_manager")
    assert "Nobody has marked a conversation" in lint_page(other.get("/overview/marking?lang=en"))
    assert other.get(f"/overview/marking?team={world.team}").status_code == 404
    learner = app.test_client()
    sign_in(learner, "learner")
    assert learner.get("/overview/marking").status_code == 404


def test_mentors_find_the_bench_in_the_navigation(client, app, token, task):
    assert 'href="/bench"' in client.get("/today").text
    learner = app.test_client()
    sign_in(learner, "learner")
    assert 'href="/bench"' not in learner.get("/today").text

"""Exam days over HTTP: sittings, the console and its deeds, the heartbeat, accommodations."""

from datetime import timedelta

import pytest

from app.assessment.actions import NewAccommodation, grant_accommodation
from app.assessment.queries import credits_of, find_sitting, gaps_of
from app.kernel.clock import from_text, to_text
from tests.web.exam_days import HOUR, MINUTE, appoint, enter, exam_library, row_of
from tests.web.page_lint import lint_page, words_of
from tests.web.signing import post
from tests.web.test_assessment import send, start


@pytest.fixture
def library(app, world):
    return exam_library(app, world)


@pytest.fixture
def sitting(app_database, library, world, clock):
    return appoint(app_database, clock, teams=[world.region])


@pytest.fixture
def paper(client, sitting):
    """The learner's open paper of the sitting."""
    return start(client, enter(client, "learner"))


def beat(client, token, attempt, who="tab-1", **more):
    return client.post(f"/attempts/{attempt}/contact", json={"client": who, **more}, headers={"X-CSRF-Token": token})


def form_for(clock, **changes):
    zone = timedelta(hours=8)
    values = {
        "quiz": "final",
        "title": "下午场",
        "opens_at": (clock() + zone + HOUR).strftime("%Y-%m-%dT%H:%M"),
        "closes_at": (clock() + zone + 3 * HOUR).strftime("%Y-%m-%dT%H:%M"),
        "late": "overdue",
        "grace": "15",
        "people": "",
    }
    return {**values, **changes}


# Sittings


def test_a_manager_appoints_changes_and_cancels_a_sitting(client, library, world, clock, app_database):
    token = enter(client, "manager")
    assert "No sittings yet" in lint_page(client.get("/sittings?lang=en"))
    lint_page(client.get("/sittings/new?lang=en"))
    done = post(client, "/sittings/new", token, **form_for(clock, teams=[str(world.team)], people="colleague"))
    assert done.status_code == 303, lint_page(done)
    number = int(done.headers["Location"].split("/")[2])
    with app_database.read() as session:
        found = find_sitting(session, number)
    assert (found.opens_at, found.grace_seconds, found.late_policy) == (clock() + HOUR, 900, "overdue")
    html = lint_page(client.get(f"/sittings/{number}?lang=en"))
    assert 'value="下午场"' in html
    assert "colleague" in html
    again = post(client, f"/sittings/{number}", token, **form_for(clock, people="colleague", version="1", title="新名"))
    assert again.status_code == 303
    stale = post(client, f"/sittings/{number}", token, **form_for(clock, people="colleague", version="1"))
    assert stale.status_code == 409
    assert lint_page(post(client, f"/sittings/{number}/cancellation", token))
    assert not find_cancelled(app_database, number)
    assert post(client, f"/sittings/{number}/cancellation", token, reason="fire").status_code == 303
    assert "The sitting is cancelled." in lint_page(client.get("/sittings?told=cancelled&lang=en"))
    assert "This sitting is cancelled." in lint_page(client.get(f"/sittings/{number}?lang=en"))


def find_cancelled(database, number):
    with database.read() as session:
        return find_sitting(session, number).cancelled_at


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Invite at least one team or person."),
        ({"people": "outsider nobody"}, "Nobody of yours has this number: nobody, outsider"),
        ({"people": "learner", "closes_at": "2020-01-01T10:00"}, "It has to close after it opens."),
        ({"people": "learner", "opens_at": "soon"}, "Not a valid datetime value."),
        ({"people": "learner", "opens_at": "0001-01-01T00:00"}, "Please look at the year."),
        ({"people": "learner", "title": ""}, "Please give it a name."),
        ({"teams": "999"}, "valid choice"),
    ],
)
def test_a_sitting_with_mistakes_comes_back(client, library, clock, changes, words):
    token = enter(client, "manager")
    answer = post(client, "/sittings/new?lang=en", token, **form_for(clock, **changes))
    assert answer.status_code == 422
    assert words in lint_page(answer)


def test_sittings_are_for_those_who_manage_somebody_invited(client, library, world, clock, app_database, sitting):
    elsewhere = appoint(app_database, clock, people=[world.outsider])
    for who, mine, others in (
        ("manager", 200, 404),
        ("admin", 200, 200),
        ("other_manager", 404, 200),
        ("mentor", 404, 404),
    ):
        enter(client, who)
        assert client.get(f"/sittings/{sitting}/console").status_code == mine, who
        assert client.get(f"/sittings/{elsewhere}/console").status_code == others, who
    assert client.get("/sittings").status_code == 404
    assert client.get("/sittings/999/console").status_code == 404


def test_a_manager_of_some_sees_some_and_changes_nothing_of_the_whole(client, library, world, clock, app_database):
    company = appoint(app_database, clock, people=[world.learner, world.outsider])
    token = enter(client, "manager")
    html = lint_page(client.get(f"/sittings/{company}/console"))
    assert "Learner" in html
    assert "Outsider" not in html
    assert client.get(f"/sittings/{company}").status_code == 404
    assert post(client, f"/sittings/{company}/cancellation", token, reason="x").status_code == 404


# The learner


def test_the_learner_sees_appointment_late_policy_and_own_time(client, library, world, clock, app_database):
    token = enter(client, "learner")
    assert "you have no appointment now" in lint_page(client.get("/quizzes/final?lang=en"))
    assert post(client, "/quizzes/final/attempts", token).status_code == 409
    appoint(app_database, clock, teams=[world.team], opens=HOUR, late="overdue")
    with app_database.write() as session:
        new = NewAccommodation(1250, None, "reads slowly", clock() - HOUR)
        grant_accommodation(session, world.learner, new, by=None, at=clock())
    html = words_of(lint_page(client.get("/quizzes/final?lang=en")))
    for words in (
        "You can begin at 2 Mar, 10:00.",
        "三月上午场",
        "You have 25% more time.",
        "Hand in within 10 minutes",
    ):
        assert words in html, html
    today = words_of(lint_page(client.get("/today?lang=en")))
    assert "三月上午场" in today
    assert "2 Mar, 10:00" in today
    clock.advance(hours=1)
    attempt = start(client, token)
    assert row_of(app_database, attempt).deadline_at == clock() + 25 * MINUTE
    clock.advance(minutes=26)
    assert "After that the paper counts as zero." in lint_page(client.get(f"/attempts/{attempt}?lang=en"))


def test_a_heartbeat_tells_the_time_and_brings_what_was_given(client, paper, app_database, clock, world, sitting):
    token = enter(client, "learner")
    first = beat(client, token, paper)
    assert first.get_json() == {
        "remaining_seconds": 1200, "deadline": to_text(clock() + 20 * MINUTE), "others": False,
    }  # fmt: skip
    clock.advance(seconds=20)
    assert beat(client, token, paper, "phone").get_json()["others"]
    clock.advance(minutes=6)
    assert beat(client, token, paper).get_json()["remaining_seconds"] == 1200 - 380
    with app_database.read() as session:
        assert [gap.seconds for gap in gaps_of(session, [paper])] == [360]
    manager = enter(client, "manager")
    given = post(client, f"/sittings/{sitting}/credits", manager, reason="power cut")
    assert given.headers["Location"].endswith("/console?told=credits&n=1&s=360")
    token = enter(client, "learner")
    clock.advance(seconds=20)
    told = beat(client, token, paper).get_json()
    assert (told["remaining_seconds"], from_text(told["deadline"])) == (1160, row_of(app_database, paper).deadline_at)
    assert "6" in told["message"]
    clock.advance(seconds=20)
    assert "message" not in beat(client, token, paper).get_json()


def test_a_heartbeat_is_for_ones_own_open_paper(client, paper):
    token = enter(client, "colleague")
    assert beat(client, token, paper).status_code == 404
    token = enter(client, "learner")
    assert beat(client, token, 999).status_code == 404
    assert beat(client, token, paper, "").status_code == 422
    assert client.post(f"/attempts/{paper}/contact", json={"client": "t"}).status_code == 400
    post(client, f"/attempts/{paper}/submission", token)
    refused = beat(client, token, paper)
    assert (refused.status_code, refused.get_json()["error"]) == (409, "submitted")


# The console


def test_the_console_shows_how_everybody_stands(client, paper, sitting, world, clock, app_database):
    token = enter(client, "learner")
    item = row_of(app_database, paper).paper.items[0].id
    send(client, token, paper, (1, item, "yes"))
    clock.advance(minutes=3)
    enter(client, "manager")
    html = lint_page(client.get(f"/sittings/{sitting}/console?lang=en"))
    words = " ".join(words_of(html).split())
    assert "No contact · 3 minutes" in words
    assert "1/5" in words
    assert f'id="person-{world.colleague}"' in html
    assert f'id="person-{world.outsider}"' not in html
    assert f'id="person-{world.manager}"' not in html  # nobody invigilates oneself
    assert "Nobody is owed time." in words


def test_the_console_polls_for_what_changed(client, paper, sitting, world, clock, app_database):
    enter(client, "manager")
    after = to_text(clock() + MINUTE)
    news = client.get(f"/sittings/{sitting}/console/changes?after={after}").get_json()
    assert list(news["rows"]) == [f"person-{world.learner}"]  # silent since the start
    assert "exam-count" in news["counts"]
    assert from_text(news["after"]) <= clock()
    assert (
        client.get(f"/sittings/{sitting}/console/changes?after=x", headers={"Accept": "application/json"}).status_code
        == 422
    )
    enter(client, "other_manager")
    assert client.get(f"/sittings/{sitting}/console/changes?after={after}").status_code == 404


def test_one_paper_or_all_get_more_time_with_a_reason(client, paper, sitting, world, clock, app_database):
    token = enter(client, "manager")
    refused = post(client, f"/sittings/{sitting}/extensions?lang=en", token, minutes="0")
    assert refused.status_code == 422
    assert "Please say why. It is kept in the audit log." in lint_page(refused)
    assert post(client, f"/sittings/{sitting}/credits", token).status_code == 422
    done = post(client, f"/sittings/{sitting}/extensions", token, minutes="10", reason="noise")
    assert "n=1" in done.headers["Location"]
    assert "1 paper was extended." in lint_page(client.get(done.headers["Location"] + "&lang=en"))
    one = {"paper": str(paper), "from_paper": "1", "reason": "noise"}
    back = post(client, f"/sittings/{sitting}/extensions", token, minutes="5", **one)
    assert back.headers["Location"].startswith(f"/sittings/{sitting}/papers/{paper}")
    assert row_of(app_database, paper).deadline_at == clock() + 35 * MINUTE
    none = post(client, f"/sittings/{sitting}/credits", token, reason="nothing lost")
    assert "Nothing was changed." in lint_page(client.get(none.headers["Location"] + "&lang=en"))
    assert (
        post(client, f"/sittings/{sitting}/extensions", token, minutes="5", reason="x", paper="999").status_code == 404
    )


def test_a_paper_is_handed_in_for_somebody_and_opened_again(client, paper, sitting, clock, app_database):
    token, home = enter(client, "manager"), f"/sittings/{sitting}/papers/{paper}"
    lint_page(client.get(f"{home}?lang=en"))
    assert post(client, f"{home}/submission", token).status_code == 422
    done = post(client, f"{home}/submission", token, reason="left ill")
    assert "1 paper was handed in." in lint_page(client.get(done.headers["Location"] + "&lang=en"))
    assert "n=0" in post(client, f"{home}/submission", token, reason="again").headers["Location"]
    lint_page(post(client, f"{home}/reopening", token, reason="x", minutes="500"))
    assert row_of(app_database, paper).state == "submitted"
    done = post(client, f"{home}/reopening", token, reason="came back", minutes="30")
    assert "1 paper is open again." in lint_page(client.get(done.headers["Location"] + "&lang=en"))
    assert row_of(app_database, paper).deadline_at == clock() + 30 * MINUTE
    refused = post(client, f"{home}/reopening", token, reason="again", minutes="30")
    assert refused.status_code == 409
    with app_database.read() as session:
        assert [line.kind for line in credits_of(session, [paper])] == ["reopening"]


def test_papers_are_for_those_who_decide_about_their_person_and_never_ones_own(
    client, library, world, clock, app_database
):
    sitting = appoint(app_database, clock, people=[world.manager, world.outsider])
    token = enter(client, "manager")
    own = start(client, token)
    other_token = enter(client, "outsider")
    other = start(client, other_token)
    token = enter(client, "manager")
    for attempt in (own, other, 999):
        home = f"/sittings/{sitting}/papers/{attempt}"
        assert client.get(home).status_code == 404
        assert post(client, f"{home}/reopening", token, minutes="5", reason="x").status_code == 404
        assert post(client, f"{home}/submission", token, reason="x").status_code == 404
    all_of_mine = post(client, f"/sittings/{sitting}/extensions", token, minutes="5", reason="x")
    assert "n=0" in all_of_mine.headers["Location"]


# Accommodations


def test_a_manager_grants_and_ends_more_time(client, library, world, clock):
    token, home = enter(client, "manager"), f"/people/{world.learner}/accommodations"
    assert "None: exams take their usual time." in lint_page(client.get(f"{home}?lang=en"))
    lint_page(post(client, home, token, reason="reads slowly", starts_on="2026-03-01"))
    assert "Give a percentage or minutes." in lint_page(
        post(client, f"{home}?lang=en", token, reason="slow", starts_on="2026-03-01")
    )
    lint_page(post(client, home, token, percent="999", reason="", starts_on=""))
    done = post(
        client,
        home,
        token,
        percent="25",
        minutes="5",
        reason="reads slowly",
        starts_on="2026-03-01",
        until="2026-04-30",
    )
    assert done.status_code == 303
    html = words_of(lint_page(client.get(f"{home}?lang=en")))
    assert "25% and 5 minutes" in html
    assert "reads slowly" in html
    assert post(client, f"{home}/1/ending", token).status_code == 303
    assert post(client, f"{home}/1/ending", token).status_code == 409
    assert "ended" in words_of(lint_page(client.get(f"{home}?lang=en")))


def test_accommodations_are_granted_by_those_who_decide_and_not_to_oneself(client, library, world):
    for who, person in (("other_manager", world.learner), ("manager", world.manager), ("mentor", world.learner)):
        token = enter(client, who)
        assert client.get(f"/people/{person}/accommodations").status_code == 404
        assert post(client, f"/people/{person}/accommodations", token, percent="25", reason="x").status_code == 404
        assert post(client, f"/people/{person}/accommodations/1/ending", token).status_code == 404

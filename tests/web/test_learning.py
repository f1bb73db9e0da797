"""Programmes, courses, the reader and what managers arrange, through HTTP."""

import re
from datetime import date

import pytest

from app.evidence.queries import facts_for
from app.learning.actions import assign, enrol
from app.learning.queries import assignments_of, enrolments_of, lesson_memory
from tests.web.page_lint import lint_page
from tests.web.signing import post, sign_in

LESSON = "/courses/complaint-handling/lessons/tiered-response"
JSON = {"Accept": "application/json"}


@pytest.fixture
def published(app, app_database, world):
    with app_database.read() as session:
        return app.extensions["aftercare"].libraries.get(session, world.release_id)


@pytest.fixture
def lesson(published):
    return published.lessons["complaint-handling/tiered-response"]


@pytest.fixture
def learner(client):
    return sign_in(client, "learner")


def reasons(lesson):
    """Return feedback that stands nowhere else in the lesson, by check and choice, as the browser would get it."""
    return {
        (check.id, choice.id): choice.reason.en
        for check in lesson.checks.values()
        for choice in check.choices
        if choice.reason.en
    }


def answer_all(client, token, lesson):
    for check in lesson.checks.values():
        choice = next(choice.id for choice in check.choices if choice.right)
        assert post(client, f"{LESSON}/checks/{check.id}", token, choice=choice).status_code == 303


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "url",
    ["/programmes", "/programmes/aircon-agent", "/courses", "/courses/complaint-handling", LESSON, "/search"],
)
def test_every_page_is_well_formed_in_both_languages(client, learner, url, lang):
    html = lint_page(client.get(f"{url}?lang={lang}"))
    assert 'lang="zh-Hans"' in html if lang == "zh" else 'lang="en"' in html


@pytest.mark.parametrize("url", ["/programmes/none", "/courses/none", "/courses/none/lessons/none"])
def test_what_is_not_published_is_not_found(client, learner, url):
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("url", ["/programmes", LESSON])
def test_nobody_reads_without_signing_in(client, url):
    response = client.get(url)
    assert response.status_code == 303
    assert "/sign-in" in response.location


def test_a_lesson_shows_its_place_its_contents_and_its_checks(client, learner, lesson):
    html = lint_page(client.get(f"{LESSON}?lang=en"))
    assert "Lesson 3 of " in html
    assert all(f'href="#{section.anchor}"' in html for section in lesson.sections)
    assert html.count("data-check") == len(lesson.checks)


def test_a_lesson_of_another_trade_may_be_read_too(client, learner, published):
    other = next(found for found in published.lessons.values() if found.trade not in {"any", "aircon"})
    html = lint_page(client.get(f"/courses/{other.course}/lessons/{other.id}?lang=en"))
    assert f"of {len(published.lessons_of(other.course))}" in html
    assert other.id not in client.get(f"/courses/{other.course}").get_data(as_text=True)


def test_no_reason_and_no_key_reaches_the_browser_before_the_answer(client, learner, lesson):
    html = client.get(f"{LESSON}?lang=en").get_data(as_text=True)
    assert not [reason for reason in reasons(lesson).values() if reason in html]
    assert "right answer" not in html


def test_an_answered_check_shows_choice_verdict_and_every_reason(client, learner, lesson):
    check = next(iter(lesson.checks.values()))
    wrong = next(choice for choice in check.choices if not choice.right)
    response = post(client, f"{LESSON}/checks/{check.id}", learner, choice=wrong.id)
    assert response.location.endswith(f"{LESSON}#check-{check.id}")
    html = lint_page(client.get(f"{LESSON}?lang=en"))
    assert "Not quite" in html
    assert "your answer" in html
    assert all((reason in html) == (key[0] == check.id) for key, reason in reasons(lesson).items())


def test_a_script_gets_the_feedback_of_its_check_only(client, learner, lesson):
    check = next(iter(lesson.checks.values()))
    right = next(choice for choice in check.choices if choice.right)
    data = {"csrf_token": learner, "choice": right.id}
    answer = client.post(f"{LESSON}/checks/{check.id}?lang=en", data=data, headers=JSON).get_json()
    assert (answer["right"], answer["finished"]) == (True, False)
    assert "That is right" in answer["html"]
    assert [key for key, reason in reasons(lesson).items() if reason in answer["html"] and key[0] != check.id] == []


def test_answering_twice_keeps_the_first_answer(client, learner, lesson, world, app_database):
    check = next(iter(lesson.checks.values()))
    first, second = check.choices[0].id, check.choices[1].id
    post(client, f"{LESSON}/checks/{check.id}", learner, choice=first)
    post(client, f"{LESSON}/checks/{check.id}", learner, choice=second)
    with app_database.read() as session:
        assert lesson_memory(session.connection(), world.learner, lesson).answers == {check.id: first}


def test_an_answer_without_choice_or_to_an_unknown_check_is_refused(client, learner, lesson):
    check = next(iter(lesson.checks))
    empty = post(client, f"{LESSON}/checks/{check}", learner)
    assert empty.status_code == 422
    assert 'role="alert"' in lint_page(empty)
    assert client.post(f"{LESSON}/checks/{check}", data={"csrf_token": learner}, headers=JSON).status_code == 422
    assert post(client, f"{LESSON}/checks/none", learner, choice="a").status_code == 404
    assert post(client, f"{LESSON}/checks/{check}", "forged", choice="a").status_code == 400


def test_the_reader_comes_back_to_where_it_stopped(client, learner, lesson):
    anchor = lesson.sections[1].anchor
    response = post(client, f"{LESSON}/position", learner, anchor=anchor, position="420")
    assert response.get_json() == {"finished": False, "end": None}
    html = lint_page(client.get(f"{LESSON}?lang=en"))
    assert f'data-position="420" id="resume"><a href="#{anchor}"' in html


@pytest.mark.parametrize("position", ["", "1001", "-1", "4.5", "none"])
def test_a_position_that_is_none_is_invalid(client, learner, position):
    assert post(client, f"{LESSON}/position", learner, anchor="x", position=position).status_code == 422
    assert post(client, "/courses/none/lessons/none/position", learner, position="1").status_code == 404


def test_the_button_finishes_the_lesson_once_everything_is_answered(client, learner, lesson, world, app_database):
    early = post(client, f"{LESSON}/completion?lang=en", learner)
    assert early.status_code == 409
    assert "still open" in lint_page(early)
    answer_all(client, learner, lesson)
    assert "Finish this lesson" in lint_page(client.get(f"{LESSON}?lang=en"))
    for _ in range(2):
        assert post(client, f"{LESSON}/completion", learner).status_code == 303
    html = lint_page(client.get(f"{LESSON}?lang=en"))
    assert "You have finished this lesson" in html
    assert re.search(r'<progress class="bar lesson-bar" value="1" max="\d+"', html)
    with app_database.read() as session:
        kinds = [fact.kind for fact in facts_for(session, world.learner)]
    assert kinds == ["lesson"]
    assert post(client, "/courses/none/lessons/none/completion", learner).status_code == 404


def test_reaching_the_end_after_all_answers_finishes_the_lesson(client, learner, lesson):
    answer_all(client, learner, lesson)
    answer = post(client, f"{LESSON}/position", learner, anchor="", position="1000").get_json()
    assert answer["finished"]
    assert 'class="btn"' in answer["end"]


def test_the_course_map_counts_what_is_finished(client, learner, lesson):
    answer_all(client, learner, lesson)
    post(client, f"{LESSON}/completion", learner)
    html = lint_page(client.get("/courses/complaint-handling?lang=en"))
    assert re.search(r"1 of \d+ lessons finished", html)
    assert "Continue" in html


def test_an_enrolled_learner_sees_days_and_what_is_next(client, learner, published, world, app_database):
    with app_database.write() as session:
        enrol(session, published, world.learner, "aircon-agent", date(2026, 3, 1), by=None, at=app_clock(app_database))
    html = lint_page(client.get("/programmes/aircon-agent?lang=en"))
    assert "Day 2 of 33" in html
    assert "Continue" in html
    assert "Day 2" in lint_page(client.get("/programmes?lang=en"))


def app_clock(_database):
    from tests.conftest import START  # noqa: PLC0415

    return START


@pytest.mark.parametrize("place", ["enrolments", "assignments"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("manager", 200), ("admin", 200), ("other_manager", 404), ("mentor", 404), ("learner", 404)],
)
def test_only_the_managers_of_the_team_and_admins_arrange(client, world, place, who, status):
    sign_in(client, who)
    assert client.get(f"/people/{world.learner}/{place}").status_code == status


def test_a_manager_enrols_and_ends(client, world, app_database):
    token = sign_in(client, "manager")
    url = f"/people/{world.learner}/enrolments"
    lint_page(client.get(url))
    response = post(client, url, token, programme="aircon-agent", starts_on="2026-03-02")
    assert response.location.endswith(f"/people/{world.learner}")
    with app_database.read() as session:
        (row,) = enrolments_of(session, world.learner)
    assert row.starts_on == date(2026, 3, 2)
    again = post(client, f"{url}?lang=en", token, programme="aircon-agent", starts_on="2026-03-02")
    assert again.status_code == 422
    assert "in the programme already" in lint_page(again)
    assert post(client, f"{url}/{row.id}/ending", token).status_code == 303
    assert post(client, f"{url}/{row.id}/ending", token).status_code == 404


@pytest.mark.parametrize(
    "values", [{}, {"programme": "none", "starts_on": "2026-03-02"}, {"programme": "aircon-agent", "starts_on": "soon"}]
)
def test_an_incomplete_enrolment_comes_back_with_what_was_typed(client, world, values):
    token = sign_in(client, "manager")
    response = post(client, f"/people/{world.learner}/enrolments", token, **values)
    assert response.status_code == 422
    assert "aria-invalid" in lint_page(response)


def test_a_manager_assigns_and_takes_back(client, world, app_database):
    token = sign_in(client, "manager")
    url = f"/people/{world.learner}/assignments"
    what = "course:communication"
    assert post(client, url, token, what=what, due_on="2026-03-05", note="before Friday").status_code == 303
    with app_database.read() as session:
        (row,) = assignments_of(session, world.learner)
    assert row.due_at.isoformat() == "2026-03-05T15:59:59+00:00"
    assert "before Friday" in lint_page(client.get(url))
    assert post(client, f"{url}/{row.id}/cancellation", token).status_code == 303
    assert post(client, f"{url}/{row.id}/cancellation", token).status_code == 404


@pytest.mark.parametrize(
    "values",
    [{}, {"what": "course:none", "due_on": "2026-03-05"}, {"what": "course:communication", "due_on": "2026-02-01"}],
)
def test_an_impossible_assignment_comes_back_with_what_was_typed(client, world, values):
    token = sign_in(client, "manager")
    response = post(client, f"/people/{world.learner}/assignments", token, note="kept", **values)
    assert response.status_code == 422
    assert "kept" in lint_page(response)


def test_another_regions_manager_arranges_nothing(client, world, published, app_database):
    with app_database.write() as session:
        at = app_clock(app_database)
        enrolment = enrol(session, published, world.learner, "aircon-agent", date(2026, 3, 1), by=None, at=at)
        due = at.replace(month=4)
        assignment = assign(session, published, world.learner, "course", "communication", due_at=due, by=None, at=at)
    token = sign_in(client, "other_manager")
    for path in (
        "enrolments",
        "assignments",
        f"enrolments/{enrolment}/ending",
        f"assignments/{assignment}/cancellation",
    ):
        assert post(client, f"/people/{world.learner}/{path}", token).status_code == 404


@pytest.mark.parametrize(("query", "lang"), [("漏电", "zh"), ("leakage", "en")])
def test_search_finds_sections_of_lessons(client, learner, query, lang):
    html = lint_page(client.get("/search", query_string={"q": query, "lang": lang}))
    assert "/courses/complaint-handling/lessons/" in html
    assert "<mark>" in html


def test_a_place_found_says_in_which_course_and_lesson_it_stands(client, learner, published):
    html = lint_page(client.get("/search", query_string={"q": "tingle", "lang": "en"}))
    assert published.courses["complaint-handling"].title.en + " · " in html


def test_words_of_the_other_language_are_found_there_and_lead_to_it(client, learner):
    html = lint_page(client.get("/search", query_string={"q": "漏电", "lang": "en"}))
    assert "Only the texts in the other language" in html
    assert re.search(r'href="/courses/[^"]+\?lang=zh', html)


def test_search_finds_terms_and_says_when_there_is_nothing(client, learner):
    assert "dispatch" in lint_page(client.get("/search?q=dispatch&lang=en"))
    html = lint_page(client.get("/search", query_string={"q": "<b>zzzz", "lang": "en"}))
    assert "Nothing found for" in html
    assert "<b>zzzz" not in html


def test_a_course_of_another_trade_is_shown_with_its_lessons_and_said_to_be_one(client, learner, published):
    assert "Another trade" in lint_page(client.get("/courses?lang=en"))
    total = len(published.lessons_of("product-automotive"))
    html = lint_page(client.get("/courses/product-automotive?lang=en"))
    assert f"0 of {total} lessons finished" in html
    paper = client.get("/courses/product-automotive/print?lang=en").get_data(as_text=True)
    assert paper.count('class="paper-lesson"') == total


# Bookmarks and paper


def star(client, token, *, url=LESSON, anchor="s-mistake", removal=False, **more):
    return post(client, f"{url}/bookmarks{'/removal' if removal else ''}", token, anchor=anchor, **more)


def test_a_bookmark_is_kept_listed_and_removed(client, learner):
    assert star(client, learner).location == f"{LESSON}#s-mistake"
    assert star(client, learner).status_code == 303
    html = lint_page(client.get("/bookmarks?lang=en"))
    assert html.count(f'href="{LESSON}#s-mistake"') == 1
    assert 'data-marked="true"' in client.get(LESSON).get_data(as_text=True)
    assert star(client, learner, removal=True, **{"from": "list"}).location == "/bookmarks"
    html = lint_page(client.get("/bookmarks?lang=en"))
    assert LESSON not in html
    assert "No bookmarks yet" in html


def test_a_script_gets_the_star_as_it_is_now(client, learner):
    data = {"csrf_token": learner, "anchor": ""}
    answer = client.post(f"{LESSON}/bookmarks", data=data, headers=JSON).json
    assert answer["marked"] is True
    assert f'action="{LESSON}/bookmarks/removal"' in answer["html"]


def test_a_section_that_is_not_there_cannot_be_marked(client, learner):
    assert star(client, learner, anchor="nowhere").status_code == 404
    assert star(client, learner, url="/courses/none/lessons/none").status_code == 404
    assert "No bookmarks yet" in client.get("/bookmarks?lang=en").get_data(as_text=True)


def test_bookmarks_are_ones_own(app, client, learner):
    star(client, learner)
    other = app.test_client()
    sign_in(other, "mentor")
    assert "No bookmarks yet" in other.get("/bookmarks?lang=en").get_data(as_text=True)


@pytest.mark.parametrize("url", ["/bookmarks", "/courses/complaint-handling/print"])
def test_nobody_sees_bookmarks_or_paper_without_signing_in(client, url):
    assert "/sign-in" in client.get(url).location


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_course_on_paper_holds_every_lesson_and_no_reason(client, learner, published, lesson, lang):
    html = lint_page(client.get(f"/courses/complaint-handling/print?lang={lang}"))
    needed = published.lessons_of("complaint-handling", "aircon")
    assert html.count('class="paper-lesson"') == len(needed)
    assert all(f'<h2 id="{found.id}">' in html for found in needed)
    assert not [reason for reason in reasons(lesson).values() if reason in html]
    assert client.get("/courses/none/print").status_code == 404


def test_paper_shows_the_reason_of_an_answered_check(client, learner, lesson):
    answer_all(client, learner, lesson)
    html = client.get("/courses/complaint-handling/print?lang=en").get_data(as_text=True)
    shown = [choice.reason.en for check in lesson.checks.values() for choice in check.choices if choice.right]
    assert all(reason in html for reason in shown if reason)

"""Placement tests on the pages of those who take them: offered, explained, answered for on the record."""

import pytest

from tests.conftest import START
from tests.factories.careers import MINUTE, pass_quiz
from tests.web.page_lint import lint_page
from tests.web.signing import post, sign_in

COURSE, QUIZ = "product-aircon", "placement-product-aircon"


@pytest.fixture
def learner(client):
    return sign_in(client, "learner")


@pytest.fixture
def passed(app_database, world):
    """The learner has passed the placement test for air-conditioners."""
    with app_database.write() as session:
        return pass_quiz(session, world.learner, QUIZ, at=START - 20 * MINUTE)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("url", ["/courses", f"/courses/{COURSE}"])
def test_a_test_is_offered_where_courses_are_open(client, learner, url, lang):
    html = lint_page(client.get(f"{url}?lang={lang}"))
    assert f'href="/quizzes/{QUIZ}"' in html
    assert "placement-product-automotive" not in html, "that is another trade's"


def test_the_rules_say_what_the_test_saves(client, learner):
    html = lint_page(client.get(f"/quizzes/{QUIZ}?lang=en"))
    assert f'href="/courses/{COURSE}"' in html
    assert "its lessons count as known" in html


def test_the_receipt_the_course_and_the_record_say_what_is_known(client, learner, passed, world):
    assert "its lessons are done" in lint_page(client.get(f"/attempts/{passed}/receipt?lang=en"))
    course = lint_page(client.get(f"/courses/{COURSE}?lang=en"))
    assert course.count("Known by placement test") == 7
    assert f'href="/quizzes/{QUIZ}"' not in course, "there is nothing left to be placed out of"
    assert "Course known by placement test" in lint_page(client.get(f"/people/{world.learner}?lang=en"))


def test_nobody_sees_the_receipt_of_another(app, client, learner, passed):
    other = app.test_client()
    sign_in(other, "author")
    assert other.get(f"/attempts/{passed}/receipt").status_code == 404


def test_a_lesson_known_by_the_test_can_still_be_read(client, learner, passed):
    assert "You have finished this lesson" in client.get(f"/courses/{COURSE}/lessons/moving-heat?lang=en").text


def test_what_is_not_shown_stays_to_be_learnt(client, learner):
    assert post(client, f"/quizzes/{QUIZ}/attempts", learner).status_code == 303
    post(client, "/attempts/1/submission", learner)
    receipt = lint_page(client.get("/attempts/1/receipt?lang=en"))
    assert "Learn it" in receipt
    assert "That is no failure" in receipt
    assert "Not passed yet" not in receipt
    assert "Known by placement test" not in client.get(f"/courses/{COURSE}?lang=en").text

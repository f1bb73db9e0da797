"""The content page: publish, draft, roll back, preview; only for authors and admins."""

import re
from dataclasses import replace

import pytest

from app.content import queries
from app.content.watching import Watcher
from tests.content.sample_tree import seeded, write_tree
from tests.content.seeds import SEEDS
from tests.web.page_lint import lint_page
from tests.web.signing import post, sign_in

GETS = ["/authoring", "/authoring/releases", "/authoring/preview/welcome/hello"]
POSTS = ["/authoring/lint", "/authoring/publish", "/authoring/draft", "/authoring/draft/leave",
         "/authoring/releases/1/rollback"]  # fmt: skip


@pytest.fixture
def root(app, tmp_path):
    """The application's content folder, replaced by the small sample."""
    folder = write_tree(tmp_path / "content")
    services = app.extensions["aftercare"]
    app.extensions["aftercare"] = replace(services, settings=replace(services.settings, content_dir=folder))
    return folder


@pytest.fixture
def token(client, root):
    return sign_in(client, "author")


def change(root, old, new, file="courses/welcome/course.yaml"):
    path = root / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def published_seq(database):
    with database.read() as session:
        return queries.find_release(session, queries.find_release_id(session)).seq


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("url", GETS)
def test_authors_see_every_page_in_both_languages(client, token, url, lang):
    lint_page(client.get(f"{url}?lang={lang}"))


@pytest.mark.parametrize("person", ["learner", "mentor", "manager"])
def test_others_find_nothing_there(client, root, person):
    token = sign_in(client, person)
    assert {client.get(url).status_code for url in GETS} == {404}
    assert {post(client, url, token).status_code for url in POSTS} == {404}


def test_nobody_publishes_without_signing_in(client, root):
    assert client.get("/authoring").status_code == 303


def test_what_would_change_is_listed_with_its_class_and_published(client, token, root, app_database):
    assert post(client, "/authoring/publish", token, note="起步").status_code == 303
    seq = published_seq(app_database)
    assert "Nothing: the files match what learners see." in lint_page(client.get("/authoring?lang=en"))
    assert "起步" in lint_page(client.get("/authoring/releases"))

    change(root, "value: 48", "value: 36", "courses/policies/aircon.yaml")
    html = lint_page(client.get("/authoring?lang=en"))
    assert "welcome/hello" in html
    assert "company number" in html
    assert post(client, "/authoring/publish", token).status_code == 303
    assert published_seq(app_database) == seq + 1


def test_files_with_mistakes_are_not_published(client, token, root, app_database):
    seq = published_seq(app_database)
    write_tree(root, seeded(*SEEDS["E214"])[0])
    response = post(client, "/authoring/publish", token)
    assert response.status_code == 409
    html = lint_page(response)
    assert "quizzes/pool.yaml:23:5" in html
    assert "E214" in html
    assert post(client, "/authoring/draft", token).status_code == 409
    assert published_seq(app_database) == seq


def test_a_note_that_is_too_long_is_refused(client, token):
    response = post(client, "/authoring/publish", token, note="x" * 201)
    assert response.status_code == 422
    lint_page(response)


def test_checking_again_comes_back_to_the_list(client, token):
    assert post(client, "/authoring/lint", token).location == "/authoring#linter"


def test_going_back_shows_the_older_release(client, token, root, app_database, world):
    post(client, "/authoring/publish", token)
    assert published_seq(app_database) > 1
    response = post(client, f"/authoring/releases/{world.release_id}/rollback", token)
    assert response.status_code == 303
    with app_database.read() as session:
        assert queries.find_release_id(session) == world.release_id
    assert post(client, "/authoring/releases/999/rollback", token).status_code == 404


def test_a_draft_is_shown_to_its_author_only(client, app, token, root):
    post(client, "/authoring/publish", token)
    change(root, "zh: 欢迎, en: Welcome", "zh: 草稿课, en: Draft course")
    assert post(client, "/authoring/draft", token).status_code == 303
    assert "Draft course" in client.get("/courses?lang=en").get_data(as_text=True)
    for url in ("/authoring", "/today", "/courses/welcome/lessons/hello", "/courses/nothing"):
        assert "Preview of a draft" in lint_page(client.get(f"{url}?lang=en"))

    other = app.test_client()
    sign_in(other, "learner")
    assert "Draft course" not in other.get("/courses?lang=en").get_data(as_text=True)
    for url in ("/today", "/courses/welcome/lessons/hello"):
        assert "draft" not in other.get(f"{url}?lang=en").get_data(as_text=True)

    assert post(client, "/authoring/draft/leave", token).status_code == 303
    assert "Draft course" not in client.get("/courses?lang=en").get_data(as_text=True)
    assert "Preview of a draft" not in client.get("/courses/welcome/lessons/hello?lang=en").get_data(as_text=True)


def shown_release(client, url):
    found = re.search(r'data-draft="(\d*)"', lint_page(client.get(url)))
    return found and found[1]


def test_an_open_page_learns_that_there_is_a_newer_draft(client, token, root):
    assert client.get("/authoring/draft").json == {"release": None, "notice": ""}
    assert shown_release(client, "/authoring/preview/welcome/hello") == ""
    for title in ("One", "Two"):
        change(root, "en: Welcome", f"en: Welcome {title}")
        post(client, "/authoring/draft", token)
        newest = str(client.get("/authoring/draft").json["release"])
        for url in ("/courses/welcome/lessons/hello", "/authoring/preview/welcome/hello", "/today"):
            assert shown_release(client, url) == newest


def test_an_answer_to_a_form_does_not_reload_itself(client, token, root):
    post(client, "/authoring/draft", token)
    response = post(client, "/authoring/publish", token, note="x" * 201)
    assert "data-draft" not in lint_page(response)


def test_mistakes_that_keep_the_draft_back_are_told_to_open_pages(client, app, token, root, tmp_path):
    services = app.extensions["aftercare"]
    settings = replace(services.settings, data_dir=tmp_path / "data")
    app.extensions["aftercare"] = replace(services, settings=settings, is_watching=True)
    watcher = Watcher(services.database, root, settings.data_dir)
    write_tree(root, seeded(*SEEDS["E214"])[0])
    watcher.look()
    draft = client.get("/authoring/draft?lang=en").json
    assert draft["release"] is None
    assert "a mistake" in draft["notice"]
    assert 'quizzes/pool.yaml:23:5 E214 answer must be a number (got "about three")' in draft["notice"]
    assert "E214 答案必须是数字" in client.get("/authoring/draft?lang=zh").json["notice"]
    assert "has not taken these files in" in lint_page(client.get("/authoring?lang=en"))

    write_tree(root)
    watcher.look()
    draft = client.get("/authoring/draft").json
    assert draft["release"]
    assert draft["notice"] == ""
    assert "within two seconds" in lint_page(client.get("/authoring?lang=en"))


def test_changed_rules_of_levels_are_simulated_before_they_are_published(client, token, root):
    post(client, "/authoring/publish", token)
    assert "What it would mean" not in lint_page(client.get("/authoring?lang=en"))
    change(root, "score: 80", "score: 90", "courses/levels/aircon.yaml")
    html = lint_page(client.get("/authoring?lang=en"))
    assert "Counted over 9 people on this track" in html
    assert "levels of Air-conditioners" in html


def test_a_preview_shows_the_key_of_checks_and_both_languages(client, token):
    html = lint_page(client.get("/authoring/preview/welcome/hello"))
    assert "请客户断电" in html
    assert "Ask them to cut the power" in html
    assert 'id="zh-s-listen"' in html
    assert 'id="en-s-listen"' in html


def test_a_lesson_that_is_not_there_or_has_mistakes_has_no_preview(client, token, root):
    assert client.get("/authoring/preview/welcome/nothing").status_code == 404
    write_tree(root, seeded(*SEEDS["E305"])[0])
    assert client.get("/authoring/preview/welcome/hello").status_code == 409

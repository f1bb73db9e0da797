"""Pictures over HTTP: published with their lesson, locked up, kept by browsers, for people who are signed in."""

import re

import pytest

from app.content import queries
from app.content.libraries import Libraries
from app.content.releases import publish
from tests.content.sample_tree import FILES, write_tree
from tests.web.page_lint import lint_page
from tests.web.signing import sign_in

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><text data-zh="话筒" data-en="Mouthpiece"/></svg>'
LESSON = "/courses/welcome/lessons/hello"


@pytest.fixture
def root(tmp_path):
    files = {**FILES, "courses/welcome/media/phone.svg": SVG}
    for lang, words in (("zh", "一部电话"), ("en", "A telephone")):
        name = f"courses/welcome/lessons/hello.{lang}.md"
        files[name] = files[name].replace("/// say", f"![{words}](../media/phone.svg)\n\n/// say")
    return write_tree(tmp_path / "content", files)


def put(database, clock, root):
    with database.write() as session:
        return publish(session, root, by=None, at=clock())


def picture_in(client, lang):
    html = lint_page(client.get(f"{LESSON}?lang={lang}"))
    return re.search(r'<img alt="([^"]+)" src="(/media/[0-9a-f]{64}\.svg)" width="40" height="30">', html)


def test_a_lesson_shows_the_picture_of_its_language(client, app_database, clock, root):
    put(app_database, clock, root)
    sign_in(client, "learner")
    for lang, alt, label in (("zh", "一部电话", "话筒"), ("en", "A telephone", "Mouthpiece")):
        found = picture_in(client, lang)
        assert found[1] == alt
        response = client.get(found[2])
        assert response.status_code == 200
        assert f">{label}</text>" in response.get_data(as_text=True)


def test_a_picture_is_locked_up_and_kept(client, app_database, clock, root):
    put(app_database, clock, root)
    sign_in(client, "learner")
    headers = client.get(picture_in(client, "en")[2]).headers
    assert headers["Content-Type"].startswith("image/svg+xml")
    assert headers.getlist("Content-Security-Policy") == ["sandbox; default-src 'none'; style-src 'unsafe-inline'"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "private, max-age=31536000, immutable"


def test_a_picture_is_for_people_who_are_signed_in(app, client, app_database, clock, root):
    put(app_database, clock, root)
    sign_in(client, "learner")
    address = picture_in(client, "en")[2]
    response = app.test_client().get(address)
    assert response.status_code == 303
    assert "/sign-in" in response.location


def test_other_addresses_are_not_found(client, app_database, clock, root):
    release = put(app_database, clock, root)
    sign_in(client, "learner")
    address = picture_in(client, "en")[2]
    with app_database.read() as session:
        lesson = queries.manifest_of(session, release.id)["lesson:welcome/hello"]
    for wrong in (
        address[:-4] + ".png",
        address[:-4],
        f"/media/{lesson}.svg",
        f"/media/{'0' * 64}.svg",
        "/media/x.svg",
    ):
        lint_page(response := client.get(wrong))
        assert response.status_code == 404


def test_only_a_changed_picture_and_what_shows_it_is_published_anew(app_database, clock, root):
    first = put(app_database, clock, root)
    assert put(app_database, clock, root) == first
    (root / "courses/welcome/media/phone.svg").write_text(SVG.replace("Mouthpiece", "Microphone"), encoding="utf-8")
    second = put(app_database, clock, root)
    with app_database.read() as session:
        before, after = (dict(queries.manifest_of(session, release.id)) for release in (first, second))
        library = Libraries().get(session, second.id)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"lesson:welcome/hello", "media:welcome/phone.en.svg"}
    assert library.media["welcome/phone.en.svg"].url in library.lessons["welcome/hello"].parts["en"][0][1]

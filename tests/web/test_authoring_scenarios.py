"""Authors' scenarios: the list, the map, playing with the state visible; nothing is stored; only for authors and admins."""

from dataclasses import replace

import pytest

from tests.content.sample_tree import seeded, write_tree
from tests.content.seeds import SEEDS
from tests.web.page_lint import lint_page
from tests.web.signing import post, sign_in

LIST, ONE = "/authoring/scenarios", "/authoring/scenarios/drip"


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


def play(client, token, *moves, url=f"{ONE}?lang=en", **form):
    return post(client, url, token, move=list(moves), **form)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("url", [LIST, ONE])
def test_authors_see_list_and_map_in_both_languages(client, token, url, lang):
    lint_page(client.get(f"{url}?lang={lang}"))


@pytest.mark.parametrize("person", ["learner", "mentor", "manager"])
def test_others_find_nothing_there(client, root, person):
    token = sign_in(client, person)
    assert {client.get(url).status_code for url in (LIST, ONE)} == {404}
    assert post(client, ONE, token, text="hello").status_code == 404


def test_nobody_plays_without_signing_in(client, root):
    assert client.get(ONE).status_code == 303


def test_the_list_tells_grade_trade_lint_and_golden_results(client, token):
    html = lint_page(client.get(f"{LIST}?lang=en"))
    assert "A dripping unit" in html
    assert "空调滴水" in html
    assert "No mistakes" in html
    assert "4 of 4 right" in html


def test_a_list_without_scenarios_says_how_to_begin(client, token, root):
    (root / "roleplays/scenarios/drip.yaml").unlink()
    assert "No scenarios yet" in lint_page(client.get(f"{LIST}?lang=en"))
    assert client.get(ONE).status_code == 404


def test_the_map_shows_every_line_choice_fact_and_ending_and_leads_to_its_row(client, token):
    html = lint_page(client.get(f"{ONE}?lang=en"))
    for target in ("line-l-open", "line-l-any", "beat-b-first", "fact-address", "ending-resolved"):
        assert f'href="#{target}"' in html
        assert f'id="{target}"' in html
    assert "r-empathy" in html
    assert "cc-blame" in html
    assert html.count("as expected") == 4


def test_a_sentence_is_answered_with_acts_rules_numbers_and_the_reply(client, token):
    html = lint_page(play(client, token, text="I can see how frustrating that must be."))
    assert "<mark>" in html
    assert "r-empathy" in html
    assert "anger -20" in html
    assert "Yes, go on." in html
    assert 'name="move" value="say:I can see how frustrating that must be."' in html


def test_moves_are_carried_by_the_form_until_an_ending(client, token):
    html = lint_page(play(client, token, "option:o-empathy", option="o-off"))
    assert html.count('name="move"') == 2
    html = lint_page(play(client, token, "option:o-empathy", "option:o-off", deed="end"))
    assert "ending: left" in html
    assert "Say it" not in html
    html = lint_page(play(client, token, "option:o-empathy", "option:o-off", "/end", deed="back"))
    assert html.count('name="move"') == 2


def test_an_option_of_another_moment_is_refused(client, token):
    response = play(client, token, option="o-bye")
    assert response.status_code == 422
    assert "Type a sentence, or pick one of the options." in lint_page(response)


@pytest.mark.parametrize("form", [{}, {"text": "  "}, {"text": "x" * 501}, {"deed": "fly"}])
def test_a_move_that_says_nothing_or_too_much_is_invalid(client, token, form):
    response = play(client, token, "option:o-empathy", **form)
    assert response.status_code == 422
    assert lint_page(response).count('name="move"') == 1


def test_nothing_can_be_said_after_the_ending(client, token):
    assert play(client, token, "option:o-blame", text="Hello?").status_code == 422


def test_a_scenario_with_mistakes_shows_them_and_is_not_played(client, token, root):
    write_tree(root, seeded(*SEEDS["E402"])[0])
    html = lint_page(client.get(f"{ONE}?lang=en"))
    assert "E402" in html
    assert "once the mistakes above are mended" in html
    assert play(client, token, text="Hello").status_code == 422
    assert "1 mistake" in lint_page(client.get(f"{LIST}?lang=en"))


def test_the_published_one_is_played_as_learners_meet_it(client, token, root):
    assert client.get(f"{ONE}?of=published").status_code == 404
    post(client, "/authoring/publish", token)
    path = root / "roleplays/scenarios/drip.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Yes, go on.", "Well?"), encoding="utf-8")
    url = f"{ONE}?of=published&lang=en"
    assert "Yes, go on." in lint_page(client.get(url))
    assert "Well?" not in lint_page(play(client, token, url=url, option="o-empathy"))
    assert "Well?" in lint_page(play(client, token, option="o-empathy"))


def test_an_unknown_scenario_is_not_found(client, token):
    for url in (f"{LIST}/rain", f"{LIST}/rain?of=published"):
        assert client.get(url).status_code == 404
        assert post(client, url, token, text="Hello").status_code == 404

"""Job aids through HTTP: phrase book, checklists, cases, glossary, and what the search finds of them."""

import re

import pytest
from markupsafe import Markup

from tests.web.page_lint import lint_page, words_of
from tests.web.signing import sign_in

LISTS = ("/aids/phrases", "/aids/checklists", "/aids/cases", "/aids/glossary")
HIDDEN = re.compile(r"<(?:article|li|div|section)[^>]* data-(?:card|group)[^>]* hidden>")


@pytest.fixture
def published(app, app_database, world):
    with app_database.read() as session:
        return app.extensions["aftercare"].libraries.get(session, world.release_id)


@pytest.fixture
def learner(client):
    return sign_in(client, "learner")


@pytest.fixture
def phrase(published):
    return next(iter(published.phrases.values())).phrases[0]


def plain(html):
    return str(Markup(html).striptags())  # noqa: S704 - sanitised when published


def words_in(html):
    return " ".join(words_of(html).split())


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("url", ["/aids", *LISTS])
def test_every_page_is_well_formed_in_both_languages(client, learner, url, lang):
    html = lint_page(client.get(f"{url}?lang={lang}"))
    assert f'lang="{"zh-Hans" if lang == "zh" else "en"}"' in html
    assert 'href="/aids" aria-current="page"' in html


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_checklist_and_every_case_is_well_formed(client, learner, published, lang):
    for checklist in published.checklists.values():
        html = lint_page(client.get(f"/aids/checklists/{checklist.id}?lang={lang}"))
        assert html.count('type="checkbox"') == len(checklist.steps)
        assert html.count("data-stop") == sum(step.stop for step in checklist.steps)
    for case in published.cases.values():
        html = lint_page(client.get(f"/aids/cases/{case.id}?lang={lang}"))
        assert plain(case.learnt.in_lang(lang)) in plain(html)
        course, lesson = case.lesson.split("/")
        assert f'href="/courses/{course}/lessons/{lesson}"' in html


@pytest.mark.parametrize("url", ["/aids/checklists/none", "/aids/cases/none", "/aids/cases/..%2f", "/aids/none"])
def test_what_is_not_published_is_not_found(client, learner, url):
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("url", ["/aids", *LISTS, "/aids/checklists/any", "/aids/cases/any"])
def test_nobody_reads_without_signing_in(client, url):
    response = client.get(url)
    assert response.status_code == 303
    assert "/sign-in" in response.location


@pytest.mark.parametrize("url", ["/aids", *LISTS])
def test_nothing_is_written_there(client, learner, url):
    assert client.post(url, data={"csrf_token": learner}).status_code == 405


@pytest.mark.parametrize("who", ["mentor", "manager", "author", "admin"])
def test_everybody_finds_them_in_the_navigation(client, who):
    sign_in(client, who)
    html = lint_page(client.get("/aids?lang=en"))
    rail = html[html.index('class="rail"') : html.index("</nav>")]
    assert 'href="/aids"' in rail
    tabs = html[html.index('<nav class="tabs') :]
    assert 'href="/profile"' in tabs[: tabs.index("</nav>")]


def test_the_phrase_book_shows_what_to_say_and_crosses_out_what_not(client, learner, phrase):
    html = lint_page(client.get("/aids/phrases?lang=en"))
    assert f"<s>{phrase.avoid.en}</s>" in html
    assert f"<span data-words>{phrase.say.en}</span>" in html
    assert f'id="p-{phrase.id}"' in html


def test_company_numbers_are_filled_in(client, learner, published):
    html = lint_page(client.get("/aids/phrases?lang=zh&trade=all"))
    assert "{{" not in html
    assert any(situation.policies for situation in published.phrases.values())


def test_a_query_hides_what_does_not_fit_and_keeps_it_for_the_script(client, learner, published, phrase):
    wanted = plain(phrase.say.en)
    html = lint_page(client.get("/aids/phrases", query_string={"lang": "en", "trade": "all", "q": wanted}))
    shown = re.search(rf'<article[^>]*id="p-{phrase.id}"[^>]*>', html)[0]
    assert "hidden" not in shown
    assert "1 found" in html
    assert html.count("data-card") == sum(len(one.phrases) for one in published.phrases.values())
    assert HIDDEN.search(html)


@pytest.mark.parametrize("url", LISTS)
def test_nothing_found_says_so(client, learner, url):
    html = lint_page(client.get(url, query_string={"lang": "en", "q": "zzzz <b>"}))
    assert "Nothing fits." in html
    assert "<b>" not in html
    assert "zzzz &lt;b&gt;" in html


def test_the_own_trade_is_shown_first_and_others_can_be_reached(client, learner, published):
    cases = published.cases.values()
    mine = [case.id for case in cases if case.trade in {"any", "aircon"}]
    others = [case.id for case in cases if case.trade not in {"any", "aircon"}]
    html = lint_page(client.get("/aids/cases?lang=en"))
    assert all(f'href="/aids/cases/{case}"' in html for case in mine)
    assert not [case for case in others if f'href="/aids/cases/{case}"' in html]
    every = lint_page(client.get("/aids/cases?lang=en&trade=all"))
    assert all(f'href="/aids/cases/{case}"' in every for case in (*mine, *others))


def test_a_trade_that_does_not_exist_is_as_if_it_had_not_been_asked(client, learner):
    html = lint_page(client.get("/aids/cases?lang=en&trade=nonsense&competency=nonsense&tag=nonsense"))
    assert 'href="/aids/cases?trade=aircon" aria-current="true"' in html


def test_cases_are_filtered_by_competency_and_tag(client, learner, published):
    case = next(iter(published.cases.values()))
    tag, competency = case.tags[0].id, case.competencies[0]
    html = lint_page(client.get(f"/aids/cases?lang=en&trade=all&tag={tag}&competency={competency}"))
    fitting = {
        one.id
        for one in published.cases.values()
        if competency in one.competencies and tag in {each.id for each in one.tags}
    }
    assert set(re.findall(r'href="/aids/cases/([^"]+)"', html)) == fitting
    assert f'<option value="{tag}" selected>' in html


def test_filters_that_nothing_fits_say_so(client, learner, published):
    for case in published.cases.values():
        for competency in published.competencies:
            tag = case.tags[0].id
            fitting = [
                one for one in published.cases.values()
                if competency in one.competencies and tag in {each.id for each in one.tags}
            ]  # fmt: skip
            if fitting or not any(competency in one.competencies for one in published.cases.values()):
                continue
            html = lint_page(client.get(f"/aids/cases?lang=en&trade=all&tag={tag}&competency={competency}"))
            assert "No case fits these filters" in html
            return


def test_a_checklist_is_usable_without_script_and_keeps_its_ticks_to_one_person(client, learner, published, world):
    checklist = next(iter(published.checklists.values()))
    html = lint_page(client.get(f"/aids/checklists/{checklist.id}?lang=en"))
    assert 'type="reset"' in html
    assert f'data-ticks="{world.learner}-{checklist.id}-' in html
    assert not re.search(r"<input type=\"checkbox\"[^>]* name=", html)


def test_a_printed_page_says_of_which_release_it_is(client, learner, published):
    checklist = next(iter(published.checklists.values()))
    html = lint_page(client.get(f"/aids/checklists/{checklist.id}?lang=en"))
    assert f"Release {published.seq}. Company numbers change" in html


def test_the_glossary_goes_by_letter_in_english_and_by_the_authors_order_in_chinese(client, learner, published):
    english = lint_page(client.get("/aids/glossary?lang=en"))
    letters = re.findall(r'<h2 id="letter-\d+-title">(.)</h2>', english)
    assert letters == sorted(letters)
    assert len(letters) > 3
    chinese = lint_page(client.get("/aids/glossary?lang=zh"))
    assert re.findall(r'<div id="t-([^"]+)"', chinese) == list(published.glossary)


def test_a_term_is_found_by_its_other_spelling(client, learner, published):
    term = next(term for term in published.glossary.values() if term.also.get("zh"))
    html = lint_page(client.get("/aids/glossary", query_string={"lang": "zh", "q": term.also["zh"][0]}))
    assert "hidden" not in re.search(rf'<div id="t-{term.id}"[^>]*>', html)[0]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("url", ["/aids", "/search"])
def test_a_search_finds_job_aids_and_names_their_kind(client, learner, published, phrase, url, lang):
    checklist, case = next(iter(published.checklists.values())), next(iter(published.cases.values()))
    for word, address in (
        (phrase.avoid, f"/aids/phrases?trade=all#p-{phrase.id}"),
        (checklist.title, f"/aids/checklists/{checklist.id}"),
        (case.title, f"/aids/cases/{case.id}"),
    ):
        query = {"lang": lang, "q": plain(word.in_lang(lang))}
        html = lint_page(client.get(url, query_string=query))
        assert f'href="{address}"' in html
    assert f'<span class="chip">{"案例" if lang == "zh" else "Case"}</span>' in html


def test_a_search_without_a_hit_says_what_to_do(client, learner):
    html = lint_page(client.get("/aids?lang=en&q=zzzz"))
    assert "Nothing found for “zzzz”" in html
    assert 'href="/search?q=zzzz"' in html


def test_the_hub_shows_how_much_there_is(client, learner, published):
    words = words_in(lint_page(client.get("/aids?lang=en")))
    count = len(published.cases)
    assert f"{count} case{'s' if count != 1 else ''}" in words
    assert "Air conditioning" in words

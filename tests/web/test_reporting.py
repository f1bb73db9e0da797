"""Overview, lists and exports over HTTP: own teams only, figures with n, charts that are valid, cells that are safe."""

import csv
import io
import json
import re
from datetime import date, timedelta

import plotly.graph_objects as go
import pytest

from app.certification.actions import record_signoff
from app.content.library import Library
from app.evidence.actions import record_fact
from app.evidence.rules import Fact
from app.identity.actions import NewPerson, create_person, edit_person, grant_role, rename_team
from app.identity.queries import find_record
from app.learning.actions import enrol
from tests.conftest import START
from tests.factories.careers import record_roleplays
from tests.web.page_lint import lint_page
from tests.web.signing import sign_in

PAGES = ("/overview", "/overview/people")
FILES = ("/overview.csv", "/overview/levels.csv")
BEFORE = START - timedelta(days=20)


@pytest.fixture
def history(app, app_database, world):
    """The learner is certified, the colleague of the sister team stuck, the outsider enrolled in the other region."""
    libraries = app.extensions["aftercare"].libraries
    with app_database.write() as session:
        library = libraries.published(session)
        for person in (world.learner, world.colleague, world.outsider):
            enrol(session, library, person, "aircon-agent", date(2026, 2, 10), by=None, at=BEFORE)
        for kind, key, score in (
            ("course", "communication", None),
            ("course", "complaint-handling", None),
            ("quiz", "communication-final", 900),
            ("quiz", "complaint-handling-final", 900),
        ):
            fact = Fact(world.learner, "any", kind, key, BEFORE, passed=True, score=score)
            record_fact(session, fact, by=None, at=BEFORE)
        record_roleplays(session, world.learner, at=BEFORE)
        at = BEFORE + timedelta(days=9)
        record_signoff(session, world.learner, "mentor", track="aircon", by=world.mentor, at=at)
    return world


@pytest.fixture
def manager(client, history):
    sign_in(client, "manager")
    return client


def figures(html):
    found = re.findall(r'<script type="application/json" id="figure-(\w+)">(.*?)</script>', html, re.DOTALL)
    return {name: json.loads(text) for name, text in found}


# The overview


def test_the_overview_answers_who_cannot_work_alone_and_why(manager):
    html = lint_page(manager.get("/overview?lang=en"))
    for words in (
        "华东区 · 2 teams · 4 people",
        "of 2 on the track",
        "1 has not gone on",
        "n = 1, too few for a median",
        "1 person took 9 days from enrolment to Foundation agent; too few for a median.",
        "has not gone on with “The job and what it is worth”",
        "2 people are in no programme of this track.",
        "Nobody is waiting for your sign-off.",
        "苏州二组: nobody is Foundation agent or higher.",
    ):
        assert words in html, words
    assert f'href="/people/{id_behind(html, "Colleague")}"' in html


def id_behind(html, name):
    return re.search(rf'href="/people/(\d+)">{name}<', html)[1]


def test_the_overview_is_chinese_as_well(manager):
    html = lint_page(manager.get("/overview?lang=zh"))
    for words in ("谁还不能上岗，为什么", "2 个班组", "苏州二组没有一名“基础客服”", "1 人自己没有进展"):
        assert words in html, words


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_chart_is_a_valid_figure_with_a_sentence_and_a_table(manager, lang):
    html = manager.get(f"/overview?lang={lang}").get_data(as_text=True)
    drawn = figures(html)
    assert set(drawn) == {"levels", "funnel", "days", "months"}
    for name, figure in drawn.items():
        go.Figure(figure)
        assert re.search(rf'data-figure="{name}"><div role="img" aria-label="[^"]{{20,}}"', html)
        assert all(trace["meta"]["token"].startswith("--chart-") for trace in figure["data"])
    assert html.count("<table>") == len(drawn)


def test_charts_say_the_same_as_their_tables(manager):
    html = manager.get("/overview?lang=en").get_data(as_text=True)
    (bar,) = figures(html)["funnel"]["data"]
    table = re.search(r'<h2 id="funnel">.*?<tbody>(.*?)</tbody>', html, re.DOTALL)[1]
    rows = re.findall(r'<th scope="row">(.*?)</th><td class="n">(\d+)</td>', table)
    assert [(name, int(n)) for name, n in rows] == list(zip(bar["y"], bar["x"], strict=True))
    assert rows[0] == ("Enrolled", "2")


def test_styles_are_relaxed_on_the_page_of_charts_alone(manager):
    assert "'unsafe-inline'" in manager.get("/overview").headers["Content-Security-Policy"]
    assert "unsafe" not in manager.get("/overview/people").headers["Content-Security-Policy"]


def test_plotly_is_our_own_file_kept_for_ever(manager):
    html = manager.get("/overview").get_data(as_text=True)
    address = re.search(r'data-plotly="([^"]+)"', html)[1]
    response = manager.get(address, headers={"Accept-Encoding": "br"})
    assert response.status_code == 200
    assert response.headers["Content-Encoding"] == "br"
    assert "immutable" in response.headers["Cache-Control"]
    assert len(response.get_data()) < 1_400_000
    assert "https://" not in re.sub(r'href="https://[^"]*"', "", html)


def test_names_cannot_break_out_of_page_or_figure(manager, app_database, history):
    with app_database.write() as session:
        rename_team(session, history.team, "</script><b>&team</b>", by=None, at=START)
    html = lint_page(manager.get("/overview"))
    assert "<b>" not in html
    assert "</script><b>&team</b>" in figures(html)["levels"]["data"][0]["y"]


def test_what_needs_the_manager_is_named(manager, app, app_database, history):
    libraries = app.extensions["aftercare"].libraries
    with app_database.write() as session:
        assert libraries.published(session)
        for kind, key in (
            ("course", "product-aircon"),
            ("course", "regulations"),
            ("quiz", "aircon-agent-final"),
            ("quiz", "aircon-professional"),
        ):
            fact = Fact(history.learner, "any", kind, key, START, passed=True, score=950 if kind == "quiz" else None)
            record_fact(session, fact, by=None, at=START)
        record_roleplays(session, history.learner, level="professional", at=START)
    assert "Nobody is waiting for your sign-off." in manager.get("/overview?lang=en").get_data(as_text=True)
    app.extensions["aftercare"].clock.advance(days=80)
    sign_in(manager, "manager")
    html = lint_page(manager.get("/overview?lang=en"))
    assert "Nobody is waiting for your sign-off." not in html
    assert "waits for a manager&#39;s signature" in html


def test_the_page_is_kept_only_while_nothing_it_shows_has_changed(manager, app, app_database, history):
    libraries = app.extensions["aftercare"].libraries

    def text(address="/overview?lang=en"):
        return manager.get(address).get_data(as_text=True)

    first = text()
    assert text() == first
    assert text("/overview?lang=zh") != first
    with app_database.write() as session:
        found = find_record(session, history.colleague)
        renamed = NewPerson("colleague", "Lin Renamed", found.hire_date, trade="aircon")
        edit_person(session, history.colleague, renamed, version=found.version, by=None, at=START)
    assert "Lin Renamed" in text()
    with app_database.write() as session:
        enrol(session, libraries.published(session), history.mentor, "aircon-agent", START.date(), by=None, at=START)
    assert "of 3 on the track" in text()
    with app_database.write() as session:
        rename_team(session, history.sister_team, "Sisters", by=None, at=START)
    assert "Sisters" in text()
    app.extensions["aftercare"].clock.advance(days=1)
    later = text()
    app.extensions["aftercare"].clock.advance(days=9)
    assert text() != later


# Whose teams


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_a_manager_sees_own_teams_only(client, history, address):
    sign_in(client, "other_manager")
    text = client.get(address).get_data(as_text=True)
    assert "Learner" not in text
    assert "Colleague" not in text
    assert "苏州" not in text
    assert ("Outsider" in text) == (address != "/overview/levels.csv")
    for team in (history.team, history.region, 99999):
        assert client.get(f"{address}?team={team}").status_code == 404
    assert client.get(f"{address}?team={history.other_team}").status_code == 200


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_an_admin_sees_everything_and_others_nothing(app, history, address):
    seen = {}
    for name in ("admin", "learner", "mentor", "author"):
        client = app.test_client()
        sign_in(client, name)
        seen[name] = client.get(address).status_code
    assert seen == {"admin": 200, "learner": 404, "mentor": 404, "author": 404}
    assert app.test_client().get(address).status_code == 303


def test_two_regions_of_one_manager_stand_side_by_side(client, app_database, history):
    with app_database.write() as session:
        grant_role(session, history.manager, "manager", team_id=history.other_region, by=None, at=START)
    sign_in(client, "manager")
    html = lint_page(client.get("/overview?lang=en"))
    assert "My teams · 3 teams" in html
    assert 'scope="row"><a href="/overview?team=' in html
    assert "Outsider" in html


def test_one_team_can_be_looked_at(manager, history):
    html = lint_page(manager.get(f"/overview?team={history.team}&lang=en"))
    assert "苏州一组 · 1 team · 2 people" in html
    assert ">华东区</a>" in html
    assert f'value="{history.team}" selected' in html
    assert "Colleague" not in html


@pytest.mark.parametrize("address", [*PAGES, *FILES])
@pytest.mark.parametrize("wish", ["team=x", "team=-1", "team=99999999999999999999", "track=none", "team=٣"])
def test_a_wish_that_makes_no_sense_is_not_found(manager, address, wish):
    assert manager.get(f"{address}?{wish}").status_code == 404


def test_nothing_can_be_posted_here(client, history):
    token = sign_in(client, "manager")
    for address in (*PAGES, *FILES):
        assert client.post(address, data={"csrf_token": token}).status_code == 405


def test_without_levels_the_page_says_what_to_do(manager, app, history):
    empty = Library(release_id=history.release_id, seq=1)
    app.extensions["aftercare"].libraries._releases[history.release_id] = empty
    for address in PAGES:
        assert "There are no levels yet" in lint_page(manager.get(f"{address}?lang=en"))
    for address in FILES:
        assert manager.get(address).status_code == 404


# People and exports


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("", {"Learner", "Colleague", "Mentor", "Manager"}),
        ("certified", {"Learner"}),
        ("working", {"Colleague"}),
        ("stuck", {"Colleague"}),
        ("signature", set()),
        ("expiring", set()),
        ("lapsed", set()),
        ("away", {"Mentor", "Manager"}),
    ],
)
def test_people_are_listed_by_state(manager, state, names):
    html = lint_page(manager.get(f"/overview/people?state={state}&lang=en"))
    assert set(re.findall(r'<a href="/people/\d+">(\w+)</a>', html)) == names
    assert ("Nobody here" in html) == (not names)
    assert manager.get("/overview/people?state=none").status_code == 404


def test_a_long_list_goes_on_from_page_to_page(manager, app_database, history):
    with app_database.write() as session:
        for number in range(60):
            new = NewPerson(f"X{number}", f"Person {number:02}", date(2026, 2, 1))
            create_person(session, new, team_id=history.team, by=None, at=START)
    html = lint_page(manager.get("/overview/people?lang=en"))
    seen = re.findall(r'<a href="(/people/\d+)">', html)
    onward = re.search(r'href="(/overview/people\?[^"]*after=\d+)"', html)[1].replace("&amp;", "&")
    rest = lint_page(manager.get(onward))
    seen += re.findall(r'<a href="(/people/\d+)">', rest)
    assert len(seen) == len(set(seen)) == 64
    assert "From the beginning" in rest
    assert "after=" not in re.search(r'href="(/overview.csv[^"]*)"', rest)[1]


def test_the_list_is_exported_with_safe_cells(manager, app_database, history):
    with app_database.write() as session:
        new = NewPerson("+8613", '=HYPERLINK("http://x","y")', date(2026, 2, 1))
        create_person(session, new, team_id=history.team, by=None, at=START)
    response = manager.get("/overview.csv?lang=en")
    assert response.mimetype == "text/csv"
    assert response.headers["Content-Disposition"] == 'attachment; filename="people.csv"'
    assert response.get_data().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(response.get_data().decode("utf-8-sig"), newline="")))
    assert rows[0][:3] == ["Full name", "Employee number", "Team"]
    by_number = {row[1]: row for row in rows[1:]}
    assert by_number["'+8613"][0] == '\'=HYPERLINK("http://x","y")'
    assert by_number["learner"][3:7] == ["Foundation agent", "2027-02-19", "7", "15"]
    assert by_number["colleague"][8] == "has not gone on with “The job and what it is worth”"
    assert len(rows) == 6


def test_the_export_is_as_long_as_the_list(manager, history, monkeypatch):
    monkeypatch.setattr("app.reporting.views._EXPORTED_AT_ONCE", 1)
    rows = manager.get("/overview.csv").get_data(as_text=True).strip().splitlines()
    assert len(rows) == 5


def test_levels_by_team_are_exported(manager):
    response = manager.get("/overview/levels.csv?lang=en")
    rows = list(csv.reader(io.StringIO(response.get_data().decode("utf-8-sig"), newline="")))
    head = ["Team", "People on the track", "Foundation agent", "Professional agent", "Senior agent", "Service expert"]
    assert rows[0] == [*head, "None yet"]
    assert rows[1:] == [["苏州一组", "1", "1", "0", "0", "0", "0"], ["苏州二组", "1", "0", "0", "0", "0", "1"]]

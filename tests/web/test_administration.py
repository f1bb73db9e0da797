"""People, teams, roles, codes, audit and jobs: through HTTP as an administrator, and as a manager for codes."""

import re

import pytest

from app.identity.actions import NewPerson, close_person, create_person, create_team, edit_person
from app.identity.queries import find_id_by_identifier, find_record, find_team, grants_of, team_tree
from app.jobs.actions import enqueue, fail, lease_next
from app.jobs.rules import MOST_ATTEMPTS
from tests.web.page_lint import lint_page
from tests.web.signing import csrf_of, post, sign_in

PERSON = {
    "version": "0",
    "name": "Wang Wei",
    "employee_number": "W-77",
    "hire_date": "2026-03-01",
    "trade": "aircon",
    "region": "East",
    "shift": "",
    "phone": "",
    "email": "",
    "lang": "",
    "zone": "",
}
FORMER = {"name": "Learner", "employee_number": "learner", "hire_date": "2026-02-01", "trade": "aircon"}


@pytest.fixture
def token(client):
    return sign_in(client, "admin")


def record(app_database, person_id):
    with app_database.read() as session:
        return find_record(session, person_id)


def roles(app_database, person_id):
    with app_database.read() as session:
        return {(line.role, line.team_id) for line in grants_of(session, person_id)}


def pages(world):
    return [
        "/administration",
        "/administration/people",
        "/administration/people?q=learn&team=&role=mentor&closed=y&page=9",
        "/administration/people/new",
        f"/administration/people/{world.manager}",
        "/administration/teams",
        "/administration/teams?closed=1",
        f"/administration/teams/{world.region}",
        "/administration/audit",
        "/administration/audit?action=person.created&number=learner&subject=&before=9999",
        "/administration/audit?number=nobody",
        "/administration/jobs",
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("number", range(12))
def test_every_page_is_well_formed(client, token, world, number, language):
    url = pages(world)[number]

    lint_page(client.get(url + ("&" if "?" in url else "?") + f"lang={language}"))


@pytest.mark.parametrize("who", ["learner", "mentor", "manager", "author"])
def test_nobody_else_finds_the_administration(client, world, who):
    sign_in(client, who)

    assert {client.get(url).status_code for url in pages(world)} == {404}


def test_ids_that_no_column_can_hold_are_not_found(client, token):
    assert client.get(f"/administration/people/{10**30}").status_code == 404
    assert client.get("/administration/audit?before=" + "9" * 40).status_code == 200
    assert client.get("/administration/people?page=" + "9" * 40).status_code == 200


def test_people_are_found_by_name_number_team_and_role(client, token, world):
    def found(query):
        page = lint_page(client.get(f"/administration/people?lang=en&{query}"))
        return {int(number) for number in re.findall(r"/administration/people/(\d+)", page)}

    assert found("q=OUTSIDER") == {world.outsider}
    assert found(f"team={world.region}") == {world.learner, world.colleague, world.mentor, world.manager}
    assert found("role=admin") == {world.admin}
    assert found("q=nobody-at-all") == set()


def test_long_lists_are_paged(client, token, app_database, world, clock):
    with app_database.write() as session:
        for number in range(60):
            new = NewPerson(f"Z{number:03}", f"Zz {number:03}", clock().date())
            create_person(session, new, team_id=world.team, by=None, at=clock())

    first = lint_page(client.get("/administration/people?lang=en&q=Zz"))
    assert "1 to 50 of 60" in first
    second = lint_page(client.get(re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")))
    assert "51 to 60 of 60" in second
    assert "Zz 059" in second


def test_adding_a_person_leads_to_a_code(client, token, app_database, world):
    response = post(client, "/administration/people/new", token, **PERSON, team=world.team)

    with app_database.read() as session:
        person_id = find_id_by_identifier(session, "w-77")
    assert response.location == f"/administration/people/{person_id}?done=created"
    assert f'action="/people/{person_id}/code"' in lint_page(client.get(response.location))
    assert roles(app_database, person_id) == {("learner", None)}


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"employee_number": ""},
        {"employee_number": "has blank"},
        {"employee_number": "LEARNER"},
        {"hire_date": "yesterday"},
        {"hire_date": "0026-01-01"},
        {"hire_date": ""},
        {"email": "no"},
        {"phone": "no"},
        {"trade": "astronaut"},
        {"zone": "Mars"},
        {"team": "999"},
    ],
)
def test_an_invalid_person_is_refused_and_kept(client, token, change):
    response = post(client, "/administration/people/new", token, **PERSON | change)

    assert response.status_code == 422
    page = lint_page(response)
    assert "aria-invalid" in page
    assert (change | PERSON).get("region") in page


def test_an_edit_is_saved(client, token, app_database, world):
    before = record(app_database, world.learner)

    response = post(
        client, f"/administration/people/{world.learner}", token, **PERSON | {"version": before.version, "lang": "en"}
    )

    assert response.location == f"/administration/people/{world.learner}?done=saved"
    now = record(app_database, world.learner)
    assert (now.name, now.employee_number, now.region, now.lang) == ("Wang Wei", "W-77", "East", "en")


def test_a_stale_edit_is_refused_shows_what_changed_and_keeps_what_was_typed(client, token, app_database, world, clock):
    before = record(app_database, world.learner)
    saved = NewPerson("learner", "Changed Meanwhile", before.hire_date, trade="aircon")
    with app_database.write() as session:
        edit_person(session, world.learner, saved, version=before.version, by=None, at=clock())
    typed = PERSON | {"version": before.version}

    response = post(client, f"/administration/people/{world.learner}?lang=en", token, **typed)

    assert response.status_code == 409
    page = lint_page(response)
    assert "Changed Meanwhile" in page
    assert 'value="Wang Wei"' in page
    assert record(app_database, world.learner).name == "Changed Meanwhile"
    version = re.search(r'name="version" type="hidden" value="(\d+)"', page)[1]
    assert (
        post(client, f"/administration/people/{world.learner}", token, **typed | {"version": version}).status_code
        == 303
    )
    assert record(app_database, world.learner).name == "Wang Wei"


@pytest.mark.parametrize("change", [{"name": ""}, {"version": "x"}, {"employee_number": "mentor"}])
def test_an_invalid_edit_is_refused_and_kept(client, token, app_database, world, change):
    version = record(app_database, world.learner).version

    response = post(client, f"/administration/people/{world.learner}", token, **PERSON | {"version": version} | change)

    assert response.status_code == 422
    assert 'value="East"' in lint_page(response)
    assert record(app_database, world.learner).name == "Learner"


def test_a_person_is_moved(client, token, app_database, world):
    url = f"/administration/people/{world.learner}"

    assert post(client, f"{url}/team", token, team=world.other_team).location == f"{url}?done=moved"
    assert "广州一组" in lint_page(client.get(url))
    assert post(client, f"{url}/team", token, team="").status_code == 422
    lint_page(post(client, f"{url}/team", token, team=999))


def test_roles_are_granted_and_ended(client, token, app_database, world):
    url = f"/administration/people/{world.learner}"

    assert post(client, f"{url}/roles", token, role="mentor", team=world.team).status_code == 303
    assert ("mentor", world.team) in roles(app_database, world.learner)
    for role, team in (("author", world.team), ("king", ""), ("mentor", 999)):
        response = post(client, f"{url}/roles", token, role=role, team=team)
        assert response.status_code == 422
        lint_page(response)
    with app_database.read() as session:
        grant = next(line.id for line in grants_of(session, world.learner) if line.role == "mentor")
    assert post(client, f"/administration/people/{world.mentor}/roles/{grant}/ending", token).status_code == 404
    assert post(client, f"{url}/roles/{grant}/ending", token).status_code == 303
    assert roles(app_database, world.learner) == {("learner", None)}


def test_the_last_administrator_stays(client, token, app_database, world):
    with app_database.read() as session:
        grant = next(line.id for line in grants_of(session, world.admin) if line.role == "admin")

    for deed in (f"roles/{grant}/ending", "closing"):
        response = post(client, f"/administration/people/{world.admin}/{deed}", token)
        assert response.status_code == 409
        lint_page(response)


def test_a_person_is_closed_and_opened_again(client, token, app_database, world):
    url = f"/administration/people/{world.learner}"

    assert post(client, f"{url}/closing", token).status_code == 303
    page = lint_page(client.get(f"{url}?done=closed"))
    assert f"{url}/reopening" in page
    assert f"/people/{world.learner}/code" not in page
    assert post(client, f"{url}/reopening", token).status_code == 303
    assert record(app_database, world.learner).closed_at is None


def shown_code(response):
    return re.search(r"<output>([a-z0-9 ]+)</output>", lint_page(response))[1]


@pytest.mark.parametrize("who", ["admin", "manager"])
def test_a_code_is_shown_once_and_opens_the_account(client, app, world, who):
    token = sign_in(client, who)

    code = shown_code(post(client, f"/people/{world.learner}/code", token))

    newcomer = app.test_client()
    data = {"identifier": "learner", "code": code, "password": "four tea cups", "again": "four tea cups"}
    assert post(newcomer, "/reset", csrf_of(newcomer.get("/reset")), **data).status_code == 303
    assert newcomer.get("/profile").status_code == 200


@pytest.mark.parametrize(
    ("who", "whom"),
    [
        ("manager", "outsider"),
        ("manager", "manager"),
        ("manager", "admin"),
        ("other_manager", "learner"),
        ("mentor", "learner"),
        ("learner", "colleague"),
        ("author", "learner"),
        ("admin", "admin"),
    ],
)
def test_codes_for_others_are_refused_as_if_nobody_were_there(client, world, who, whom):
    token = sign_in(client, who)

    assert post(client, f"/people/{getattr(world, whom)}/code", token).status_code == 404


def test_no_code_for_who_is_closed(client, token, app_database, world, clock):
    with app_database.write() as session:
        close_person(session, world.learner, by=None, at=clock())

    assert post(client, f"/people/{world.learner}/code", token).status_code == 404
    assert post(client, "/people/9999/code", token).status_code == 404


def test_teams_are_added_renamed_moved_closed_and_opened(client, token, app_database, world):
    assert post(client, "/administration/teams", token, name="杭州一组", parent=world.region).status_code == 303
    with app_database.read() as session:
        new = next(line.id for line in team_tree(session) if line.name == "杭州一组")
    url = f"/administration/teams/{new}"

    post(client, f"{url}/name", token, name="宁波一组")
    post(client, f"{url}/place", token, parent=world.other_region)

    page = lint_page(client.get(url))
    assert "宁波一组" in page
    assert "华南区" in page
    assert post(client, f"{url}/closing", token).status_code == 303
    assert f"{url}/reopening" in lint_page(client.get(url))
    assert post(client, f"{url}/name", token, name="x").status_code == 404
    assert post(client, f"{url}/reopening", token).status_code == 303
    with app_database.read() as session:
        assert find_team(session, new).parent_id == world.other_region


@pytest.mark.parametrize(
    ("deed", "data"),
    [
        ("", {"name": "", "parent": ""}),
        ("", {"name": "苏州一组", "parent": "{region}"}),
        ("", {"name": "x", "parent": "999"}),
        ("/{region}/name", {"name": ""}),
        ("/{team}/name", {"name": "苏州二组"}),
        ("/{region}/place", {"parent": "{team}"}),
        ("/{region}/place", {"parent": "999"}),
    ],
)
def test_what_does_not_fit_the_tree_is_refused_and_kept(client, token, world, deed, data):
    ids = {"region": world.region, "team": world.team}
    sent = {name: value.format(**ids) for name, value in data.items()}

    response = post(client, "/administration/teams" + deed.format(**ids), token, **sent)

    assert response.status_code == 422
    assert "aria-invalid" in lint_page(response)


def test_a_team_with_people_is_not_closed(client, token, world):
    response = post(client, f"/administration/teams/{world.team}/closing", token)

    assert response.status_code == 409
    lint_page(response)


@pytest.mark.parametrize(
    "url", ["/administration/teams/999", "/administration/people/999", "/administration/teams/999/name"]
)
def test_what_is_not_there_is_not_found(client, token, url):
    assert (client.get(url).status_code, post(client, url, token).status_code)[url.endswith("name")] == 404


def test_the_audit_says_who_did_what_to_whom(client, token, world):
    post(client, f"/administration/people/{world.learner}/team", token, team=world.other_team)

    page = lint_page(client.get("/administration/audit?lang=en"))

    assert re.search(r"Admin</a>\s*<strong>moved a person to another team</strong>.*?Learner</a>", page, re.DOTALL)
    assert "Nobody has this number" in lint_page(client.get("/administration/audit?number=nobody&lang=en"))
    assert "No entries" in lint_page(client.get("/administration/audit?subject=nothing:1&lang=en"))


def test_the_audit_is_paged_backwards(client, token, app_database, world, clock):
    with app_database.write() as session:
        for number in range(60):
            create_team(session, f"T{number}", parent_id=world.team, by=world.admin, at=clock())

    first = lint_page(client.get("/administration/audit?action=team.created"))
    older = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = lint_page(client.get(older))
    assert "T59" in first
    assert "T9<" in second
    assert 'rel="next"' not in second


def test_a_job_that_was_given_up_is_seen_and_tried_again(client, token, app_database, clock):
    with app_database.write() as session:
        enqueue(session, "greet", {}, at=clock())
        for _ in range(MOST_ATTEMPTS):
            fail(session, lease_next(session, ("greet",), owner="w", at=clock()), "<b>boom", at=clock())
            clock.advance(hours=2)

    page = lint_page(client.get("/administration/jobs"))

    assert "&lt;b&gt;boom" in page
    (url,) = re.findall(r'action="(/administration/jobs/\d+/retry)"', page)
    assert post(client, url, token).status_code == 303
    assert post(client, url, token).status_code == 404
    lint_page(client.get("/administration/jobs"))

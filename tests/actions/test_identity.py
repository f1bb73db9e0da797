"""People, teams, roles, codes and failures, on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.audit.queries import AuditFilter, audit_lines
from app.identity.access import access_code_receiver
from app.identity.actions import (
    NewPerson,
    OwnDetails,
    StaleError,
    close_person,
    close_team,
    create_person,
    create_team,
    digest_token,
    edit_own,
    edit_person,
    end_grant,
    forget_expired,
    grant_role,
    issue_code,
    move_person,
    move_team,
    note_failure,
    open_session,
    rename_team,
    reopen_person,
    reopen_team,
    use_code,
)
from app.identity.queries import (
    PersonSearch,
    actor_for,
    export_person,
    failures_for,
    find_actor,
    find_record,
    find_team,
    grants_of,
    leaf_team_of,
    memberships_of,
    password_hash_of,
    search_people,
    sessions_of,
    team_tree,
)
from app.identity.queries.signing import find_code
from app.kernel.errors import InvalidError, NotFoundError, RefusedError
from tests.factories.organisation import make_world

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ANNA = NewPerson("A-1", "Anna", date(2026, 2, 1), phone="139 0000-0001", email="Anna@Example.com")


@pytest.fixture
def world(database):
    with database.write() as session:
        return make_world(session, release_id=0, at=AT - timedelta(days=9))


def do(database, action, *args, **named):
    with database.write() as session:
        return action(session, *args, **({"by": None, "at": AT} | named))


def ask(database, query, *args, **named):
    with database.read() as session:
        return query(session, *args, **named)


def details(record):
    return NewPerson(**{name: getattr(record, name) for name in NewPerson.__dataclass_fields__})


def test_an_edit_is_saved_and_audited_by_the_names_of_fields(database, world):
    record = ask(database, find_record, world.learner)

    do(
        database,
        edit_person,
        world.learner,
        replace(details(record), name="Li Na", phone="139 1"),
        version=record.version,
        by=world.admin,
    )

    now = ask(database, find_record, world.learner)
    assert (now.name, now.phone, now.version) == ("Li Na", "1391", record.version + 1)
    line = ask(database, audit_lines, AuditFilter(action="person.edited"))[0]
    assert (line.by, line.subject, line.detail) == (
        world.admin,
        f"person:{world.learner}",
        {"fields": ["name", "phone"]},
    )


def test_a_stale_edit_is_refused_and_says_how_it_stands(database, world):
    record = ask(database, find_record, world.learner)
    do(database, edit_person, world.learner, replace(details(record), name="First"), version=record.version)

    with pytest.raises(StaleError) as stale:
        do(database, edit_person, world.learner, replace(details(record), name="Second"), version=record.version)

    assert (stale.value.present.name, stale.value.version) == ("First", record.version + 1)
    assert ask(database, find_record, world.learner).name == "First"


def test_an_edit_that_changes_nothing_leaves_no_trace(database, world):
    record = ask(database, find_record, world.learner)

    do(database, edit_person, world.learner, details(record), version=record.version)

    assert ask(database, find_record, world.learner).version == record.version
    assert ask(database, audit_lines, AuditFilter(action="person.edited")) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"employee_number": "a-1"}, "employee_number"),
        ({"phone": "1390000-0001"}, "phone"),
        ({"email": "ANNA@example.com"}, "email"),
        ({"phone": "77001234"}, "phone"),
        ({"employee_number": "13900000001"}, "employee_number"),
    ],
)
def test_nobody_takes_what_another_signs_in_with(database, change, field):
    do(database, create_person, ANNA, team_id=None)
    do(database, create_person, NewPerson("77001234", "Number", date(2026, 2, 1)), team_id=None)
    other = replace(NewPerson("B-1", "Bo", date(2026, 2, 1)), **change)

    with pytest.raises(InvalidError) as error:
        do(database, create_person, other, team_id=None)

    assert error.value.field == field


def test_people_edit_their_own_contact_but_no_more(database, world):
    with database.write() as session:
        edit_own(session, world.learner, OwnDetails("139", "x@y.cn", "en", "Asia/Urumqi"), at=AT)

    record = ask(database, find_record, world.learner)
    assert (record.phone, record.email, record.lang, record.zone) == ("139", "x@y.cn", "en", "Asia/Urumqi")
    assert (record.name, record.trade) == ("Learner", "aircon")


def test_the_past_of_a_moved_person_stays(database, world):
    do(database, move_person, world.learner, world.other_team)
    do(database, move_person, world.learner, world.other_team, at=AT + timedelta(1))

    assert ask(database, leaf_team_of, world.learner, at=AT - timedelta(1)) == world.team
    assert ask(database, leaf_team_of, world.learner, at=AT) == world.other_team
    assert [line.team_id for line in ask(database, memberships_of, world.learner)] == [world.team, world.other_team]


def test_closing_somebody_ends_sessions_and_codes(database, world):
    with database.write() as session:
        token = open_session(session, world.learner, "phone", clear="", lasts=timedelta(days=1), at=AT)
        code = issue_code(session, world.learner, by=world.admin, at=AT)

    do(database, close_person, world.learner, at=AT)

    assert ask(database, sessions_of, world.learner, at=AT) == []
    assert ask(database, search_people, PersonSearch("learner"))[1] == 0
    assert ask(database, search_people, PersonSearch("learner", include_closed=True))[1] == 1
    with pytest.raises(InvalidError), database.write() as session:
        use_code(session, code, "hash", at=AT)
    assert token
    do(database, reopen_person, world.learner)
    assert ask(database, find_record, world.learner).closed_at is None
    assert [line.team_id for line in ask(database, memberships_of, world.learner)] == [world.team]


def test_who_comes_back_to_a_closed_team_belongs_to_none(database, world):
    do(database, close_person, world.outsider)
    do(database, close_person, world.other_mentor)
    do(database, close_team, world.other_team)

    do(database, reopen_person, world.outsider)

    assert ask(database, leaf_team_of, world.outsider, at=AT) is None


def test_somebody_always_administers(database, world):
    (grant,) = [line for line in ask(database, grants_of, world.admin) if line.role == "admin"]

    with pytest.raises(RefusedError):
        do(database, end_grant, grant.id)
    with pytest.raises(RefusedError):
        do(database, close_person, world.admin)
    second = do(database, grant_role, world.author, "admin")
    do(database, close_person, world.author)
    with pytest.raises(RefusedError):
        do(database, end_grant, grant.id)
    do(database, reopen_person, world.author)
    do(database, end_grant, grant.id)
    with pytest.raises(RefusedError):
        do(database, end_grant, second)
    with pytest.raises(NotFoundError):
        do(database, end_grant, grant.id)


def test_roles_are_granted_once_and_only_over_teams_where_that_means_something(database, world):
    first = do(database, grant_role, world.learner, "mentor", team_id=world.team)

    assert do(database, grant_role, world.learner, "mentor", team_id=world.team) == first
    for role, team in (("author", world.team), ("mentor", 999), ("king", None)):
        with pytest.raises(InvalidError):
            do(database, grant_role, world.learner, role, team_id=team)


def test_a_moved_team_takes_everything_below_along(database, world):
    do(database, move_team, world.region, world.other_region)

    paths = {line.id: line.path for line in ask(database, team_tree)}
    other = paths[world.other_region]
    assert paths[world.region] == f"{other}{world.region}/"
    assert paths[world.team] == f"{other}{world.region}/{world.team}/"
    assert ask(database, find_team, world.team).depth == 3
    manager = ask(database, actor_for, world.manager, at=AT)
    assert manager.covers("manager", paths[world.team]), "roles over teams go with the tree"
    assert ask(database, actor_for, world.other_manager, at=AT).covers("manager", paths[world.team])


def test_a_team_moved_to_the_root_begins_a_tree(database, world):
    do(database, move_team, world.region, None)

    assert ask(database, find_team, world.region).path == f"/{world.region}/"
    assert ask(database, find_team, world.team).path == f"/{world.region}/{world.team}/"


@pytest.mark.parametrize("below", ["region", "team"])
def test_a_team_cannot_be_put_below_itself(database, world, below):
    with pytest.raises(RefusedError) as refused:
        do(database, move_team, world.region, getattr(world, below))

    assert refused.value.code == "cycle"
    assert ask(database, find_team, world.team).depth == 2


def test_nesting_has_an_end(database, world):
    parent = world.team
    for number in range(100, 190):
        place = ask(database, find_team, parent).path
        if len(place) > 195:
            break
        parent = do(database, create_team, f"t{number}", parent_id=parent)

    with pytest.raises(RefusedError, match="nested too deeply"):
        [parent := do(database, create_team, "deeper", parent_id=parent) for _ in range(9)]
    with pytest.raises(RefusedError):
        do(database, move_team, world.region, parent)


def test_only_an_empty_team_is_closed(database, world):
    with pytest.raises(RefusedError):
        do(database, close_team, world.sister_team)
    with pytest.raises(RefusedError):
        do(database, close_team, world.region)
    do(database, move_person, world.colleague, world.team)
    do(database, close_team, world.sister_team)

    assert world.sister_team not in {line.id for line in ask(database, team_tree)}
    with pytest.raises(InvalidError):
        do(database, move_person, world.colleague, world.sister_team)
    with pytest.raises(NotFoundError):
        do(database, rename_team, world.sister_team, "x")
    do(database, reopen_team, world.sister_team)
    with pytest.raises(NotFoundError):
        do(database, reopen_team, world.sister_team)


def test_a_team_is_not_opened_below_a_closed_one(database):
    top = do(database, create_team, "top")
    low = do(database, create_team, "low", parent_id=top)
    do(database, close_team, low)
    do(database, close_team, top)

    with pytest.raises(RefusedError):
        do(database, reopen_team, low)


def test_sisters_have_different_names(database, world):
    with pytest.raises(InvalidError):
        do(database, create_team, "苏州一组", parent_id=world.region)
    with pytest.raises(InvalidError):
        do(database, rename_team, world.team, "苏州二组")
    do(database, rename_team, world.team, "苏州三组")
    do(database, create_team, "苏州三组", parent_id=world.other_region)
    with pytest.raises(InvalidError):
        do(database, move_team, world.team, world.other_region)
    do(database, move_team, world.team, world.region)
    do(database, rename_team, world.team, "苏州三组")
    assert ask(database, find_team, world.team).name == "苏州三组"


def test_the_tree_is_listed_parents_first(database, world):
    lines = ask(database, team_tree)

    names = [(line.depth, line.name) for line in lines]
    assert names[0] == (0, "总部")
    for line in lines[1:]:
        above = [other.id for other in lines[: lines.index(line)]]
        assert line.parent_id in above
    assert {line.id: line.people for line in lines}[world.team] == 2


def test_search_finds_by_name_number_team_and_role(database, world):
    path = ask(database, find_team, world.region).path

    def found(**wanted):
        lines, total = ask(database, search_people, PersonSearch(**wanted))
        assert total == len(lines)
        return {line.id for line in lines}

    assert found(text="OUTSID") == {world.outsider}
    assert found(text="other_m") == {world.other_mentor, world.other_manager}
    assert found(text="%") == set()
    assert found(team_path=path) == {world.learner, world.colleague, world.mentor, world.manager}
    assert found(role="manager") == {world.manager, world.other_manager}
    assert ask(database, search_people, PersonSearch(), page=2) == ([], 9)


def test_managers_give_codes_to_their_people_but_never_to_more_powerful_ones(database, world):
    def may(actor, receiver):
        try:
            ask(
                database,
                access_code_receiver,
                ask(database, actor_for, getattr(world, actor), at=AT),
                getattr(world, receiver),
                at=AT,
            )
        except NotFoundError:
            return False
        return True

    assert may("manager", "learner")
    assert may("manager", "mentor")
    assert may("admin", "manager")
    assert not may("manager", "outsider")
    assert not may("manager", "manager")
    assert not may("admin", "admin")
    assert not may("mentor", "learner")
    do(database, grant_role, world.learner, "author")
    assert not may("manager", "learner")
    do(database, close_person, world.colleague)
    assert not may("admin", "colleague")


def test_a_code_sets_the_password_once_and_ends_sessions(database, world):
    with database.write() as session:
        token = open_session(session, world.learner, "phone", clear="", lasts=timedelta(days=1), at=AT)
        old = issue_code(session, world.learner, by=world.manager, at=AT)
        code = issue_code(session, world.learner, by=world.manager, at=AT)
    with pytest.raises(InvalidError), database.write() as session:
        use_code(session, old, "new", at=AT)
    assert ask(database, find_code, digest_token(code), at=AT) == world.learner
    with database.write() as session:
        assert use_code(session, code, "new", at=AT) == world.learner
    with pytest.raises(InvalidError), database.write() as session:
        use_code(session, code, "newer", at=AT)

    assert ask(database, password_hash_of, world.learner) == "new"
    assert ask(database, find_actor, digest_token(token), at=AT) is None


def test_failures_are_counted_in_windows(database):
    window = timedelta(minutes=15)

    def note(at):
        with database.write() as session:
            note_failure(session, ("a", "b"), window=window, at=at)

    note(AT)
    note(AT + timedelta(minutes=14))
    assert ask(database, failures_for, ("a", "b"), since=AT - window) == {"a": 2, "b": 2}
    note(AT + timedelta(minutes=15))
    assert ask(database, failures_for, ("a", "b"), since=AT) == {"a": 1, "b": 1}
    with database.write() as session:
        forget_expired(session, before=AT + timedelta(days=1))
    assert ask(database, failures_for, ("a", "b"), since=AT - window) == {}


def test_the_export_holds_no_secret(database, world):
    with database.write() as session:
        open_session(session, world.learner, "phone", clear="", lasts=timedelta(days=1), at=AT)
    export = ask(database, export_person, world.learner)

    assert export["profile"]["name"] == "Learner"
    assert [line["team_name"] for line in export["memberships"]] == ["苏州一组"]
    assert export["sign_in_sessions"][0]["device"] == "phone"
    assert "hash" not in str(export)

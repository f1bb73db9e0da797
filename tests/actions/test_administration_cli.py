"""The commands `user`, `teams`, `backup` and `restore`."""

import json
import re

import pytest
from click.testing import CliRunner

from app.administration.cli import backup, restore, teams, user
from app.factory import open_database
from app.identity.actions import create_team, digest_token
from app.identity.passwords import verify_password
from app.identity.queries import (
    actor_for,
    find_code,
    find_id_by_identifier,
    find_person_by_identifier,
    find_record,
    leaf_team_of,
)
from app.kernel.clock import utc_now
from app.storage.engines import open_engines


class Installed:
    """An installation whose database has its tables already."""

    def __init__(self, data_dir):
        self.settings = self
        self.data_dir = data_dir
        self.database_url = f"sqlite:///{data_dir / 'aftercare.db'}"

    def open_database(self):
        database = open_database(open_engines(self.database_url))
        database.create_tables()
        return database


@pytest.fixture
def installed(tmp_path):
    return Installed(tmp_path)


@pytest.fixture
def run(installed):
    def invoke(command, *arguments, typed=None):
        return CliRunner().invoke(command, arguments, obj=installed, input=typed)

    return invoke


def ask(installed, query, *args, **named):
    database = installed.open_database()
    with database.read() as session:
        found = query(session, *args, **named)
    database.engines.dispose()
    return found


def test_the_first_administrator_gets_a_code(run, installed):
    result = run(user, "add", "--admin", "--number", "1001", "--name", "Li Wei", "--hire-date", "2026-01-05")

    assert result.exit_code == 0, result.output
    code = re.search(r"one-time code: ([a-z0-9 ]+)  ", result.output)[1].replace(" ", "")
    person_id = ask(installed, find_code, digest_token(code), at=utc_now())
    record = ask(installed, find_record, person_id)
    assert (record.name, record.employee_number, str(record.hire_date)) == ("Li Wei", "1001", "2026-01-05")
    assert ask(installed, actor_for, person_id, at=utc_now()).has("admin")


def test_number_and_name_are_asked_for(run, installed):
    assert run(user, "add", typed="1001\nLi Wei\n").exit_code == 0
    assert ask(installed, find_id_by_identifier, "1001")


def test_a_password_comes_from_standard_input_or_a_prompt(run, installed):
    first = run(user, "add", "--number", "1", "--name", "A", "--password-stdin", typed="four tea cups\n")
    second = run(user, "add", "--number", "2", "--name", "B", "--ask-password", typed="five tea cups\nfive tea cups\n")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "code" not in first.output + second.output
    assert "cups" not in second.output
    for number, password in (("1", "four tea cups"), ("2", "five tea cups")):
        assert verify_password(ask(installed, find_person_by_identifier, number)[1], password)


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", ""])
def test_a_weak_password_adds_nobody(run, installed, password):
    result = run(user, "add", "--number", "1", "--name", "A", "--password-stdin", typed=password + "\n")

    assert result.exit_code == 1
    assert ask(installed, find_id_by_identifier, "1") is None


def test_a_number_is_added_once(run):
    run(user, "add", "--number", "1", "--name", "A")

    assert run(user, "add", "--number", "1", "--name", "B").exit_code == 1


def test_a_code_is_issued_by_number(run, installed):
    run(user, "add", "--number", "1", "--name", "A")

    assert "one-time code" in run(user, "code", "1").output
    assert run(user, "code", "nobody").exit_code == 1


def test_people_and_teams_are_listed(run, installed):
    database = installed.open_database()
    with database.write() as session:
        team = create_team(session, "总部", by=None, at=utc_now())
    database.engines.dispose()
    run(user, "add", "--number", "1", "--name", "A", "--admin", "--team", str(team))

    rows = json.loads(run(user, "list", "--format", "json").output)

    assert [(row["employee_number"], row["team_name"], row["roles"]) for row in rows] == [
        ("1", "总部", ["admin", "learner"])
    ]
    assert "1\tA\t总部\tadmin,learner" in run(user, "list").output
    assert json.loads(run(teams, "--format", "json").output)[0]["people"] == 1
    assert "总部" in run(teams).output
    assert ask(installed, leaf_team_of, rows[0]["id"], at=utc_now()) == team


def test_what_was_backed_up_is_restored_elsewhere(run, installed, tmp_path):
    run(user, "add", "--number", "1", "--name", "A")
    file = tmp_path / "backups" / "b.tar.gz"

    assert run(backup, str(file)).exit_code == 0
    there = f"sqlite:///{tmp_path / 'there.db'}"
    result = run(restore, str(file), "--database-url", there)

    assert result.exit_code == 0, result.output
    assert installed.database_url == there
    assert ask(installed, find_id_by_identifier, "1")
    assert run(restore, str(file)).exit_code == 1, "it is not empty any more"
    assert run(restore, str(tmp_path / "missing")).exit_code == 2

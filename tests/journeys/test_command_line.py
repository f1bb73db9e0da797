"""The console script as people and scripts use it."""

import os
import subprocess
import sys
from datetime import date

import pytest

from app.cli import main
from app.factory import load_tables, open_database
from app.identity.actions import NewPerson, create_person
from app.kernel.clock import utc_now
from app.storage.engines import open_engines
from app.storage.migrating import migrate
from tests.factories.content import ROOT


def aftercare(*arguments: str, data_dir, **more: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"AFTERCARE_DATA_DIR": str(data_dir), "AFTERCARE_CONTENT_DIR": str(ROOT)} | more
    command = [sys.executable, "-m", "app.cli", *arguments]
    return subprocess.run(
        command,
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize(
    "command",
    [
        ["serve"],
        ["worker"],
        ["migrate"],
        ["check"],
        ["publish"],
        ["rollback"],
        ["user"],
        ["backup"],
        ["restore"],
        ["verify-audit"],
        ["rebuild-summaries"],
        ["demo"],
    ],
    ids=" ".join,
)
def test_every_command_explains_itself(capsys, command):
    with pytest.raises(SystemExit) as ended:
        main([*command, "--help"])

    assert ended.value.code == 0
    assert f"Usage: aftercare {command[0]}" in capsys.readouterr().out


def test_the_script_explains_itself(tmp_path):
    done = aftercare("--help", data_dir=tmp_path)

    assert done.returncode == 0, done.stderr
    assert "Usage: aftercare" in done.stdout


def test_wrong_use_ends_with_two(tmp_path):
    assert aftercare("no-such-command", data_dir=tmp_path).returncode == 2
    assert aftercare("serve", "--port", "many", data_dir=tmp_path).returncode == 2


def test_demo_accounts_are_never_served_beyond_this_machine(tmp_path):
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    load_tables()
    engines = open_engines(url)
    migrate(engines)
    with open_database(engines).write() as session:
        new = NewPerson("learner", "林晓", date(2026, 3, 2))
        create_person(session, new, team_id=None, is_demo=True, by=None, at=utc_now())
    engines.dispose()

    done = aftercare("serve", "--bind", "0.0.0.0", "--database-url", url, data_dir=tmp_path)  # noqa: S104 - refused

    assert done.returncode == 2
    assert "loopback" in done.stderr


def test_check_of_the_shipped_content_finds_nothing(verdicts):
    done = aftercare("check", "--format", "json", data_dir=verdicts)

    assert done.returncode == 0, done.stdout

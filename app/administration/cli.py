"""`aftercare user …`, `aftercare backup`, `aftercare restore`."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click
from sqlalchemy.orm import Session

from app.accounts.rules import password_problem, spaced_code
from app.identity.actions import CODE_LASTS, NewPerson, create_person, grant_role, issue_code, set_password
from app.identity.passwords import hash_password
from app.identity.queries import (
    PersonLine,
    PersonSearch,
    actor_for,
    find_id_by_identifier,
    search_people,
    team_tree,
)
from app.kernel.clock import to_text, utc_now
from app.kernel.errors import N_, AppError
from app.storage.backup import restore_backup, write_backup
from app.storage.database import Database
from app.storage.installation import Installation


@click.group()
def user() -> None:
    """People who may sign in."""


@user.command("add")
@click.option("--number", prompt="Employee number", help="What the person signs in with.")
@click.option("--name", prompt="Name", help="The person's name.")
@click.option("--admin", is_flag=True, help="Let the person administer this installation.")
@click.option("--team", "team_id", type=int, help="The id of the team the person belongs to.")
@click.option("--hire-date", type=click.DateTime(["%Y-%m-%d"]), help="The first day at work (today).")
@click.option("--ask-password", is_flag=True, help="Ask for a password instead of printing a one-time code.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
@click.pass_obj
def add_user(
    installation: Installation,
    number: str,
    name: str,
    team_id: int | None,
    hire_date: date | None,
    *,
    admin: bool,
    ask_password: bool,
    password_stdin: bool,
) -> None:
    """Add a person, and print a one-time code with which the person sets a password at /reset."""
    password = _password(ask=ask_password, from_stdin=password_stdin, known=(number, name))
    hashed = hash_password(password) if password is not None else None
    first_day = hire_date or utc_now().date()
    with _opened(installation) as database, database.write() as session:
        now = utc_now()
        new = NewPerson(number.strip(), name.strip(), date(first_day.year, first_day.month, first_day.day))
        person_id = create_person(session, new, team_id=team_id, by=None, at=now)
        if admin:
            grant_role(session, person_id, "admin", by=None, at=now)
        if hashed is not None:
            set_password(session, person_id, hashed, by=None, at=now)
        code = None if hashed is not None else issue_code(session, person_id, by=None, at=now)
    print(f"added {number} {name}, id {person_id}{', administrator' if admin else ''}")
    _tell_code(code)


@user.command("list")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--all", "include_closed", is_flag=True, help="Closed people, too.")
@click.pass_obj
def list_users(installation: Installation, form: str, *, include_closed: bool) -> None:
    """List people with their teams and roles."""
    with _opened(installation) as database, database.read() as session:
        rows = []
        for line in _everybody(session, include_closed=include_closed):
            roles = sorted({grant.role for grant in actor_for(session, line.id, at=utc_now()).grants})
            closed = to_text(line.closed_at) if line.closed_at else None
            rows.append(asdict(line) | {"roles": roles, "closed_at": closed})
    if form == "json":
        print(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        closed = "  (closed)" if row["closed_at"] else ""
        print(f"{row['employee_number']}\t{row['name']}\t{row['team_name'] or '-'}\t{','.join(row['roles'])}{closed}")


@user.command("code")
@click.argument("number")
@click.pass_obj
def user_code(installation: Installation, number: str) -> None:
    """Issue a one-time code for the person with this employee NUMBER, phone or e-mail."""
    with _opened(installation) as database, database.write() as session:
        person_id = find_id_by_identifier(session, number)
        if person_id is None:
            raise AppError(N_("Nobody has the number %(number)s."), number=number)
        code = issue_code(session, person_id, by=None, at=utc_now())
    _tell_code(code)


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def teams(installation: Installation, form: str) -> None:
    """List the tree of teams with their ids."""
    with _opened(installation) as database, database.read() as session:
        lines = team_tree(session)
    if form == "json":
        wanted = ("id", "parent_id", "name", "path", "people")
        print(json.dumps([{name: getattr(line, name) for name in wanted} for line in lines], ensure_ascii=False))
        return
    for line in lines:
        print(f"{line.id}\t{'  ' * line.depth}{line.name}\t{line.people}")


_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
@click.pass_obj
def backup(installation: Installation, file: Path) -> None:
    """Write everything in the database into one FILE (.tar.gz), while people go on working.

    It restores into SQLite and PostgreSQL alike. Not in it, keep them apart: the secret key, the key that signs
    audit checkpoints, and the authored content files. It holds personal data: only its owner can read it.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with _opened(installation) as database:
        summary = write_backup(database, installation.settings.data_dir, file, at=utc_now())
    print(f"{file}: {summary.rows} rows of {len(summary.tables)} tables, {len(summary.files)} files")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--database-url", metavar="URL", help="Where to restore to, instead of AFTERCARE_DATABASE_URL.")
@click.pass_obj
def restore(installation: Installation, file: Path, database_url: str | None) -> None:
    """Fill an empty database from the backup in FILE; every digest is checked before anything is written."""
    installation.database_url = database_url or installation.database_url
    with _opened(installation) as database:
        summary = restore_backup(file, database, installation.settings.data_dir)
    print(f"{summary.rows} rows of {len(summary.tables)} tables from {summary.made_at} ({summary.database})")


def commands() -> list[click.Command]:
    """Return the commands of administration."""
    return [user, teams, backup, restore]


@contextmanager
def _opened(installation: Installation) -> Iterator[Database]:
    database = installation.open_database()
    try:
        yield database
    finally:
        database.engines.dispose()


def _everybody(session: Session, *, include_closed: bool) -> Iterator[PersonLine]:
    page, seen, total = 1, 0, 1
    while seen < total:
        lines, total = search_people(session, PersonSearch(include_closed=include_closed), page=page)
        yield from lines
        page, seen = page + 1, seen + max(len(lines), 1)


def _password(*, ask: bool, from_stdin: bool, known: tuple[str, ...]) -> str | None:
    if not ask and not from_stdin:
        return None
    asked = click.prompt("Password", hide_input=True, confirmation_prompt=True) if ask else ""
    password: str = asked or sys.stdin.readline().rstrip("\n")
    problem = password_problem(password, known)
    if problem is not None:
        raise AppError(problem)
    return password


def _tell_code(code: str | None) -> None:
    if code is not None:
        hours = int(CODE_LASTS.total_seconds()) // 3600
        print(f"one-time code: {spaced_code(code)}  (works once, for {hours} hours, at /reset)")

"""Commands of reporting."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, Protocol

import click
from sqlalchemy.orm import Session

from app.analysis.actions import rebuild_health
from app.assessment.actions.facilities import grade_older_attempts
from app.kernel.clock import utc_now
from app.reporting.actions import differing_summaries, rebuild_summaries

_OLDER_AT_ONCE = 100


class _Database(Protocol):
    write: Callable[[], AbstractContextManager[Session]]


class _Context(Protocol):
    def open_database(self) -> _Database: ...


@click.command("rebuild-summaries")
@click.option("--check", is_flag=True, help="Also say how many counts were different before; exit code 1 if any.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def rebuild(context: _Context, form: str, *, check: bool) -> None:
    """Make the summaries of the overview and the health of the quizzes anew from what they summarise.

    They are kept up with every fact; this is for after a restore or a repair. Attempts from before there were grades
    get theirs.
    """
    database = context.open_database()
    result: dict[str, Any] = {"graded": _grade_older(database)}
    with database.write() as session:
        result["quizzes"] = rebuild_health(session, at=utc_now())
    with database.write() as session:
        if check:
            result["different"] = differing_summaries(session, at=utc_now())
        result["people"] = rebuild_summaries(session, at=utc_now())
    if form == "json":
        click.echo(json.dumps(result))
    else:
        click.echo(f"{result['people']} people counted, {result['quizzes']} quizzes analysed.")
        if result["graded"]:
            click.echo(f"{result['graded']} attempts from before there were grades got theirs.")
        if check:
            click.echo(f"{result['different']} counts were different before.")
    if result.get("different"):
        raise SystemExit(1)


def _grade_older(database: _Database) -> int:
    done = 0
    while True:
        with database.write() as session:
            library_of = partial(session.info["libraries"].get, session)
            page = grade_older_attempts(session, library_of, limit=_OLDER_AT_ONCE, at=utc_now())
        done += page
        if page < _OLDER_AT_ONCE:
            return done


def commands() -> list[click.Command]:
    """Return the commands that `aftercare` collects."""
    return [rebuild]

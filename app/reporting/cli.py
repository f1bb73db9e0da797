"""Commands of reporting."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol

import click
from sqlalchemy.orm import Session

from app.kernel.clock import utc_now
from app.reporting.actions import differing_summaries, rebuild_summaries


class _Database(Protocol):
    write: Callable[[], AbstractContextManager[Session]]


class _Context(Protocol):
    def open_database(self) -> _Database: ...


@click.command("rebuild-summaries")
@click.option("--check", is_flag=True, help="Also say how many counts were different before; exit code 1 if any.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def rebuild(context: _Context, form: str, *, check: bool) -> None:
    """Make the summaries of the overview anew from the ledger, the awards and the enrolments.

    They are kept up with every fact; this is for after a restore or a repair.
    """
    result: dict[str, Any] = {}
    with context.open_database().write() as session:
        if check:
            result["different"] = differing_summaries(session, at=utc_now())
        result["people"] = rebuild_summaries(session, at=utc_now())
    if form == "json":
        click.echo(json.dumps(result))
    else:
        click.echo(f"{result['people']} people counted.")
        if check:
            click.echo(f"{result['different']} counts were different before.")
    if result.get("different"):
        raise SystemExit(1)


def commands() -> list[click.Command]:
    """Return the commands that `aftercare` collects."""
    return [rebuild]

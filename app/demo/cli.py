"""`aftercare demo load | remove`."""

from typing import Any

import click

from app.demo.actions import prepare_demo, remove_demo
from app.demo.queries import is_demo
from app.kernel.clock import utc_now


@click.group()
def demo() -> None:
    """The demonstration organisation: forty people with four months of history."""


@demo.command()
@click.pass_obj
def load(context: Any) -> None:
    """Publish the content and make the organisation, unless they are there."""
    prepare_demo(context.open_database(), context.settings, say=click.echo)


@demo.command()
@click.pass_obj
def remove(context: Any) -> None:
    """Delete demo people, teams and everything that is theirs; published content and other people stay."""
    database = context.open_database()
    with database.read() as session:
        if not is_demo(session):
            click.echo("There is no demonstration in this database.")
            return
    with database.write() as session:
        gone = remove_demo(session, at=utc_now())
    click.echo(f"Removed {gone} people.")


def commands() -> list[click.Command]:
    """Return the commands of this package."""
    return [demo]

"""The command `aftercare`: serving, content, people, backups, audit, demo."""

import os
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

import click
from sqlalchemy.orm import Session

from app.kernel.errors import AppError
from app.settings import Settings, SettingsError, read_settings
from app.storage.database import Database

_COMMANDS = ("content", "assessment", "administration", "audit", "certification", "reporting", "demo")


@dataclass
class Context:
    """What a command works on: the settings, and the database when it asks for it."""

    database_url: str | None = None

    @property
    def settings(self) -> Settings:
        """The settings of the environment; a missing secret is made on this machine."""
        settings = read_settings(os.environ, local=True)
        return replace(settings, database_url=self.database_url) if self.database_url else settings

    def open_database(self) -> Database:
        """Return the migrated database with the handlers of evidence wired."""
        from app.factory import open_database  # noqa: PLC0415 - `aftercare check` needs no tables
        from app.storage.engines import open_engines  # noqa: PLC0415
        from app.storage.migrating import migrate  # noqa: PLC0415

        engines = open_engines(self.settings.database_url)
        migrate(engines)
        return open_database(engines)

    def attempts_on(self, session: Session, questions: Collection[str]) -> Mapping[str, int]:
        """Return how many attempts answered each question: the linter lies below the attempts and asks here."""
        from app.assessment.queries import attempts_on  # noqa: PLC0415 - `aftercare check` needs no tables

        return attempts_on(session, questions)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--database-url", metavar="URL", help="sqlite:///… or postgresql://… instead of AFTERCARE_DATABASE_URL.")
@click.pass_context
def cli(context: click.Context, database_url: str | None) -> None:
    """Training, assessment and certification of after-sales service people.

    Exit codes: 0 done, 1 refused or something found wrong, 2 wrong use.
    """
    context.obj = Context(database_url)


@cli.command()
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--bind", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--workers", default=2, show_default=True, help="Web processes.")
@click.option("--database-url", metavar="URL", help="Instead of AFTERCARE_DATABASE_URL.")
@click.option("--demo", is_flag=True, help="Publish the content and make the demonstration organisation; --watch.")
@click.option("--watch", is_flag=True, help="Saved content files go to the draft, which authors see, at once.")
@click.pass_obj
def serve(
    context: Context, port: int, bind: str, workers: int, database_url: str | None, *, demo: bool, watch: bool
) -> None:
    """Serve the web application and run its jobs, until Ctrl-C."""
    from app.serving import serve as run  # noqa: PLC0415 - only serving needs the server

    context.database_url = database_url or context.database_url
    raise SystemExit(run(context.settings, bind=bind, port=port, workers=workers, demo=demo, watch=watch))


@cli.command()
@click.option("--watch", is_flag=True, help="Saved content files go to the draft, which authors see, at once.")
@click.pass_obj
def worker(context: Context, *, watch: bool) -> None:
    """Run jobs only: for a second host beside a shared PostgreSQL."""
    from app.serving import run_jobs  # noqa: PLC0415

    run_jobs(context.settings, watch=watch)


@cli.command()
@click.pass_obj
def migrate(context: Context) -> None:
    """Bring the database's tables to the newest state."""
    from app.storage.engines import open_engines  # noqa: PLC0415
    from app.storage.migrating import migrate as bring  # noqa: PLC0415

    engines = open_engines(context.settings.database_url)
    click.echo("migrated" if bring(engines) else "nothing to do")


def _collect() -> None:
    for package in _COMMANDS:
        path = Path(__file__).parent / package / "cli.py"
        if path.exists():
            for command in import_module(f"app.{package}.cli").commands():
                cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; refusals end with one sentence and exit code 1 or 2."""
    # Our matrices are small and our workers are processes: numpy's own threads would only wait for each other
    # (twenty-fold on two busy cores). It reads this when it is first imported, which no command has done yet.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    _collect()
    try:
        cli.main(args=arguments, prog_name="aftercare")
    except SettingsError as error:
        click.echo(f"aftercare: {error}", err=True)
        sys.exit(2)
    except AppError as error:
        click.echo(f"aftercare: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()

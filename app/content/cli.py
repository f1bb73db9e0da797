"""Commands for authors: check, publish, rollback, schemas."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

from app.content.check.coverage import coverage, coverage_rows, coverage_text
from app.content.check.formats import as_github, as_json, as_text
from app.content.check.languages import read_lock, write_lock
from app.content.check.run import check_tree
from app.content.diagnostics import Diagnostic
from app.content.schemas import write_schemas
from app.content.source import Tree, read_tree
from app.kernel.bilingual import Lang
from app.kernel.clock import utc_now

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_root: Callable[..., Any] = click.option(
    "--root",
    type=_FOLDER,
    envvar="AFTERCARE_CONTENT_DIR",
    default=".",
    show_default=True,
    help="The folder that holds courses/ and quizzes/.",
)
_lang: Callable[..., Any] = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="en", show_default=True, help="Language of the messages."
)


def commands() -> list[click.Command]:
    """Return the commands of this feature."""
    return [check, publish, rollback, schemas]


@click.command()
@_root
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.option("--coverage", "covered", is_flag=True, help="List facts that no lesson teaches or no question examines.")
@click.option("--against", type=click.Choice(["published"]), help="Also compare with the published release.")
@click.option("--strict", is_flag=True, help="Warnings fail, too.")
@click.option("--accept-translations", is_flag=True, help="Remember every translation as up to date.")
@_lang
@click.pass_obj
def check(
    context: Any,
    root: Path,
    form: str,
    against: str,
    lang: Lang,
    *,
    covered: bool,
    strict: bool,
    accept_translations: bool,
) -> None:
    """Check every authored file; exit code 0 clean, 1 mistakes, 2 wrong use."""
    tree = read_tree(root)
    if accept_translations:
        write_lock(tree, read_lock(root), accept=True)
    if covered:
        facts = coverage(tree)
        click.echo(json.dumps(coverage_rows(facts), ensure_ascii=False) if form == "json" else coverage_text(facts))
        return
    found = check_tree(tree)
    if against:
        found = sorted({*found, *_published(context, tree)}, key=lambda item: item.order)
    click.echo(_shown(found, tree, form, lang))
    if any(strict or item.severity == "error" for item in found):
        raise SystemExit(1)


@click.command()
@_root
@click.option("--note", default="", help="What this release is about.")
@click.option("--channel", type=click.Choice(["published", "draft"]), default="published", show_default=True)
@_lang
@click.pass_obj
def publish(context: Any, root: Path, note: str, channel: str, lang: Lang) -> None:
    """Publish the files: learners see them from the next page on."""
    from app.content.releases import LintError, finish_publishing  # noqa: PLC0415 - `check` needs no database
    from app.content.releases import publish as publish_files  # noqa: PLC0415

    database = context.open_database()
    try:
        with database.write() as session:
            release = publish_files(session, root, by=None, at=utc_now(), note=note, channel=channel)
    except LintError as error:
        click.echo(as_text(error.found, root, lang))
        raise SystemExit(1) from error
    if channel == "published":
        with database.read() as session:
            finish_publishing(session, root)
    click.echo(f"{channel}: release {release.seq}")


@click.command()
@click.argument("seq", type=int)
@click.pass_obj
def rollback(context: Any, seq: int) -> None:
    """Show learners release SEQ again."""
    from app.content.queries import releases  # noqa: PLC0415 - `check` needs no database
    from app.content.releases import roll_back  # noqa: PLC0415

    with context.open_database().write() as session:
        found = [release.id for release in releases(session, limit=100_000) if release.seq == seq]
        if not found:
            raise click.UsageError(f"there is no release {seq}")
        roll_back(session, found[0])
    click.echo(f"published: release {seq}")


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default="var/schemas", show_default=True)
def schemas(out: Path) -> None:
    """Write a JSON schema for each format, for editors."""
    for path in write_schemas(out):
        click.echo(path)


def _published(context: Any, tree: Tree) -> list[Diagnostic]:
    from app.content.libraries import Libraries  # noqa: PLC0415 - `check` needs no database
    from app.content.releases import lint_against  # noqa: PLC0415

    with context.open_database().read() as session:
        return lint_against(session, tree, Libraries(), partial(context.attempts_on, session))


def _shown(found: list[Diagnostic], tree: Tree, form: str, lang: Lang) -> str:
    if form == "json":
        return as_json(found)
    if form == "github":
        return as_github(found, lang)
    errors = sum(item.severity == "error" for item in found)
    counts = f"{errors} errors, {len(found) - errors} warnings in {len(tree.lessons)} lessons and "
    text = as_text(found, tree.root, lang)
    return (f"{text}\n" if text else "") + counts + f"{len(tree.questions)} questions"

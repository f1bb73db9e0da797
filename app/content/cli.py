"""Commands for authors: acts, check, publish, rollback, schemas, simulate; and those of the package `exchange`."""

import json
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import click

from app.content.check.blind import blind_rows, blind_test, blind_text
from app.content.check.coverage import coverage, coverage_rows, coverage_text
from app.content.check.formats import as_github, as_json, as_text
from app.content.check.languages import read_lock, write_lock
from app.content.check.numbers import Numbers
from app.content.check.roleplays.remembering import remembering_in
from app.content.check.roleplays.run import check_playable
from app.content.check.roleplays.scene import scenes_of
from app.content.check.run import check_tree
from app.content.diagnostics import Diagnostic
from app.content.exchange import cli as exchange
from app.content.schemas import write_schemas
from app.content.source import Tree, read_acts, read_tree
from app.kernel.bilingual import LANGS, Lang
from app.kernel.clock import utc_now

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FOLDER_TO_BE = click.Path(file_okay=False, path_type=Path)
_root: Callable[..., Any] = click.option(
    "--root",
    type=_FOLDER,
    envvar="AFTERCARE_CONTENT_DIR",
    default=".",
    show_default=True,
    help="The folder that holds courses/, quizzes/ and roleplays/.",
)
_data: Callable[..., Any] = click.option(
    "--data", type=_FOLDER_TO_BE, envvar="AFTERCARE_DATA_DIR", default="var", show_default=True,
    help="Where verdicts on files that rest are kept for the next run.",
)  # fmt: skip
_lang: Callable[..., Any] = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="en", show_default=True, help="Language of the messages."
)


def commands() -> list[click.Command]:
    """Return the commands of this feature."""
    return [acts, check, publish, rollback, schemas, simulate, *exchange.commands()]


@click.command()
@_root
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.option("--coverage", "covered", is_flag=True, help="List what nothing teaches or examines, and count.")
@click.option("--guessing", is_flag=True, help="Answer by the look of the choices alone, beside chance.")
@click.option("--seed", default="1", show_default=True, help="With --guessing: another seed, another sample.")
@click.option("--sample", type=click.IntRange(1), default=60, show_default=True, help="With --guessing: its size.")
@click.option("--against", type=click.Choice(["published"]), help="Also compare with the published release.")
@click.option("--strict", is_flag=True, help="Warnings fail, too.")
@click.option("--accept-translations", is_flag=True, help="Remember every translation as up to date.")
@_data
@_lang
@click.pass_obj
def check(
    context: Any,
    root: Path,
    form: str,
    against: str,
    lang: Lang,
    *,
    data: Path,
    covered: bool,
    guessing: bool,
    seed: str,
    sample: int,
    strict: bool,
    accept_translations: bool,
) -> None:
    """Check every authored file; exit code 0 clean, 1 mistakes or gaps, 2 wrong use."""
    tree = read_tree(root)
    if accept_translations:
        write_lock(tree, read_lock(root), accept=True)
    if covered or guessing:
        good = [_covered(tree, form)] if covered else []
        good += [_guessed(tree, form, seed, sample)] if guessing else []
        raise SystemExit(int(not all(good)))
    with remembering_in(data):
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
@_data
@_lang
@click.pass_obj
def publish(context: Any, root: Path, note: str, *, channel: str, data: Path, lang: Lang) -> None:
    """Publish the files: learners see them from the next page on."""
    from app.content.releases import LintError, finish_publishing  # noqa: PLC0415 - `check` needs no database
    from app.content.releases import publish as publish_files  # noqa: PLC0415

    database = context.open_database()
    try:
        with remembering_in(data), database.write() as session:
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


@click.command()
@click.argument("scenario_id", metavar="ID")
@_root
@click.option("--runs", type=click.IntRange(1, 1_000_000), default=1000, show_default=True, help="How many walks.")
@click.option("--seed", default="1", show_default=True, help="Another seed, other walks; the same one, the same walks.")
@click.option("--json", "as_rows", is_flag=True, help="Print one JSON value.")
@_lang
def simulate(scenario_id: str, root: Path, runs: int, seed: str, lang: Lang, *, as_rows: bool) -> None:
    """Play the scenario ID at random: how it ends for the careful and the careless.

    Exit code 1 when it cannot be played for its mistakes, 2 when there is none of that ID.
    """
    from app.content.simulating import simulation_rows, simulation_text, walk_through  # noqa: PLC0415 - for this only

    tree = read_tree(root)
    if scenario_id not in tree.scenarios:
        raise click.BadParameter(f"there is no scenario {scenario_id}", param_hint="ID")
    scene = next(scene for scene in scenes_of(tree, Numbers(tree.policy_values())) if scene.file.id == scenario_id)
    found = list(check_playable(scene))
    if found or scene.scenario is None or scene.rubric is None:
        click.echo(as_text(found, root, lang) or "this scenario has mistakes; see aftercare check", err=True)
        raise SystemExit(1)
    with click.progressbar(length=runs, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        walked = walk_through(scene.scenario, scene.rubric, runs, seed, bar.update)
    rows = simulation_rows(scene.scenario, seed, walked)
    click.echo(json.dumps(rows, ensure_ascii=False) if as_rows else simulation_text(scene.scenario, walked, lang))


@click.command()
@click.option("--lang", type=click.Choice(LANGS), required=True, help="The language of the utterances.")
@click.option("--file", "source", type=click.File("r", encoding="utf-8"), default="-", help="Not standard input.")
@_root
def acts(lang: Lang, source: Iterable[str], root: Path) -> None:
    """Read one utterance a line and print the speech acts in it, one JSON row each.

    Exit code 1 when roleplays/acts.yaml has mistakes.
    """
    from app.content.compile.acts import lexicon_of  # noqa: PLC0415 - for this only
    from app.utterance.reader import reader_for  # noqa: PLC0415 - for this only

    tree = read_acts(root)
    if tree.acts is None:
        click.echo(as_text(tree.found, root, lang) or "there is no roleplays/acts.yaml", err=True)
        raise SystemExit(1)
    reader = reader_for(lexicon_of(tree.acts.value), lang)
    for line in source:
        text = line.rstrip("\r\n")
        row = {"text": text, "acts": [act.record() for act in reader.read(text)]}
        click.echo(json.dumps(row, ensure_ascii=False))
        sys.stdout.flush()


def _covered(tree: Tree, form: str) -> bool:
    found = coverage(tree)
    click.echo(json.dumps(coverage_rows(found), ensure_ascii=False) if form == "json" else coverage_text(found))
    return found.is_complete


def _guessed(tree: Tree, form: str, seed: str, sample: int) -> bool:
    found = blind_test(tree, seed, sample)
    click.echo(json.dumps(blind_rows(found), ensure_ascii=False) if form == "json" else blind_text(found))
    return found.passes


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
    counts = f"{errors} errors, {len(found) - errors} warnings in {len(tree.lessons)} lessons, "
    text = as_text(found, tree.root, lang)
    shown = f"{text}\n" if text else ""
    return shown + counts + f"{len(tree.questions)} questions and {len(tree.scenarios)} scenarios"

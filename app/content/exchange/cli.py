"""Commands for questions from and for other systems: import-questions, export-questions."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from app.content.exchange.exporting import export_questions
from app.content.exchange.formats import (
    IN_FORMATS,
    MOST_BYTES,
    OUT_FORMATS,
    InFormat,
    OutFormat,
    language_of,
    read_questions,
)
from app.content.exchange.importing import NothingImportedError, bank_file, import_into, write_atomically
from app.content.exchange.refusal import FileRefusedError
from app.content.exchange.report import Note, report_text
from app.content.source import read_tree
from app.kernel.bilingual import LANGS, Bilingual, Lang

_root: Callable[..., Any] = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    envvar="AFTERCARE_CONTENT_DIR",
    default=".",
    show_default=True,
    help="The folder that holds courses/, quizzes/ and roleplays/.",
)
_report: Callable[..., Any] = click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the report there instead of standard error; rows when the name ends in .json.",
)


def commands() -> list[click.Command]:
    """Return the commands of this package."""
    return [import_questions, export]


@click.command("import-questions")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--to", required=True, metavar="quizzes/ID.yaml", help="The bank: made when it is not there yet.")
@click.option("--format", "form", type=click.Choice(IN_FORMATS), help="Instead of telling it from the file.")
@click.option(
    "--lang", type=click.Choice(LANGS), help="The language of the file, instead of telling it from the words."
)
@click.option("--dry-run", is_flag=True, help="Print the questions and the report, write nothing.")
@_report
@_root
def import_questions(
    file: Path, *, to: str, form: InFormat | None, lang: Lang | None, report: Path | None, root: Path, dry_run: bool
) -> None:
    """Import the questions of FILE (GIFT, Aiken, Moodle XML, QTI 2.1 and 3.0) into a bank.

    What is missing in the other language is marked, and `aftercare check` lists it.
    Exit code 1 when the file is refused.
    """
    try:
        path, bank = bank_file(root, to)
        with file.open("rb") as source:
            reading = read_questions(source.read(MOST_BYTES + 1), form)
        imported = import_into(read_tree(root), path, bank, reading, lang or language_of(reading.questions))
    except FileRefusedError as refused:
        _refuse(refused, report)
    if dry_run:
        click.echo(imported.added, nl=False)
    else:
        path.parent.mkdir(exist_ok=True)
        write_atomically(path, imported.text.encode())
    left_out = len({note.question for note in imported.notes if note.degree == "left-out"})
    count = len(imported.ids)
    counted = Bilingual(
        f"导入 {count} 道题到 {to}，{left_out} 道没有导入。" + ("（试运行，没有写入）" if dry_run else ""),
        f"{count} questions imported into {to}, {left_out} left out."
        + (" (dry run: nothing written)" if dry_run else ""),
    )
    _tell(counted, imported.notes, report)


@click.command("export-questions")
@click.argument("id_", metavar="ID")
@click.option("--format", "form", type=click.Choice(OUT_FORMATS), required=True, help="qti is QTI 3.0, a zip.")
@click.option("--lang", type=click.Choice(LANGS), default="zh", show_default=True, help="The language to export.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Instead of standard output.")
@_report
@_root
def export(id_: str, *, form: OutFormat, lang: Lang, out: Path | None, report: Path | None, root: Path) -> None:
    """Export the questions of the bank or quiz ID for another system; company numbers are filled in."""
    if form == "qti" and out is None and sys.stdout.isatty():
        raise click.UsageError("a package is no text for a terminal: name a file with --out")
    try:
        written, count, wanted = export_questions(read_tree(root), id_, form, lang)
    except FileRefusedError as refused:
        _refuse(refused, report)
    if out is None:
        click.echo(written.data, nl=False)
    else:
        write_atomically(out, written.data)
    counted = Bilingual(f"导出 {count} 道题，共 {wanted} 道。", f"{count} of {wanted} questions exported.")
    _tell(counted, written.notes, report)


def _refuse(refused: FileRefusedError, report: Path | None) -> NoReturn:
    if isinstance(refused, NothingImportedError):
        _tell(refused.message, refused.notes, report)
    else:
        click.echo(f"{refused.message.zh}\n{refused.message.en}", err=True)
    raise SystemExit(1)


def _tell(counted: Bilingual, notes: tuple[Note, ...], report: Path | None) -> None:
    text = report_text(counted, notes)
    if report is None:
        click.echo(text, err=True)
        return
    rows = json.dumps([note.row() for note in notes], ensure_ascii=False, indent=1)
    write_atomically(report, ((rows if report.suffix == ".json" else text) + "\n").encode())
    click.echo(f"{counted.zh}\n{counted.en}", err=True)

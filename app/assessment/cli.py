"""`aftercare analyse`: item statistics of any table of marks or answers."""

import json
from pathlib import Path

import click

from app.kernel.bilingual import LANGS, Lang

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--key", type=_FILE, help="The right answers: rows item,key, or a heading of items over one row.")
@click.option("--json", "as_rows", is_flag=True, help="Print one JSON value with every number.")
@click.option("--lang", type=click.Choice(LANGS), default="en", show_default=True, help="Language of the text.")
def analyse(file: Path, key: Path | None, lang: Lang, *, as_rows: bool) -> None:
    """Tell how the items of any table behave: facility, discrimination, efficiency, weight, α, SEM.

    FILE is a CSV: first column the person, then one column per item; marks, or answers with --key. An empty cell scores
    0, - was not on the paper, a row max names the largest marks. Exit code 2 when a file cannot be read.
    """
    from app.assessment.rules.score_tables import (  # noqa: PLC0415 - numpy, for this command only
        KeyTableError,
        TableError,
        read_score_table,
    )
    from app.assessment.rules.table_report import table_rows, table_text  # noqa: PLC0415 - likewise

    try:
        table = read_score_table(file.read_bytes(), key.read_bytes() if key else None)
    except TableError as error:
        blamed = key if isinstance(error, KeyTableError) else file
        place = f"{error.line}:{error.column}" if error.column else str(error.line)
        click.echo(f"{blamed}:{place}: {error.text.in_lang(lang)}", err=True)
        raise SystemExit(2) from error
    click.echo(json.dumps(table_rows(table), ensure_ascii=False) if as_rows else table_text(table, lang))


def commands() -> list[click.Command]:
    """Return the commands of this feature."""
    return [analyse]

"""`aftercare analyse`: item statistics of any table; `aftercare verify-receipt`: does the ledger agree."""

import json
from pathlib import Path

import click

from app.assessment.rules.receipts import ReceiptLine, codes_in
from app.kernel.bilingual import LANGS, Lang
from app.kernel.clock import to_text
from app.storage.installation import Installation

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


@click.command("verify-receipt")
@click.argument("receipt")
@click.pass_obj
def verify_receipt(installation: Installation, receipt: str) -> None:
    """Recompute a receipt from the ledger of answers: RECEIPT is its code, or a file that holds it.

    Exit code 0: genuine, and the ledger agrees. 1: unknown, or the ledger does not agree. 2: there is no code in it.
    """
    from app.assessment.queries import find_receipt  # noqa: PLC0415 - `aftercare analyse` needs no tables

    codes = codes_in(_text_of(receipt))
    if not codes:
        click.echo("There is no receipt code (64 hex digits) in this.", err=True)
        raise SystemExit(2)
    database = installation.open_database()
    with database.read() as session:
        found = {code: find_receipt(session, code) for code in codes}
    database.engines.dispose()
    click.echo("\n".join(_told(code, line) for code, line in found.items()))
    if not all(line and line.agrees for line in found.values()):
        raise SystemExit(1)


def commands() -> list[click.Command]:
    """Return the commands of this feature."""
    return [analyse, verify_receipt]


def _text_of(receipt: str) -> str:
    """Return what a file holds, else the argument itself."""
    try:
        return Path(receipt).read_text(encoding="utf-8", errors="replace") if Path(receipt).is_file() else receipt
    except (OSError, ValueError):  # too long for a name, or not to be read
        return receipt


def _told(code: str, line: ReceiptLine | None) -> str:
    if line is None:
        return f"{code}: unknown. Nobody was given this receipt here."
    what = f"attempt {line.attempt_id}, quiz {line.quiz_id}, handed in {to_text(line.submitted_at)}"
    if not line.agrees:
        return f"{code}: NOT CONFIRMED. {what}. The ledger and the receipt do not agree."
    later = ""
    if not line.is_latest:
        present = f"the receipt of the later hand-in is {line.latest}" if line.latest else "it is open now"
        later = f" The paper was opened or completed again afterwards; {present}."
    return f"{code}: genuine. {what}. The ledger and the receipt agree.{later}"

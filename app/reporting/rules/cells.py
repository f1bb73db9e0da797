"""Cells of exported tables that no spreadsheet takes for a formula."""

import csv
import io
from collections.abc import Iterable

BOM = "\ufeff"  # Excel reads UTF-8 only when the file begins with it
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # the wide ones, too


def safe_cell(value: object) -> str:
    """Return the text of a cell; one that a spreadsheet would run as a formula is led by an apostrophe."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_RISKY) else text


def csv_lines(rows: Iterable[Iterable[object]]) -> str:
    """Return rows as CSV (RFC 4180) with safe cells."""
    out = io.StringIO()
    csv.writer(out).writerows([safe_cell(value) for value in row] for row in rows)
    return out.getvalue()

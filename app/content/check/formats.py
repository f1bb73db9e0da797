"""Diagnostics for people (source line and caret), for scripts (JSON rows) and for GitHub's annotations."""

import json
from collections.abc import Iterable
from pathlib import Path
from unicodedata import east_asian_width

from app.content.diagnostics import Diagnostic
from app.kernel.bilingual import Lang

_LONGEST_LINE = 110


def as_text(found: Iterable[Diagnostic], root: Path, lang: Lang) -> str:
    """One paragraph a diagnostic: place, code, message, help; below it the line with a caret."""
    sources: dict[str, list[str]] = {}
    paragraphs = []
    for item in found:
        if item.file not in sources:
            sources[item.file] = (root / item.file).read_text(encoding="utf-8", errors="replace").split("\n")
        help_ = f"  help: {item.help.in_lang(lang)}" if item.help else ""
        kind = "" if item.severity == "error" else " (warning)"
        head = f"{item.file}:{item.line}:{item.column}: {item.code}{kind} {item.message.in_lang(lang)}{help_}"
        paragraphs.append(head + _excerpt(sources[item.file], item))
    return "\n".join(paragraphs)


def as_json(found: Iterable[Diagnostic]) -> str:
    """A JSON list of rows."""
    return json.dumps([item.as_row() for item in found], ensure_ascii=False, indent=1)


def as_github(found: Iterable[Diagnostic], lang: Lang) -> str:
    """Workflow commands that GitHub shows beside the lines of a pull request."""
    return "\n".join(
        f"::{item.severity} file={item.file},line={item.line},col={item.column},title={item.code}::"
        + _escaped(item.message.in_lang(lang) + (f"  {item.help.in_lang(lang)}" if item.help else ""))
        for item in found
    )


def _excerpt(lines: list[str], item: Diagnostic) -> str:
    if item.line > len(lines) or not lines[item.line - 1].strip():
        return ""
    line = lines[item.line - 1].replace("\t", " ")
    start = max(0, item.column - _LONGEST_LINE // 2) if len(line) > _LONGEST_LINE else 0
    shown, before = line[start : start + _LONGEST_LINE], line[start : item.column - 1]
    width = sum(2 if east_asian_width(sign) in "WF" else 1 for sign in before)
    return f"\n    {shown}\n    {' ' * width}^"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

"""What the linter says about one place in one file."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

from app.content.codes import CODES
from app.kernel.bilingual import LANGS, Bilingual, Lang

Severity = Literal["error", "warning"]
Place = tuple[int, int]  # line and column, both from 1
_MOST_NAMES = 8


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A mistake (error: cannot be published) or a doubt (warning), with its place and what to do about it."""

    file: str
    line: int
    column: int
    code: str
    severity: Severity
    message: Bilingual
    help: Bilingual | None = None

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """The order in which people read them: by place."""
        return (self.file, self.line, self.column, self.code, self.message.en)

    def as_row(self) -> dict[str, Any]:
        """Return the row of `aftercare check --format json`."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "code": self.code,
            "severity": self.severity,
            "message": self.message._asdict(),
            "help": self.help._asdict() if self.help else None,
        }


def diagnose(file: str, place: Place, code: str, **values: object) -> Diagnostic:
    """Return the diagnostic of a code; `values` fill its message, a Bilingual one in each language."""
    entry = CODES[code]
    return Diagnostic(
        file, *place, code, entry.severity, _fill(entry.message, values), _fill(entry.help, values) or None
    )


def worded(file: str, place: Place, code: str, message: Bilingual, help_: Bilingual | None) -> Diagnostic:
    """Return a diagnostic whose words come from elsewhere: from a kind of question or from pydantic."""
    return Diagnostic(file, *place, code, CODES[code].severity, message, help_ or CODES[code].help)


def suggestion(name: str, names: Iterable[str]) -> Bilingual:
    """Return the nearest existing name as advice, or the list of names when none is near."""
    known = sorted(set(names))
    near = get_close_matches(name, known, n=1)
    if near:
        return Bilingual(f"是不是 {near[0]}？", f"did you mean {near[0]}?")
    if not known:
        return Bilingual("目前一个也没有", "there are none yet")
    more = "…" if len(known) > _MOST_NAMES else ""
    return Bilingual(
        "可用：" + "、".join(known[:_MOST_NAMES]) + more, "one of: " + ", ".join(known[:_MOST_NAMES]) + more
    )


def _fill(text: Bilingual, values: dict[str, object]) -> Bilingual:
    return Bilingual(*(text.in_lang(lang).format(**_worded(values, lang)) for lang in LANGS))


def _worded(values: dict[str, object], lang: Lang) -> dict[str, object]:
    return {name: value.in_lang(lang) if isinstance(value, Bilingual) else value for name, value in values.items()}

"""Verdicts remembered: playing transcripts, proving acts and reading prose take most of a check; most files rest.

In a process they are kept by a digest of all they depend on; a command keeps them in a file, too, for its next run.
"""

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.content.diagnostics import Diagnostic
from app.kernel.bilingual import Bilingual

_MOST = 2000
_FILE = "checked.json"
_CODE = ("utterance", "dialogue", "items", "content")  # what a verdict depends on beside the files
_KNOWN: dict[str, tuple[Diagnostic, ...]] = {}


def remembered(key: str, find: Callable[[], Iterable[Diagnostic]]) -> tuple[Diagnostic, ...]:
    """Return what is found about something with this digest, found once; the digest holds all that it depends on."""
    found = _KNOWN.get(key)
    if found is None:
        if len(_KNOWN) >= _MOST:
            _KNOWN.clear()
        found = _KNOWN[key] = tuple(find())
    return found


def forget() -> None:
    """Forget every verdict of this process: for measuring what a check costs."""
    _KNOWN.clear()


@contextlib.contextmanager
def remembering_in(folder: Path) -> Iterator[None]:
    """Begin with the verdicts that an earlier run of the same code kept in a folder, and keep them again."""
    code, path = _code(), folder / _FILE
    kept = _read(path, code)
    _KNOWN.update(kept)
    yield
    if _KNOWN.keys() - kept.keys():
        with contextlib.suppress(OSError):  # a folder that cannot be written costs time, nothing else
            _write(path, code)


def _read(path: Path, code: str) -> dict[str, tuple[Diagnostic, ...]]:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["code"] != code:
            return {}
        return {key: tuple(map(_from_row, rows)) for key, rows in kept["found"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write(path: Path, code: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    found = {key: [item.as_row() for item in items] for key, items in _KNOWN.items()}
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps({"code": code, "found": found}), encoding="utf-8")
    partial.replace(path)


def _from_row(row: dict[str, Any]) -> Diagnostic:
    help_ = Bilingual(**row["help"]) if row["help"] else None
    named = (row["file"], row["line"], row["column"], row["code"], row["severity"])
    return Diagnostic(*named, Bilingual(**row["message"]), help_)


def _code() -> str:
    app, found = Path(__file__).parents[3], sha256()
    for package in _CODE:
        for path in sorted((app / package).rglob("*.py")):
            found.update(path.read_bytes())
    return found.hexdigest()

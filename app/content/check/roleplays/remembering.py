"""Verdicts remembered for the life of a process: playing transcripts and proving acts is most of a check's time."""

from collections.abc import Callable, Iterable

from app.content.diagnostics import Diagnostic

_MOST = 400
_KNOWN: dict[str, tuple[Diagnostic, ...]] = {}


def remembered(key: str, find: Callable[[], Iterable[Diagnostic]]) -> tuple[Diagnostic, ...]:
    """Return what is found about something with this digest, found once; the digest holds all that it depends on."""
    found = _KNOWN.get(key)
    if found is None:
        if len(_KNOWN) >= _MOST:
            _KNOWN.clear()
        found = _KNOWN[key] = tuple(find())
    return found

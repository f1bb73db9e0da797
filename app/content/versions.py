"""Versions of a question for statistics: what people answered and how it is marked, whatever is said around it."""

from typing import Any

from app.content.library import Question
from app.kernel.canonical import digest

_AROUND = frozenset({"why", "explain", "difficulty", "objective", "competency", "facts", "tags", "trade", "model"})
_known: dict[str, str] = {}  # by the question's hash, which says everything
_MOST = 20_000


def answered_version(question: Question) -> str:
    """Return the digest of a question's words and key (64 hex digits): better explanations leave it as it is.

    Answers to published questions of one version belong to one statistic; a reworded or re-keyed one begins anew.
    """
    version = _known.get(question.hash)
    if version is None:
        version = digest(_answered(question.spec.model_dump(mode="json", exclude_none=True)))
        if len(_known) >= _MOST:
            _known.clear()
        _known[question.hash] = version
    return version


def _answered(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _answered(part) for name, part in value.items() if name not in _AROUND}
    return [_answered(part) for part in value] if isinstance(value, list) else value

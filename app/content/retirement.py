"""The ids that a release leaves behind, written beside the files so that they never return."""

from pathlib import Path

from sqlalchemy.orm import Session

from app.content import queries
from app.content.aids import Situation
from app.content.library import Lesson
from app.content.objects import read_object

_PLACES = {
    "courses/retired.yaml": frozenset(
        {"course", "lesson", "check", "programme", "track", "situation", "phrase", "checklist", "case"}
    ),
    "quizzes/retired.yaml": frozenset({"quiz", "bank", "question"}),
    "roleplays/retired.yaml": frozenset({"scenario", "rubric"}),
}
_KINDS = frozenset[str]().union(*_PLACES.values())


def retired_names(session: Session) -> frozenset[str]:
    """Return the names (`kind:id`) of what was published once and is not in the published release."""
    release_id = queries.find_release_id(session)
    present = queries.manifest_of(session, release_id) if release_id else {}
    ever = queries.published_objects(session)
    gone = {name for name in ever.keys() - present.keys() if name.partition(":")[0] in _KINDS}
    hashes = {hash_ for name, found in ever.items() if name.startswith(("lesson:", "situation:")) for hash_ in found}
    inner: dict[bool, set[str]] = {True: set(), False: set()}
    for hash_, kind, key, body in queries.bodies(session, hashes):
        inner[present.get(f"{kind}:{key}") == hash_].update(_inside(read_object(kind, hash_, body)))
    return frozenset(gone | (inner[False] - inner[True]))


def _inside(value: Lesson | Situation) -> list[str]:
    """Return the names that stand inside an object and are for ever, too."""
    if isinstance(value, Lesson):
        return [f"check:{check}" for check in value.checks]
    return [f"phrase:{phrase.id}" for phrase in value.phrases]


def write_retired(root: Path, names: frozenset[str]) -> None:
    """Add names to the `retired.yaml` files; a file is touched only when it gains a name."""
    for file, kinds in _PLACES.items():
        path = root / file
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        listed = {line.strip()[2:].strip() for line in lines if line.strip().startswith("- ")}
        mine = {name for name in names if name.partition(":")[0] in kinds}
        if mine - listed:
            body = "".join(f"\n  - {name}" for name in sorted(listed | mine))
            path.write_text(f"schema: retired/1\nids:{body}\n", encoding="utf-8")

"""What the files would change against a release, and of which class each change is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from app.content.objects import ASPECTS, ContentObject

Did = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One object that differs; `aspects` name the classes of the change (empty for added and removed)."""

    did: Did
    kind: str
    key: str
    aspects: tuple[str, ...] = ()

    @property
    def substantive(self) -> bool:
        """Whether people who have learnt the old one must look again: a policy, grading or structure change."""
        return bool({"policy", "grading", "structure"} & set(self.aspects))


def changes_against(
    manifest: Mapping[str, str], parts: Mapping[str, Mapping[str, Any]], objects: Iterable[ContentObject]
) -> tuple[Change, ...]:
    """Compare compiled objects with a release; `parts` are the aspects' digests by object hash."""
    changes = []
    names = set()
    for item in objects:
        names.add(item.name)
        before = manifest.get(item.name)
        if before is None:
            changes.append(Change("added", item.kind, item.key))
        elif before != item.hash:
            old = parts.get(before, {})
            aspects = tuple(aspect for aspect in ASPECTS if old.get(aspect) != item.parts[aspect])
            changes.append(Change("changed", item.kind, item.key, aspects or ("presentation",)))
    for name in manifest.keys() - names:
        kind, _, key = name.partition(":")
        changes.append(Change("removed", kind, key))
    return tuple(sorted(changes, key=lambda change: (change.kind, change.key)))

"""Reasons: why a level is met or not yet, as a tree of frozen values that can be kept and read back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple, cast

from app.kernel.bilingual import Bilingual
from app.kernel.clock import from_text, to_text

Who = Literal["you", "mentor", "manager", "nobody"]  # "nobody": only time has to pass
FULL = 1000
WHOLE = frozenset({"not", "changes", "roleplays"})  # groups that people see as one thing


class Terms(NamedTuple):
    """What a condition about role-plays asks of each: grade (or above), mentors who marked it, no critical error."""

    grade: int
    markers: int
    no_critical: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition and how it stands.

    kind: the condition's tag (`course`, `quiz`, `all`, …), or `changes` with a `lesson` for each one that changed.
    Below `roleplays` stand a `roleplay` for each one that counts and, with its `since`, each one that waits for marks.
    key: the course, quiz, level, role or lesson it names.
    who: who has to act; of a group the first one who can; None once it is met.
    needed: the score in thousandths, the days, or how many parts; best: the best score so far.
    since: from when on it is met, or (a quiz in a mentor's hands) since when it waits for marks.
    earliest: before which instant it cannot be met (None: as soon as somebody acts).
    done of total: lessons, thousandths, days or parts; facts: the ids of the facts it rests on.
    """

    kind: str
    met: bool
    key: str = ""
    who: Who | None = None
    needed: int | None = None
    best: int | None = None
    since: datetime | None = None
    earliest: datetime | None = None
    done: int = 0
    total: int = 1
    facts: tuple[int, ...] = ()
    children: tuple["Reason", ...] = ()
    terms: Terms | None = None

    @property
    def progress(self) -> int:
        """How far it is, in thousandths: of `all` the mean of its parts, of a choice the parts that are nearest."""
        if self.met:
            return FULL
        if not self.children or self.kind == "not":
            return min(self.done * FULL // max(self.total, 1), FULL - 1)
        nearest = sorted((child.progress for child in self.children), reverse=True)[: self.total]
        return min(sum(nearest) // max(self.total, 1), FULL - 1)

    def open_leaves(self) -> tuple["Reason", ...]:
        """Return the single conditions that are not met and still matter, in the order of the rule."""
        if self.met:
            return ()
        if not self.children or self.kind in WHOLE:
            return (self,)
        return tuple(leaf for child in self.children for leaf in child.open_leaves())


def facts_behind(reason: Reason) -> tuple[int, ...]:
    """Return the ids of all facts that the met parts of a reason rest on, each once, ascending."""
    found = set(reason.facts) if reason.met else set()
    for child in reason.children:
        found |= set(facts_behind(child))
    return tuple(sorted(found))


def reason_record(reason: Reason) -> dict[str, Any]:
    """Return the JSON value under which an award keeps the reason it was given for."""
    record: dict[str, Any] = {"kind": reason.kind, "met": reason.met, "done": reason.done, "total": reason.total}
    optional = {
        "key": reason.key or None,
        "who": reason.who,
        "needed": reason.needed,
        "best": reason.best,
        "since": to_text(reason.since) if reason.since else None,
        "earliest": to_text(reason.earliest) if reason.earliest else None,
        "facts": list(reason.facts) or None,
        "children": [reason_record(child) for child in reason.children] or None,
        "terms": reason.terms._asdict() if reason.terms else None,
    }
    return record | {name: value for name, value in optional.items() if value is not None}


def read_reason(record: Mapping[str, Any]) -> Reason:
    """Read what `reason_record` wrote."""
    since, earliest, terms = record.get("since"), record.get("earliest"), record.get("terms")
    return Reason(
        kind=record["kind"],
        met=record["met"],
        key=record.get("key", ""),
        who=cast("Who | None", record.get("who")),
        needed=record.get("needed"),
        best=record.get("best"),
        since=from_text(since) if since else None,
        earliest=from_text(earliest) if earliest else None,
        done=record["done"],
        total=record["total"],
        facts=tuple(record.get("facts", ())),
        children=tuple(read_reason(child) for child in record.get("children", ())),
        terms=Terms(**terms) if terms else None,
    )


@dataclass(frozen=True, slots=True)
class KeptReason:
    """The tree that an award keeps, with the titles of that day."""

    reason: Reason
    titles: Mapping[str, Bilingual]

    def title_of(self, reason: Reason) -> Bilingual:
        """Return what a condition named, in both languages."""
        return self.titles.get(f"{reason.kind}:{reason.key}", Bilingual(reason.key, reason.key))


def kept_reason(evidence: Mapping[str, Any]) -> KeptReason:
    """Read the tree and its titles from the snapshot of an award."""
    titles = {name: Bilingual(**title) for name, title in evidence.get("titles", {}).items()}
    return KeptReason(read_reason(evidence["reason"]), titles)

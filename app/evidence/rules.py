"""Facts about people, and what held on a date as known on a date."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

ANY = "any"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that counts: what was shown, when it took effect and what it rests on.

    score is in thousandths of the full mark (0–1000); `source` names the row behind it, such as `attempt:12`.
    """

    person_id: int
    track: str
    kind: str
    key: str
    effective_at: datetime
    passed: bool | None = None
    score: int | None = None
    release_id: int | None = None
    supersedes: int | None = None
    source: str = ""
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecordedFact:
    """A fact with the id, the instant and the person under which the ledger keeps it."""

    id: int
    fact: Fact
    recorded_at: datetime
    recorded_by: int | None

    @property
    def kind(self) -> str:
        """The fact's kind."""
        return self.fact.kind

    @property
    def key(self) -> str:
        """The fact's key."""
        return self.fact.key


def standing_facts(
    facts: Iterable[RecordedFact], *, at: datetime, known_at: datetime | None = None
) -> tuple[RecordedFact, ...]:
    """Return the facts in force at `at` as known at `known_at` (now: everything known), in order of effect.

    A fact that a later known one supersedes is gone, whatever the effective dates say.
    """
    known = [fact for fact in facts if known_at is None or fact.recorded_at <= known_at]
    replaced = {fact.fact.supersedes for fact in known if fact.fact.supersedes is not None}
    standing = [fact for fact in known if fact.id not in replaced and fact.fact.effective_at <= at]
    return tuple(sorted(standing, key=lambda fact: (fact.fact.effective_at, fact.id)))

"""What the reads of reporting return: sums of teams, people who wait, people in a list, and which list is wanted."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

SOON_DAYS = 30
MONTHS = 12
STATES: Collection[str] = ("certified", "working", "stuck", "signature", "expiring", "lapsed", "away")


@dataclass(slots=True)
class Sums:
    """The sums of one track over the teams looked at.

    By team id: people, on_track, lapsed, levels (also by level). soon: levels that end within `SOON_DAYS` days.
    months: month → levels that end in it, of this month (rest) only what is to come. steps: `programme/step` → people.
    days: days from enrolment to the first level → people. stuck: whom they wait for → people.
    """

    people: dict[int, int] = field(default_factory=dict)
    on_track: dict[int, int] = field(default_factory=dict)
    lapsed: dict[int, int] = field(default_factory=dict)
    levels: dict[tuple[int, str], int] = field(default_factory=dict)
    soon: int = 0
    rest: int = 0
    months: dict[int, int] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)
    days: dict[int, int] = field(default_factory=dict)
    stuck: dict[str, int] = field(default_factory=dict)


class Waiter(NamedTuple):
    """Somebody in a list of those who wait."""

    person_id: int
    name: str
    team: str
    waits_for: str
    next_step: str
    since_on: int


@dataclass(frozen=True, slots=True)
class PersonStanding:
    """A person in the list; the parts about the track are empty for somebody who is not on it."""

    person_id: int
    name: str
    employee_number: str
    team: str
    last_on: int
    track: str | None
    level: str | None
    held_until: int | None
    has_lapsed: bool | None
    waits_for: str | None
    next_step: str | None
    since_on: int | None
    may_be_stuck: bool | None
    done: int | None
    total: int | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom to list: teams by path, the track, a state of `STATES` ("" is everybody), after which person."""

    paths: tuple[str, ...]
    track: str
    today: int
    state: str = ""
    after: int = 0

"""The conditions of a certification level as frozen values; certification decides about them."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from msgspec import Struct


class AllOf(Struct, frozen=True, tag="all"):
    """Met when every part is met."""

    of: tuple[Condition, ...]


class AnyOf(Struct, frozen=True, tag="any"):
    """Met when at least one part is met."""

    of: tuple[Condition, ...]


class NotMet(Struct, frozen=True, tag="not"):
    """Met when its part is not."""

    of: Condition


class AtLeast(Struct, frozen=True, tag="at_least"):
    """Met when at least `n` of the parts are met."""

    n: int
    of: tuple[Condition, ...]


class CourseDone(Struct, frozen=True, tag="course"):
    """Met when the course is completed."""

    course: str


class QuizPassed(Struct, frozen=True, tag="quiz"):
    """Met when the quiz is passed; with `score` (thousandths) only by a score of at least that much."""

    quiz: str
    score: int | None = None


class RoleplaysPassed(Struct, frozen=True, tag="roleplays", kw_only=True):
    """Met by that many different scenarios of the grade or above, each passed in a released mark.

    score (thousandths): what each must reach; no_critical: none with a confirmed critical error; markers: how many
    people must have marked each.
    """

    grade: int
    distinct: int = 1
    score: int | None = None
    no_critical: bool = False
    markers: int = 1


class LevelHeld(Struct, frozen=True, tag="level"):
    """Met while the level of the same track is held."""

    level: str


class Tenure(Struct, frozen=True, tag="tenure"):
    """Met when that much time has passed since the day of hire."""

    length: timedelta


class Signoff(Struct, frozen=True, tag="signoff"):
    """Met when a mentor or a manager has signed the person off for the track."""

    by: Literal["mentor", "manager"]


class Waiver(Struct, frozen=True, tag="waiver"):
    """Met when a manager has waived what stands beside it."""

    by: Literal["manager"]


Condition = (
    AllOf | AnyOf | NotMet | AtLeast | CourseDone | QuizPassed | RoleplaysPassed | LevelHeld | Tenure | Signoff | Waiver
)

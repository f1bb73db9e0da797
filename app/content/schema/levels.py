"""courses/levels/<track>.yaml: certification levels and their conditions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from app.content import conditions as rule
from app.content.schema.base import Duration, Months
from app.items.base import AuthoredId, Strict, Text

_THOUSANDTHS_OF_A_PERCENT = 10


class All(Strict):
    """Every part must be met."""

    all: Annotated[tuple[ConditionSpec, ...], Field(min_length=1)]

    def compiled(self) -> rule.Condition:
        """Return the frozen condition."""
        return rule.AllOf(tuple(part.compiled() for part in self.all))


class Any_(Strict):  # noqa: N801 - `Any` is taken by typing
    """One part must be met."""

    any: Annotated[tuple[ConditionSpec, ...], Field(min_length=1)]

    def compiled(self) -> rule.Condition:
        """Return the frozen condition."""
        return rule.AnyOf(tuple(part.compiled() for part in self.any))


class Not(Strict):
    """The part must not be met."""

    not_: ConditionSpec = Field(alias="not")

    def compiled(self) -> rule.Condition:
        """Return the frozen condition."""
        return rule.NotMet(self.not_.compiled())


class AtLeastOf(Strict):
    """How many of which."""

    n: Annotated[int, Field(ge=1)]
    of: Annotated[tuple[ConditionSpec, ...], Field(min_length=1)]


class AtLeast(Strict):
    """`n` of the parts must be met."""

    at_least: AtLeastOf

    def compiled(self) -> rule.Condition:
        """Return the frozen condition."""
        return rule.AtLeast(self.at_least.n, tuple(part.compiled() for part in self.at_least.of))


class Course(Strict):
    """The course must be completed."""

    course: AuthoredId

    def compiled(self) -> rule.Condition:
        """Return the frozen condition."""
        return rule.CourseDone(self.course)


class Quiz(Strict):
    """The quiz must be passed, by at least `score` percent when one is named."""

    quiz: AuthoredId
    score: Annotated[int, Field(ge=1, le=100)] | None = None

    def compiled(self) -> rule.Condition:
        """Return the frozen condition."""
        return rule.QuizPassed(self.quiz, self.score and self.score * _THOUSANDTHS_OF_A_PERCENT)


class RoleplaysOf(Strict):
    """How many role-plays of which grade or above, and how well; `score` in per cent."""

    grade: Annotated[int, Field(ge=1, le=4)]
    distinct: Annotated[int, Field(ge=1, le=20)] = 1
    score: Annotated[int, Field(ge=1, le=100)] | None = None
    no_critical: bool = False
    markers: Annotated[int, Field(ge=1, le=3)] = 1


class Roleplays(Strict):
    """Role-plays must be passed."""

    roleplays: RoleplaysOf

    def compiled(self) -> rule.Condition:
        """Return the frozen condition."""
        of = self.roleplays
        return rule.RoleplaysPassed(
            grade=of.grade,
            distinct=of.distinct,
            score=of.score and of.score * _THOUSANDTHS_OF_A_PERCENT,
            no_critical=of.no_critical,
            markers=of.markers,
        )


class HeldLevel(Strict):
    """The level must be held."""

    level: AuthoredId

    def compiled(self) -> rule.Condition:
        """Return the frozen condition."""
        return rule.LevelHeld(self.level)


class Tenure(Strict):
    """The time since hire must be that long."""

    tenure: Duration

    def compiled(self) -> rule.Condition:
        """Return the frozen condition."""
        return rule.Tenure(self.tenure)


class Signoff(Strict):
    """A mentor or manager must sign."""

    signoff: Literal["mentor", "manager"]

    def compiled(self) -> rule.Condition:
        """Return the frozen condition."""
        return rule.Signoff(self.signoff)


class Waiver(Strict):
    """A manager may waive."""

    waiver: Literal["manager"]

    def compiled(self) -> rule.Condition:
        """Return the frozen condition."""
        return rule.Waiver(self.waiver)


_KINDS = ("all", "any", "not", "at_least", "course", "quiz", "roleplays", "level", "tenure", "signoff", "waiver")


def _kind(value: Any) -> str | None:
    if not isinstance(value, dict):
        return None
    return next((kind for kind in _KINDS if kind in value), None)


ConditionSpec = Annotated[
    Annotated[All, Tag("all")]
    | Annotated[Any_, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[AtLeast, Tag("at_least")]
    | Annotated[Course, Tag("course")]
    | Annotated[Quiz, Tag("quiz")]
    | Annotated[Roleplays, Tag("roleplays")]
    | Annotated[HeldLevel, Tag("level")]
    | Annotated[Tenure, Tag("tenure")]
    | Annotated[Signoff, Tag("signoff")]
    | Annotated[Waiver, Tag("waiver")],
    Discriminator(
        _kind,
        custom_error_type="condition",
        custom_error_message="a condition is one of " + ", ".join(_KINDS),
    ),
]


class Renew(Strict):
    """The window before expiry, whether changed content must be re-learned, and the conditions."""

    open: Duration
    delta: bool = False
    require: ConditionSpec


class LevelSpec(Strict):
    """One level; without `valid` it never expires."""

    id: AuthoredId
    title: Text
    about: Text | None = None
    valid: Months | None = None
    require: ConditionSpec
    renew: Renew | None = None


class LevelsFile(Strict):
    """The levels of a track, lowest first."""

    format: Literal["levels/1"] = Field(alias="schema")
    track: AuthoredId
    title: Text | None = None
    trade: AuthoredId | None = None
    levels: tuple[LevelSpec, ...]


for _model in (All, Any_, Not, AtLeastOf, AtLeast, Renew, LevelSpec, LevelsFile):
    _model.model_rebuild()

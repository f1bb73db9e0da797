"""roleplays/rubrics/<id>.yaml: what a role-play is marked by."""

from typing import Annotated, Literal

from pydantic import Field

from app.items.base import AuthoredId, Strict, Text


class Anchors(Strict):
    """What can be seen and heard at each step of the scale, 1 lowest."""

    one: Text = Field(alias="1")
    two: Text = Field(alias="2")
    three: Text = Field(alias="3")
    four: Text = Field(alias="4")
    five: Text = Field(alias="5")


class CriterionSpec(Strict):
    """One row of the rubric; weights are relative to each other."""

    id: AuthoredId
    title: Text
    weight: Annotated[int, Field(ge=1, le=10, strict=True)] = 1
    competency: AuthoredId | None = None
    anchors: Anchors


class RubricFile(Strict):
    """A rubric; `pass` in per cent."""

    format: Literal["rubric/1"] = Field(alias="schema")
    id: AuthoredId
    title: Text
    pass_: Annotated[int, Field(alias="pass", ge=1, le=100, strict=True)] = 70
    criteria: Annotated[tuple[CriterionSpec, ...], Field(min_length=5, max_length=8)]

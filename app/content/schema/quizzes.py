"""Quizzes and question banks; a question's own fields are its kind's (app.items)."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from app.content.schema.base import Duration
from app.items.base import AuthoredId, KindName, Strict, Text


class SectionSpec(Strict):
    """A part of a paper under its own heading."""

    id: AuthoredId
    title: Text


class DrawSpec(Strict):
    """A block of a blueprint: `count` questions of a bank that fit every filter named.

    `tags` have all to be there; `difficulty` lists the guesses allowed; `balance` draws papers of equal difficulty
    once the facilities of the questions are known.
    """

    id: AuthoredId
    source: AuthoredId = Field(alias="from")
    count: Annotated[int, Field(ge=1, le=200)]
    objective: AuthoredId | None = None
    competency: AuthoredId | None = None
    tag: AuthoredId | None = None
    tags: tuple[AuthoredId, ...] = ()
    difficulty: tuple[Annotated[int, Field(ge=1, le=3)], ...] = ()
    type: KindName | None = None
    must_pass: bool = False
    balance: bool = False
    section: AuthoredId | None = None


class QuizFile(Strict):
    """quizzes/<id>.yaml with `kind: quiz`; `places` names the courses that it shows to be known already."""

    format: Literal["quiz/1"] = Field(alias="schema")
    id: AuthoredId
    kind: Literal["quiz"]
    title: Text
    intro: Text | None = None
    trade: AuthoredId = "any"
    course: AuthoredId | None = None
    time_limit: Duration | None = None
    attempts: Annotated[int, Field(ge=1)] | None = None
    wait_between: Duration | None = None
    repeat_after: Duration | None = None
    opens: AwareDatetime | None = None
    closes: AwareDatetime | None = None
    late: Literal["submit", "overdue", "zero"] = "submit"
    grace: Duration | None = None
    sittings: Literal["optional", "required"] = "optional"
    confidence: bool = False
    practice: bool = False
    places: tuple[AuthoredId, ...] = ()
    sections: tuple[SectionSpec, ...] = ()
    pass_: int = Field(alias="pass")
    draw: tuple[DrawSpec, ...] = ()
    questions: tuple[AuthoredId, ...] = ()
    shuffle: tuple[Literal["questions", "choices"], ...] = ()
    release_key: Literal["never", "after_submit", "after_pass", "after_close"] = "after_pass"


class BankFile(Strict):
    """quizzes/<id>.yaml with `kind: bank`; each question is then read by its kind."""

    format: Literal["quiz/1"] = Field(alias="schema")
    id: AuthoredId
    kind: Literal["bank"]
    title: Text
    questions: list[Any]

"""Job aids: what to say and not to say, checklists, cases."""

from typing import Annotated, Literal

from pydantic import Field

from app.content.schema.base import FactId, LessonKey, Titled
from app.items.base import AuthoredId, Strict, Text


class PhraseSpec(Strict):
    """Words to avoid, what to say in their place, and why."""

    id: AuthoredId
    avoid: Text
    say: Text
    why: Text


class SituationSpec(Strict):
    """A moment of a conversation with the phrases that belong to it."""

    id: AuthoredId
    trade: AuthoredId = "any"
    title: Text
    about: Text | None = None
    lesson: LessonKey | None = None
    phrases: Annotated[tuple[PhraseSpec, ...], Field(min_length=1)]


class PhrasesFile(Strict):
    """courses/phrases.yaml."""

    format: Literal["phrases/1"] = Field(alias="schema")
    situations: tuple[SituationSpec, ...]


class StepSpec(Text):
    """One thing to do; `stop` marks what must never be skipped."""

    id: AuthoredId
    why: Text | None = None
    stop: bool = False


class ChecklistSpec(Strict):
    """The steps of one process on one page; `use` says when to take it out."""

    id: AuthoredId
    trade: AuthoredId = "any"
    title: Text
    use: Text
    steps: Annotated[tuple[StepSpec, ...], Field(min_length=2, max_length=20)]
    lesson: LessonKey | None = None
    facts: tuple[FactId, ...] = ()


class ChecklistsFile(Strict):
    """courses/checklists.yaml."""

    format: Literal["checklists/1"] = Field(alias="schema")
    checklists: tuple[ChecklistSpec, ...]


class CaseSpec(Strict):
    """What happened once, why (each answer asked again), and what was learnt from it."""

    id: AuthoredId
    trade: AuthoredId = "any"
    title: Text
    tags: tuple[AuthoredId, ...] = ()
    competencies: tuple[AuthoredId, ...] = ()
    situation: Text
    done: Text
    whys: Annotated[tuple[Text, ...], Field(min_length=2, max_length=6)]
    learnt: Text
    lesson: LessonKey
    facts: tuple[FactId, ...] = ()


class CasesFile(Strict):
    """courses/cases.yaml."""

    format: Literal["cases/1"] = Field(alias="schema")
    tags: tuple[Titled, ...] = ()
    cases: tuple[CaseSpec, ...]

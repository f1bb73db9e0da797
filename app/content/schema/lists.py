"""Policies and the plain lists: glossary, competencies, facts, retired ids."""

from typing import Annotated, Literal

from pydantic import Field

from app.content.schema.base import FactId, PolicyName, Titled
from app.items.base import AuthoredId, Strict, Text, Words

Unit = Literal["s", "min", "h", "d", "wd", "week", "month", "y", "percent", "points", "km", "yuan", "times", "calls"]
PolicyKind = Literal["response", "solution", "visit", "retention", "target", "amount", "weight", "band", "interval"]


class PolicyEntry(Text):
    """One number of a company: its value and unit, what it limits, and its name."""

    value: Annotated[int, Field(ge=0, strict=True)]
    unit: Unit
    kind: PolicyKind


class PolicyFile(Strict):
    """courses/policies/<id>.yaml; values are quoted as `{{ policy.<id>.<name> }}`."""

    format: Literal["policy/1"] = Field(alias="schema")
    id: AuthoredId
    trade: AuthoredId
    title: Text
    values: dict[PolicyName, PolicyEntry]


class Spellings(Strict):
    """Spellings of a term, by language."""

    zh: tuple[Words, ...] = ()
    en: tuple[Words, ...] = ()


class GlossaryTerm(Titled):
    """Jargon, its plain words, other spellings found in lessons, and words not to be used for it."""

    plain: Text
    also: Spellings = Spellings()
    avoid: Spellings = Spellings()


class GlossaryFile(Strict):
    """courses/glossary.yaml."""

    format: Literal["glossary/1"] = Field(alias="schema")
    terms: tuple[GlossaryTerm, ...]


class CompetencyEntry(Titled):
    """An ability and what it looks like."""

    about: Text | None = None


class CompetenciesFile(Strict):
    """courses/competencies.yaml."""

    format: Literal["competencies/1"] = Field(alias="schema")
    competencies: tuple[CompetencyEntry, ...]


class FactEntry(Text):
    """A fact of the curriculum; editorial when the source did not settle it."""

    id: FactId
    source: Literal["curriculum", "editorial"] = "curriculum"


class FactsFile(Strict):
    """courses/facts.yaml."""

    format: Literal["facts/1"] = Field(alias="schema")
    facts: tuple[FactEntry, ...]


class RetiredFile(Strict):
    """retired.yaml: `<kind>:<id>` of everything that was published once and may not return."""

    format: Literal["retired/1"] = Field(alias="schema")
    ids: tuple[Annotated[str, Field(pattern=r"^[a-z]+:[a-z0-9/-]+$")], ...] = ()

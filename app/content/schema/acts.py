"""roleplays/acts.yaml: the speech acts, how each is recognised in both languages, and the examples that prove it."""

from typing import Annotated, Literal

from pydantic import Field

from app.items.base import Strict, Text
from app.utterance.acts import ACT_IDS

LEAST_TYPICAL, LEAST_NEAR = 6, 3
Pattern = Annotated[str, Field(min_length=1, max_length=6000)]
Name = Annotated[str, Field(pattern=r"^[a-z_]+$", max_length=30)]
ActId = Literal[ACT_IDS]  # type: ignore[valid-type]
Sentence = Annotated[str, Field(min_length=1, max_length=400)]


class ActLanguage(Strict):
    """An act in one language: `patterns` find it, `not` takes finds away; typical and near-miss examples."""

    patterns: tuple[Pattern, ...] = ()
    not_: tuple[Pattern, ...] = Field(default=(), alias="not")
    examples: Annotated[tuple[Sentence, ...], Field(min_length=LEAST_TYPICAL)]
    near: Annotated[tuple[Sentence, ...], Field(min_length=LEAST_NEAR)]


class ActSpec(Strict):
    """One act of the closed list.

    `asked` says what a question does to it (drop, only, any), `unless` which acts of the same sentence displace it,
    `negatable: false` that its words may stand after a “not”, `reports: true` that it counts inside “you said …”,
    `leftover: true` that it takes the questions that no other act took.
    """

    id: ActId
    title: Text
    about: Text
    group: Literal["skill", "fault"]
    critical: bool = False
    solution: bool = False
    asked: Literal["any", "drop", "only"] = "any"
    negatable: bool = True
    reports: bool = False
    leftover: bool = False
    unless: tuple[ActId, ...] = ()
    zh: ActLanguage
    en: ActLanguage


class GrammarSpec(Strict):
    """What the acts of one language share."""

    classes: dict[Name, Pattern]
    negations: tuple[Pattern, ...]
    reports: tuple[Pattern, ...] = ()
    questions: tuple[Pattern, ...]
    abbreviations: tuple[Pattern, ...] = ()
    slots: dict[Name, dict[Annotated[str, Field(pattern=r"^[a-z0-9_]+$")], Pattern]]


class ActsFile(Strict):
    """roleplays/acts.yaml."""

    format: Literal["acts/1"] = Field(alias="schema")
    zh: GrammarSpec
    en: GrammarSpec
    acts: tuple[ActSpec, ...]

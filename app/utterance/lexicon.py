"""The compiled roleplays/acts.yaml: acts, word classes and patterns, as releases keep and sessions pin them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from app.kernel.bilingual import Bilingual, Lang

Group = Literal["skill", "fault"]


class ActEntry(Struct, frozen=True, kw_only=True):
    """An act of the closed list: its name, what it is, and what hangs on it."""

    id: str
    title: Bilingual
    about: Bilingual
    group: Group
    critical: bool = False
    solution: bool = False


class ActRules(Struct, frozen=True, kw_only=True):
    """How an act is found in one language.

    `patterns` find it, `excepts` take away a find that touches them, `unless` names acts that displace it when they
    stand in the same sentence. `asked` says what a question does to it: "drop" loses it, "only" demands one, "any".
    A find is denied by a negation before it when `negatable`; it is nobody's deed inside a report (“you said …”)
    unless `reports`.
    """

    id: str
    patterns: tuple[str, ...]
    excepts: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    asked: Literal["any", "drop", "only"] = "any"
    negatable: bool = True
    reports: bool = False
    leftover: bool = False


class Grammar(Struct, frozen=True, kw_only=True):
    """One language: word classes by name, the patterns that several acts share, and the acts' rules in order."""

    classes: Mapping[str, str]
    negations: tuple[str, ...]
    reports: tuple[str, ...]
    questions: tuple[str, ...]
    abbreviations: tuple[str, ...]
    slots: Mapping[str, Mapping[str, str]]
    rules: tuple[ActRules, ...]


class Lexicon(Struct, frozen=True, kw_only=True):
    """Everything that reading a sentence knows about words."""

    acts: tuple[ActEntry, ...]
    zh: Grammar
    en: Grammar
    hash: str = ""

    def entry(self, act_id: str) -> ActEntry:
        """Return an act by its id; KeyError when there is none."""
        for act in self.acts:
            if act.id == act_id:
                return act
        raise KeyError(act_id)

    def grammar(self, lang: Lang) -> Grammar:
        """Return what belongs to one language."""
        return self.zh if lang == "zh" else self.en

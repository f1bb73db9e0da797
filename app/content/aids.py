"""Job aids as published: company numbers filled in, texts as inline HTML except titles."""

from __future__ import annotations

from msgspec import Struct

from app.kernel.bilingual import Bilingual

NOTHING = Bilingual("", "")


class Phrase(Struct, frozen=True):
    """Words to avoid, what to say in their place, and why."""

    id: str
    avoid: Bilingual
    say: Bilingual
    why: Bilingual


class Situation(Struct, frozen=True, kw_only=True):
    """A moment of a conversation with its phrases; `lesson` is the key of the lesson behind it."""

    id: str
    trade: str
    title: Bilingual
    phrases: tuple[Phrase, ...]
    about: Bilingual = NOTHING
    lesson: str | None = None
    policies: dict[str, int] = {}
    hash: str = ""


class ChecklistStep(Struct, frozen=True):
    """One thing to do; `stop` marks what must never be skipped."""

    id: str
    text: Bilingual
    why: Bilingual = NOTHING
    stop: bool = False


class Checklist(Struct, frozen=True, kw_only=True):
    """The steps of one process; `use` says when to take it out."""

    id: str
    trade: str
    title: Bilingual
    use: Bilingual
    steps: tuple[ChecklistStep, ...]
    lesson: str | None = None
    facts: tuple[str, ...] = ()
    policies: dict[str, int] = {}
    hash: str = ""


class Tag(Struct, frozen=True):
    """A filter of the case library."""

    id: str
    title: Bilingual


class Case(Struct, frozen=True, kw_only=True):
    """What happened once: `whys` ask deeper one after the other, `learnt` is what was changed for good."""

    id: str
    trade: str
    title: Bilingual
    situation: Bilingual
    done: Bilingual
    whys: tuple[Bilingual, ...]
    learnt: Bilingual
    lesson: str
    tags: tuple[Tag, ...] = ()
    competencies: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    policies: dict[str, int] = {}
    hash: str = ""


class Aids(Struct, frozen=True):
    """The ids of all job aids in the author's order."""

    situations: tuple[str, ...] = ()
    checklists: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()

"""What the curriculum states: abilities and facts, to which lessons, questions and cases refer."""

from __future__ import annotations

from msgspec import Struct

from app.kernel.bilingual import Bilingual


class Competency(Struct, frozen=True):
    """An ability that lessons train and questions measure; plain texts."""

    id: str
    title: Bilingual
    about: Bilingual = Bilingual("", "")


class FactStatement(Struct, frozen=True):
    """A fact of the curriculum that lessons teach and questions examine."""

    id: str
    text: Bilingual
    source: str = "curriculum"

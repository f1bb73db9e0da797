"""The objects that a release is made of: how each kind is written as canonical JSON and read back."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import msgspec
from msgspec import Struct

from app.content.aids import Aids, Case, Checklist, Situation
from app.content.library import (
    Bank,
    Course,
    Family,
    Lesson,
    Media,
    PolicyValue,
    Programme,
    Question,
    Quiz,
    Term,
    Track,
)
from app.content.statements import Competency, FactStatement
from app.dialogue.scenario import Rubric, Scenario
from app.items.base import ItemSpec
from app.items.specs import parse_spec
from app.kernel.canonical import canonical_json, digest, digest_text
from app.utterance.lexicon import Lexicon

Kind = Literal[
    "catalogue", "course", "lesson", "programme", "quiz", "bank", "question", "track", "policy", "glossary",
    "competencies", "facts", "scenario", "rubric", "acts", "media",
    "aids", "situation", "checklist", "case",
]  # fmt: skip
ASPECTS = ("text", "explanation", "presentation", "policy", "grading", "structure")


class Catalogue(Struct, frozen=True):
    """Families and their order."""

    families: tuple[Family, ...]


class PolicyValues(Struct, frozen=True):
    """The numbers of one policy file."""

    values: tuple[PolicyValue, ...]


class Glossary(Struct, frozen=True):
    """All terms."""

    terms: tuple[Term, ...]


class Competencies(Struct, frozen=True):
    """All competencies."""

    competencies: tuple[Competency, ...]


class Facts(Struct, frozen=True):
    """The facts of the curriculum."""

    facts: tuple[FactStatement, ...]


BODIES: Mapping[str, type[Struct]] = {
    "catalogue": Catalogue,
    "course": Course,
    "lesson": Lesson,
    "programme": Programme,
    "quiz": Quiz,
    "bank": Bank,
    "question": Question,
    "track": Track,
    "policy": PolicyValues,
    "glossary": Glossary,
    "competencies": Competencies,
    "facts": Facts,
    "scenario": Scenario,
    "rubric": Rubric,
    "acts": Lexicon,
    "media": Media,
    "aids": Aids,
    "situation": Situation,
    "checklist": Checklist,
    "case": Case,
}


@dataclass(frozen=True)
class ContentObject:
    """A compiled thing: `parts` maps each aspect to a digest, `policies` the quoted keys to their values.

    `data` are a picture's bytes; they stand beside the body, which names their digest.
    """

    kind: Kind
    key: str
    body: str
    parts: Mapping[str, str]
    policies: Mapping[str, int]
    data: bytes | None = None

    @property
    def name(self) -> str:
        """The name in a release's manifest."""
        return f"{self.kind}:{self.key}"

    @cached_property
    def hash(self) -> str:
        """The identity: sha256 over kind, key and body."""
        return digest_text(f"{self.kind}\n{self.key}\n{self.body}")


def make_object(
    kind: Kind, key: str, value: Struct, aspects: Mapping[str, Any], policies: Mapping[str, int] | None = None
) -> ContentObject:
    """Write a value as an object; `aspects` are the authored values whose change is of that class."""
    body = msgspec.to_builtins(value, enc_hook=_encode)
    body.pop("hash", None)
    if not body.get("pictures"):
        body.pop("pictures", None)  # a question without pictures stays the object that it was before there were any
    parts = {aspect: digest(aspects.get(aspect)) for aspect in ASPECTS}
    parts["policy"] = digest(policies or aspects.get("policy"))
    return ContentObject(kind, key, canonical_json(body), parts, policies or {})


def read_object(kind: str, hash_: str, body: str) -> Any:
    """Read an object's body back as its value, with its hash where the value carries one."""
    model = BODIES[kind]
    if "hash" in model.__struct_fields__:
        body = f'{{"hash":"{hash_}",{body[1:]}'
    return msgspec.json.decode(body, type=model, dec_hook=_decode)


def _encode(value: Any) -> Any:
    if isinstance(value, ItemSpec):
        return value.model_dump(mode="json", exclude_none=True)
    raise TypeError(f"content holds no {type(value).__name__}")


def _decode(type_: type, value: Any) -> Any:
    if type_ is ItemSpec:
        return parse_spec(value)
    raise TypeError(f"content holds no {type(value).__name__}")

"""Builders of questions, quizzes and papers."""

from dataclasses import dataclass
from typing import Any

from app.assessment.rules.paper import Block, Plan
from app.items.registry import KINDS
from app.items.specs import parse_spec


@dataclass(frozen=True)
class AQuestion:
    """A question as the rules see one."""

    id: str
    spec: Any
    points: int = 1
    trade: str = "any"

    @property
    def hash(self) -> str:
        return f"hash-of-{self.id}"

    @property
    def kind(self) -> str:
        return self.spec.type


def words(text):
    return {"zh": f"{text}（中）", "en": text}


def a_single(question_id, *, right="yes", points=1):
    choices = {key: words(f"{question_id} {key}") for key in ("yes", "no", "maybe")}
    choices[right] = {**choices[right], "ok": True, "why": words(f"canary-why-{question_id}")}
    body = {
        "id": question_id,
        "type": "single",
        "points": points,
        "stem": words(f"Stem of {question_id}"),
        "choices": choices,
    }
    return AQuestion(question_id, parse_spec(body), points)


def one_of_each_kind():
    return tuple(
        AQuestion(str(kind.examples[0].spec["id"]), parse_spec(kind.examples[0].spec)) for kind in KINDS.values()
    )


def a_plan(*blocks, shuffle=("questions", "choices"), pass_score=800, release_key="after_pass"):
    return Plan("final", 1, pass_score, release_key, blocks, frozenset(shuffle))


def a_block(block_id, count, questions, *, must_pass=False, draw=True):
    return Block(block_id, count, tuple(questions), must_pass, draw)

"""Builders of questions, quizzes and papers."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.assessment.rules.batch import read_batch
from app.assessment.rules.paper import Block, Plan
from app.content.library import Bank, Draw, Library, Question, Quiz
from app.demo.answering import right_answer
from app.items.registry import KINDS
from app.items.specs import parse_spec
from app.kernel.bilingual import Bilingual


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


def a_question(a_question_value, *, bank="bank", trade="any", tags=()):
    """The published form of a question."""
    spec = a_question_value.spec
    return Question(
        id=spec.id,
        bank=bank,
        kind=spec.type,
        points=a_question_value.points,
        trade=trade,
        stem={"zh": spec.stem.zh, "en": spec.stem.en},
        explain={"zh": f"canary-explain-{spec.id}", "en": f"canary-explain-{spec.id}"},
        spec=spec,
        tags=tags,
        hash=a_question_value.hash,
    )


def a_quiz(**changes):
    values = {
        "id": "final",
        "title": Bilingual("结业测验", "Final quiz"),
        "intro": Bilingual("独立完成。", "Work on your own."),
        "trade": "aircon",
        "course": None,
        "pass_score": 600,
        "draws": (
            Draw(id="d1", bank="bank", count=4),
            Draw(id="red", bank="bank", count=1, tag="red-line", must_pass=True),
        ),
        "time_limit": timedelta(minutes=20),
        "attempts": 3,
        "wait_between": timedelta(minutes=30),
        "shuffle": ("questions", "choices"),
        "release_key": "after_pass",
    }
    return Quiz(**{**values, **changes})


def a_library(*, quiz=None, release_id=1, more=()):
    """Nine singles (the last one a red line) and one question of each kind in one bank, and a quiz over them."""
    singles = [a_question(a_single(f"q{n}")) for n in range(8)]
    red = a_question(a_single("red"), tags=("red-line",))
    every = [a_question(question) for question in one_of_each_kind()]
    other_trade = a_question(a_single("car-only"), trade="automotive")
    questions = {question.id: question for question in (*singles, red, *every, other_trade, *more)}
    quizzes = [
        quiz or a_quiz(),
        a_quiz(
            id="every-kind", draws=(), questions=tuple(question.id for question in every), shuffle=(), pass_score=500
        ),
    ]
    banked = (*singles, red, other_trade)
    return Library(
        release_id=release_id,
        seq=release_id,
        questions=questions,
        banks={"bank": Bank(id="bank", title=Bilingual("题库", "Bank"), questions=tuple(q.id for q in banked))},
        quizzes={quiz.id: quiz for quiz in quizzes},
    )


def right_answers(paper, library):
    """The best answer to every question of a paper, as form values by question."""
    return {item.id: _written(library.questions[item.id].spec) for item in paper.items}


def _written(spec):
    return KINDS[spec.type].write(spec, right_answer(spec))


def a_batch(client, *events, seen=None):
    """A batch of events (seq, item, answer) as the browser's JSON, read."""
    body = {
        "client": client,
        "seen": seen,
        "events": [
            {"seq": seq, "item": item, "answer": answer, "lang": "zh", "at": "2026-03-02T01:00:00Z"}
            for seq, item, answer in events
        ],
    }
    return read_batch(json.dumps(body).encode())

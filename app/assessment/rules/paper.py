"""The paper of one attempt: which questions, in which order, worth what; frozen when the attempt starts."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from app.assessment.rules.drawing import Known, preferred
from app.items.registry import ENGINE, KINDS
from app.kernel.draws import shuffled
from app.kernel.errors import N_, RefusedError


class Question(Protocol):
    """What a paper needs to know of a published question."""

    @property
    def id(self) -> str:
        """The authored id."""

    @property
    def hash(self) -> str:
        """The digest of the published object."""

    @property
    def kind(self) -> str:
        """The name of its kind."""

    @property
    def points(self) -> int:
        """What it is worth."""

    @property
    def spec(self) -> Any:
        """The kind's own value."""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a quiz: take `count` of the pool; a must-pass block has to be answered entirely right."""

    id: str
    count: int
    pool: tuple[Question, ...]
    must_pass: bool = False
    draw: bool = True
    balance: bool = False
    section: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A quiz as a paper is built from it; `pass_score` in thousandths."""

    quiz_id: str
    release_id: int
    pass_score: int
    release_key: str
    blocks: tuple[Block, ...]
    shuffle: frozenset[str] = frozenset()
    confidence: bool = False
    known: Mapping[str, Known] = field(default_factory=dict)
    sections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperItem:
    """One question on a paper: pinned by hash, with the order in which its ids are shown."""

    id: str
    hash: str
    kind: str
    points: int
    block: str
    orders: Mapping[str, Sequence[str]]
    section: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything that an attempt pins (wall 4): a better question or reader never changes it."""

    engine: int
    quiz: str
    release: int
    pass_score: int
    release_key: str
    must_pass: tuple[str, ...]
    items: tuple[PaperItem, ...]
    confidence: bool = False  # each answer is asked for with whether one is sure

    def to_json(self) -> dict[str, Any]:
        """Return the paper as a JSON value."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Paper":
        """Read what `to_json` wrote."""
        return cls(
            **{
                **value,
                "must_pass": tuple(value["must_pass"]),
                "items": tuple(PaperItem(**item) for item in value["items"]),
            }
        )

    @property
    def points(self) -> int:
        """The most points that can be reached."""
        return sum(item.points for item in self.items)


def build_paper(plan: Plan, seed: str) -> Paper:
    """Draw and order the questions of one attempt; the same plan and seed always give the same paper.

    Raises:
        RefusedError: `pool_too_small` when the blocks cannot be filled without taking a question twice.
    """
    drawn = draw_blocks(plan.blocks, seed, plan.known)
    pairs = [(block, question) for block in plan.blocks for question in drawn[block.id]]
    if "questions" in plan.shuffle:
        pairs = shuffled(pairs, f"{seed}:questions")
    if plan.sections:
        pairs.sort(key=lambda pair: plan.sections.index(pair[0].section))
    shuffle_choices = "choices" in plan.shuffle
    return Paper(
        engine=ENGINE,
        quiz=plan.quiz_id,
        release=plan.release_id,
        pass_score=plan.pass_score,
        release_key=plan.release_key,
        must_pass=tuple(block.id for block in plan.blocks if block.must_pass),
        items=tuple(_item(block, question, seed, shuffle_choices) for block, question in pairs),
        confidence=plan.confidence,
    )


def draw_blocks(
    blocks: Sequence[Block], seed: str, known: Mapping[str, Known] | None = None
) -> dict[str, list[Question]]:
    """Fill every block from its pool so that no question stands in two, in the order of the pools.

    Pools may overlap, so a block that took a question may have to give it up for another (augmenting paths):
    a draw fails only when no assignment exists at all.
    """
    orders = {
        block.id: preferred(block.pool, block.count, known or {}, f"{seed}:{block.id}", balance=block.balance)
        if block.draw
        else list(block.pool)
        for block in blocks
    }
    taken: dict[str, str] = {}
    for block in blocks:
        for _ in range(block.count):
            if not _take(block.id, orders, taken, set()):
                raise RefusedError(
                    "pool_too_small", N_("This quiz has too few questions just now. The authors have to add some.")
                )
    return {block.id: [q for q in block.pool if taken.get(q.id) == block.id] for block in blocks}


def _take(block: str, orders: Mapping[str, list[Question]], taken: dict[str, str], tried: set[str]) -> bool:
    """Give the block one more question, moving questions of other blocks when it must."""
    for question in orders[block]:
        if question.id not in taken:
            taken[question.id] = block
            return True
    for question in orders[block]:
        holder = taken[question.id]
        if holder == block or question.id in tried:
            continue
        tried.add(question.id)
        if _take(holder, orders, taken, tried):
            taken[question.id] = block
            return True
    return False


def _item(block: Block, question: Question, seed: str, shuffle: bool) -> PaperItem:  # noqa: FBT001 - private
    prepared = KINDS[question.kind].prepare(question.spec, seed, shuffle)
    return PaperItem(
        id=question.id,
        hash=question.hash,
        kind=question.kind,
        points=0 if KINDS[question.kind].marked_by == "nobody" else question.points,
        block=block.id,
        orders=prepared.to_json(),
        section=block.section,
    )

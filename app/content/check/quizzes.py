"""Quizzes: what they draw from, and whether they can be passed."""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import combinations

from app.content.check.names import Names
from app.content.diagnostics import Diagnostic
from app.content.schema.quizzes import DrawSpec, QuizFile
from app.content.source import Loaded, Tree
from app.items.base import ItemSpec
from app.items.registry import KINDS

_MOST_DRAWS = 10  # beyond it only all blocks together are compared with the bank
_FULL = 100


def check_quizzes(tree: Tree, names: Names) -> Iterator[Diagnostic]:
    """Yield what is wrong with each quiz."""
    for quiz in tree.quizzes.values():
        yield from _one_quiz(tree, quiz, names)


def _one_quiz(tree: Tree, quiz: Loaded[QuizFile], names: Names) -> Iterator[Diagnostic]:
    value, document = quiz.value, quiz.document
    yield from names.missing("trade", (value.trade,), document, "trade")
    yield from names.missing("course", (value.course,), document, "course")
    yield from names.missing("course", value.places, document, "places")
    yield from names.missing("question", value.questions, document, "questions")
    if bool(value.draw) == bool(value.questions):
        yield document.problem("E204", "draw" if value.draw else "id")
    if not 1 <= value.pass_ <= _FULL:
        yield document.problem("E203", "pass", score=value.pass_)
    for index, question in enumerate(value.questions):
        if question in value.questions[:index]:
            yield document.problem("E209", "questions", index, id=question)
    for index, draw in enumerate(value.draw):
        at = ("draw", index)
        yield from names.missing("bank", (draw.source,), document, *at, "from")
        yield from names.missing("objective", (draw.objective,), document, *at, "objective")
        yield from names.missing("competency", (draw.competency,), document, *at, "competency")
    yield from _sections(quiz)
    yield from _times(quiz)
    yield from _places(tree, quiz)
    if "quiz" not in tree.broken:
        yield from _pools(tree, quiz)


def _sections(quiz: Loaded[QuizFile]) -> Iterator[Diagnostic]:
    """Yield sections that are named and not declared, or declared and empty; with sections every draw stands in one."""
    declared = [section.id for section in quiz.value.sections]
    for index, draw in enumerate(quiz.value.draw):
        if (draw.section is not None or declared) and draw.section not in declared:
            yield quiz.document.problem("E210", "draw", index, id=draw.section or "")
    used = {draw.section for draw in quiz.value.draw}
    for index, section in enumerate(declared):
        if section not in used or section in declared[:index]:
            yield quiz.document.problem("E210", "sections", index, id=section)


def _times(quiz: Loaded[QuizFile]) -> Iterator[Diagnostic]:
    value = quiz.value
    if value.opens is not None and value.closes is not None and value.opens >= value.closes:
        yield quiz.document.problem("E211", "closes", what="opens ≥ closes")
    if value.grace is not None and value.late != "overdue":
        yield quiz.document.problem("E211", "grace", what=f"grace + late: {value.late}")


def _places(tree: Tree, quiz: Loaded[QuizFile]) -> Iterator[Diagnostic]:
    """Yield courses out of which a quiz places people without asking about any of their objectives."""
    if not quiz.value.places:
        return
    asked = {tree.questions[name].spec.objective for name in quiz.value.questions if name in tree.questions}
    for question in tree.questions.values():
        draws = (draw for draw in quiz.value.draw if draw.source == question.bank)
        if any(fits(question.spec, draw, quiz.value.trade) for draw in draws):
            asked.add(question.spec.objective)
    for index, course in enumerate(quiz.value.places):
        known = tree.courses.get(course)
        if known is not None and not asked & {objective.id for objective in known.value.objectives}:
            yield quiz.document.problem("E212", "places", index, course=course)


def _pools(tree: Tree, quiz: Loaded[QuizFile]) -> Iterator[Diagnostic]:
    """Yield blocks that cannot be filled; a quiz for any trade has to be filled for people of each."""
    trade = quiz.value.trade
    trades = [trade] if trade != "any" else sorted({policy.value.trade for policy in tree.policies.values()} | {"any"})
    banks = tuple(tree.banks[draw.source].document.text for draw in quiz.value.draw if draw.source in tree.banks)
    yield from quiz.document.once("pools", partial(_first_short, tree, quiz, trades), (*trades, *banks))


def _first_short(tree: Tree, quiz: Loaded[QuizFile], trades: Iterable[str]) -> list[Diagnostic]:
    """Return what is short for the first of the trades for which something is."""
    return next((found for trade in trades if (found := list(_pools_for(tree, quiz, trade)))), [])


def _pools_for(tree: Tree, quiz: Loaded[QuizFile], trade: str) -> Iterator[Diagnostic]:
    by_bank: dict[str, list[tuple[int, DrawSpec, frozenset[str]]]] = {}
    for index, draw in enumerate(quiz.value.draw):
        if draw.source not in tree.banks:
            continue
        specs = (tree.questions[name].spec for name in tree.banked.get(draw.source, ()))
        pool = frozenset(spec.id for spec in specs if fits(spec, draw, trade))
        if len(pool) < draw.count:
            yield quiz.document.problem("E201", "draw", index, "count", id=draw.id, count=draw.count, pool=len(pool))
        else:
            by_bank.setdefault(draw.source, []).append((index, draw, pool))
    for bank, blocks in by_bank.items():
        short = _short(blocks)
        if short:
            index, wanted, there = short
            yield quiz.document.problem("E202", "draw", index, "count", bank=bank, count=wanted, pool=there)


def _short(blocks: list[tuple[int, DrawSpec, frozenset[str]]]) -> tuple[int, int, int] | None:
    """Return the first group of blocks that together want more questions than fit them (Hall's condition)."""
    if sum(len(pool) for _, _, pool in blocks) == len(frozenset().union(*(pool for _, _, pool in blocks))):
        return None  # none shares a question with another, and each has enough of its own
    sizes = range(2, len(blocks) + 1) if len(blocks) <= _MOST_DRAWS else (len(blocks),)
    for size in sizes:
        for group in combinations(blocks, size):
            wanted = sum(draw.count for _, draw, _ in group)
            there = len(frozenset().union(*(pool for _, _, pool in group)))
            if wanted > there:
                return group[-1][0], wanted, there
    return None


def fits(spec: ItemSpec, draw: DrawSpec, trade: str) -> bool:
    """Tell whether a question may be drawn by a block of a quiz of this trade."""
    return (
        (trade == "any" or spec.trade in ("any", trade))
        and draw.objective in (None, spec.objective)
        and draw.competency in (None, spec.competency)
        and (draw.type == spec.type or (draw.type is None and KINDS[spec.type].marked_by == "engine"))
        and (draw.tag is None or draw.tag in spec.tags)
        and set(draw.tags) <= set(spec.tags)
        and (not draw.difficulty or spec.difficulty in draw.difficulty)
    )

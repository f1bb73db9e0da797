"""Practice: a paper that counts for nothing and explains at once, or only what was wrong the last time."""

from collections.abc import Sequence

from app.assessment.rules.marking import Result
from app.assessment.rules.paper import Block, Plan, Question
from app.items.base import FULL


def wrong_of(result: Result) -> tuple[str, ...]:
    """Return the questions of a paper that were not entirely right and that practising can teach, in their order."""
    return tuple(item.id for item in result.items if item.state == "counted" and item.score < FULL)


def retry_plan(plan: Plan, questions: Sequence[Question]) -> Plan:
    """Return a quiz narrowed to some questions, in any order that its shuffling allows."""
    block = Block("again", len(questions), tuple(questions), draw=False)
    return Plan(plan.quiz_id, plan.release_id, plan.pass_score, plan.release_key, (block,), plan.shuffle)

"""Steps to be put in order, as their author writes them: in the right order."""

from typing import Literal

from app.items.base import ItemSpec, Ordered, Problem, Text, equal_texts
from app.kernel.bilingual import Bilingual

FEWEST_STEPS = 3


class OrderSpec(ItemSpec):
    """One stem and the steps in their right order, with the rule of credit."""

    type: Literal["order"]
    steps: Ordered[Text]
    credit: Literal["pairs", "all"] = "pairs"
    why: Text | None = None


def check(spec: OrderSpec) -> tuple[Problem, ...]:
    """Report too few or equal steps."""
    problems = equal_texts(dict(spec.steps), "steps", Bilingual("步骤", "step"))
    if len(spec.steps) < FEWEST_STEPS:
        problems.append(
            Problem(
                "E234",
                ("steps",),
                Bilingual(
                    f"至少需要 {FEWEST_STEPS} 个步骤",
                    f"there must be at least {FEWEST_STEPS} steps",
                ),
            )
        )
    return tuple(problems)

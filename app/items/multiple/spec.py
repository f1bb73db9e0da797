"""A question with two or more right choices, as its author writes it."""

from typing import Literal

from app.items.base import Problem
from app.items.choices import ChoiceSpec, check_choices
from app.kernel.bilingual import Bilingual

FEWEST_KEYS = 2


class MultipleSpec(ChoiceSpec):
    """One stem, several choices, two or more of them `ok`, and the rule of credit."""

    type: Literal["multiple"]
    credit: Literal["partial", "all"] = "partial"


def check(spec: MultipleSpec) -> tuple[Problem, ...]:
    """Report too few keys, no wrong choice at all, and what is wrong with the choices."""
    problems = check_choices(spec)
    found = len(spec.key)
    if found < FEWEST_KEYS:
        problems.append(
            Problem(
                "E231",
                ("choices",),
                Bilingual(
                    f"多选题至少有两个正确选项，现有 {found} 个",
                    f"a multiple question has at least two right choices, found {found}",
                ),
                Bilingual("再标一个 ok: true，或改为 single", "mark another one, or make it single"),
            )
        )
    elif found == len(spec.choices):
        problems.append(
            Problem(
                "E232",
                ("choices",),
                Bilingual("所有选项都是正确的，没有可选错的", "every choice is right, none can be wrong"),
            )
        )
    return tuple(problems)

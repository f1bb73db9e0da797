"""A question with exactly one right choice, as its author writes it."""

from typing import Literal

from app.items.base import Problem
from app.items.choices import ChoiceSpec, check_choices
from app.kernel.bilingual import Bilingual


class SingleSpec(ChoiceSpec):
    """One stem, several choices, one of them `ok`."""

    type: Literal["single"]


def check(spec: SingleSpec) -> tuple[Problem, ...]:
    """Report a missing or doubled key, and what is wrong with the choices."""
    problems = check_choices(spec)
    if len(spec.key) != 1:
        found = len(spec.key)
        problems.append(
            Problem(
                "E231" if found == 0 else "E232",
                ("choices",),
                Bilingual(
                    f"单选题只有一个正确选项，现有 {found} 个",
                    f"one choice must be right, found {found}",
                ),
                Bilingual("在正确选项下写 ok: true", "write ok: true under the right choice"),
            )
        )
    return tuple(problems)

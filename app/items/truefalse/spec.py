"""A statement to be judged true or false, as its author writes it."""

from typing import Literal

from pydantic import StrictBool

from app.items.base import ItemSpec, Problem, Text


class TrueFalseSpec(ItemSpec):
    """One stem that is true or is not, and why."""

    type: Literal["truefalse"]
    answer: StrictBool
    why: Text


def check(spec: TrueFalseSpec) -> tuple[Problem, ...]:  # noqa: ARG001 - one signature for all kinds
    """Report nothing: the types say it all."""
    return ()

"""A question whose answers are collected and never marked, as its author writes it."""

from typing import Annotated, Literal

from pydantic import Field, StrictBool

from app.items.base import ItemSpec, Ordered, Problem, Text, equal_texts
from app.kernel.bilingual import Bilingual

FEWEST_ANSWERS = 2
LONGEST_TEXT = 2000


class SurveySpec(ItemSpec):
    """One stem, and either a scale of which one answer may be taken or room for one's own words.

    Its points count nowhere.
    """

    type: Literal["survey"]
    scale: Annotated[Ordered[Text], Field(default_factory=dict)]
    open: StrictBool = False


def check(spec: SurveySpec) -> tuple[Problem, ...]:
    """Report both or neither way of answering, and too few or equal answers."""
    if bool(spec.scale) == spec.open:
        return (
            Problem(
                "E242",
                ("scale",) if spec.scale else (),
                Bilingual("调查题要么写 scale，要么写 open: true", "a survey question has either scale or open: true"),
                Bilingual(
                    "给选项写 scale，自由填写写 open: true", "scale for answers to pick, open: true for free words"
                ),
            ),
        )
    problems = equal_texts(dict(spec.scale), "scale", Bilingual("选项", "answer"))
    if spec.scale and len(spec.scale) < FEWEST_ANSWERS:
        problems.append(
            Problem("E234", ("scale",), Bilingual("至少需要两个选项", "a scale needs at least two answers"))
        )
    return tuple(problems)

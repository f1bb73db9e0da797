"""A question answered by a longer text, as its author writes it."""

from typing import Annotated, Literal

from pydantic import Field

from app.items.base import ItemSpec, Ordered, Problem, Strict, Text
from app.items.people import Criterion, check_criteria
from app.kernel.bilingual import Bilingual

LONGEST_ANSWER = 20_000  # characters, whatever the author asks for
Length = Annotated[int, Field(ge=1, le=5_000)]


class WordLimits(Strict):
    """How long the text should be, counted in Han characters and words; it is said, not enforced."""

    min: Length | None = None
    max: Length | None = None


class EssaySpec(ItemSpec):
    """One stem, the length asked for, what it is marked by, and perhaps a good answer for the review."""

    type: Literal["essay"]
    words: WordLimits = WordLimits()
    criteria: Ordered[Criterion]
    model: Text | None = None


def check(spec: EssaySpec) -> tuple[Problem, ...]:
    """Report missing or equal criteria, and a shortest length above the longest."""
    problems = check_criteria(spec.criteria)
    least, most = spec.words.min, spec.words.max
    if least and most and least > most:
        problems.append(
            Problem(
                "E258",
                ("words",),
                Bilingual(f"最少 {least} 字，最多却是 {most} 字", f"at least {least} words but at most {most}"),
            )
        )
    return tuple(problems)

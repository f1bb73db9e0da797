"""Reading of a longer text; people mark it, so the engine only says that it waits."""

from app.items.base import Answer, Grade, Prepared, Values
from app.items.essay.spec import LONGEST_ANSWER, EssaySpec
from app.items.people import unmarked
from app.items.writing import read_writing
from app.kernel.bilingual import Bilingual


def prepare(spec: EssaySpec, seed: str, shuffle: bool) -> Prepared:  # noqa: ARG001, FBT001 - one signature for all kinds
    """Fix nothing."""
    return Prepared()


def read(values: Values, spec: EssaySpec) -> Answer:
    """Return the text with its lines, None for no answer; InvalidError when too long or not text."""
    return read_writing(values, spec, LONGEST_ANSWER)


def grade(spec: EssaySpec, answer: Answer) -> Grade:
    """Give nothing yet: an answer waits for people, no answer does not."""
    return unmarked(spec, answer)


def credit(spec: EssaySpec) -> Bilingual:  # noqa: ARG001 - one signature for all kinds
    """Say who marks it, and how its criteria count."""
    return Bilingual("由人工评分，各项得分相加。", "Marked by a person; the points of the criteria add up.")

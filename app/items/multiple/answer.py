"""Reading and marking of a question with several right choices; the answer is a list of ids."""

from app.items.base import FULL, Answer, Grade, Prepared, Values, share
from app.items.choices import prepare_choices, read_choices, reasons_for
from app.items.multiple.spec import MultipleSpec
from app.kernel.bilingual import Bilingual

_PARTIAL = Bilingual(
    "选对得分，选错扣分，最低 0 分。", "Right choices earn points and wrong ones take them away, down to 0 at worst."
)
_ALL = Bilingual("全部选对才得分。", "It counts only when exactly the right ones are chosen.")


def prepare(spec: MultipleSpec, seed: str, shuffle: bool) -> Prepared:  # noqa: FBT001 - one signature for all kinds
    """Fix the order of the choices."""
    return prepare_choices(spec, seed, shuffle)


def read(values: Values, spec: MultipleSpec) -> Answer:
    """Return the chosen ids in authored order, None for no answer; InvalidError for an unknown one."""
    return read_choices(values, spec) or None


def grade(spec: MultipleSpec, answer: Answer) -> Grade:
    """Give all or nothing, or the share of right choices minus the share of wrong ones, never below 0.

    Shares of each side make ticking everything worth nothing, whatever the numbers of right and wrong choices.
    """
    chosen = set(answer or ())
    reasons = reasons_for(spec, chosen)
    right, wrong = spec.key, spec.choices.keys() - spec.key
    if spec.credit == "all" or not wrong:
        return Grade(FULL if chosen and chosen == right else 0, reasons)
    part = len(chosen & right) * len(wrong) - len(chosen & wrong) * len(right)
    return Grade(share(part, len(right) * len(wrong)), reasons)


def credit(spec: MultipleSpec) -> Bilingual:
    """Say how choices count."""
    return _ALL if spec.credit == "all" else _PARTIAL

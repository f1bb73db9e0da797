"""A forbidden sentence to be said properly, as its author writes it."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Literal

from app.items.base import ItemSpec, Ordered, Problem, Text
from app.items.people import Criterion, check_criteria
from app.kernel.bilingual import Bilingual
from app.utterance.acts import ACT_IDS

LONGEST_ANSWER = 1_000  # characters


class RewriteSpec(ItemSpec):
    """The sentence that may not be said, its situation, the speech acts listened for, and what a mentor marks.

    `wants` should be heard in the new wording and `avoid` should not; `model` is a good wording, for the review.
    """

    type: Literal["rewrite"]
    say: Text
    situation: Text
    wants: tuple[str, ...]
    avoid: tuple[str, ...] = ()
    model: Text
    criteria: Ordered[Criterion]


def check(spec: RewriteSpec) -> tuple[Problem, ...]:
    """Report unknown acts, acts both wanted and avoided, no wanted act, a model like the sentence, and bad criteria."""
    problems = check_criteria(spec.criteria)
    problems.extend(_acts(spec))
    if not spec.wants:
        message = Bilingual("至少写一个想听到的言语行为", "name at least one act that should be heard")
        problems.append(Problem("E234", ("wants",), message))
    for lang, model, say in (("zh", spec.model.zh, spec.say.zh), ("en", spec.model.en, spec.say.en)):
        if model == say:
            message = Bilingual("参考说法和原句相同", "the good wording is the forbidden sentence itself")
            problems.append(Problem("E257", ("model", lang), message))
    return tuple(problems)


def _acts(spec: RewriteSpec) -> Iterator[Problem]:
    for field, acts in (("wants", spec.wants), ("avoid", spec.avoid)):
        for index, act in enumerate(acts):
            if act not in ACT_IDS:
                near = get_close_matches(act, ACT_IDS, n=1)
                yield Problem(
                    "E255",
                    (field, index),
                    Bilingual(f"没有叫 {act} 的言语行为", f"there is no speech act {act}"),
                    Bilingual(f"是不是 {near[0]}？", f"did you mean {near[0]}?") if near else None,
                )
            elif field == "avoid" and act in spec.wants:
                message = Bilingual(f"{act} 既想听到又不许出现", f"{act} is both wanted and avoided")
                yield Problem("E256", (field, index), message)

"""Choices under a stem: what the kinds `single` and `multiple` share."""

from pydantic import StrictBool

from app.items.base import ItemSpec, Ordered, Prepared, Problem, Reason, Text, Values, equal_texts
from app.kernel.bilingual import Bilingual
from app.kernel.draws import shuffled
from app.kernel.errors import N_, InvalidError

FEWEST_CHOICES = 2


class Choice(Text):
    """One choice: its words, whether it belongs to the key, and the reason shown in the review."""

    ok: StrictBool = False
    why: Text | None = None


class ChoiceSpec(ItemSpec):
    """A question whose answer is among listed choices."""

    choices: Ordered[Choice]

    @property
    def key(self) -> frozenset[str]:
        """Return the ids of the right choices."""
        return frozenset(choice_id for choice_id, choice in self.choices.items() if choice.ok)


def check_choices(spec: ChoiceSpec) -> list[Problem]:
    """Report too few, equal or unexplained choices."""
    problems = equal_texts(dict(spec.choices), "choices", Bilingual("选项", "choice"))
    if len(spec.choices) < FEWEST_CHOICES:
        problems.append(
            Problem(
                "E234",
                ("choices",),
                Bilingual("至少需要两个选项", "a question needs at least two choices"),
            )
        )
    return problems


def prepare_choices(spec: ChoiceSpec, seed: str, shuffle: bool) -> Prepared:  # noqa: FBT001 - one signature for all kinds
    """Fix the order of the choices: by the seed, or as authored."""
    ids = list(spec.choices)
    return Prepared({"choices": tuple(shuffled(ids, f"{seed}:{spec.id}") if shuffle else ids)})


def read_choices(values: Values, spec: ChoiceSpec) -> list[str]:
    """Return the chosen ids, each once, in the authored order; InvalidError for an unknown one."""
    chosen = {value for value in values.get("", ()) if value}
    if not chosen <= spec.choices.keys() or set(values) - {""}:
        raise InvalidError(spec.id, N_("This choice does not belong to the question."))
    return [choice_id for choice_id in spec.choices if choice_id in chosen]


def reasons_for(spec: ChoiceSpec, chosen: set[str]) -> tuple[Reason, ...]:
    """Return for every choice whether it was chosen, whether it should have been, and why."""
    return tuple(
        Reason(choice_id, choice_id in chosen, choice.ok, (choice_id in chosen) == choice.ok, choice.why)
        for choice_id, choice in spec.choices.items()
    )

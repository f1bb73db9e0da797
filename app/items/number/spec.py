"""A question answered by a number, as its author writes it."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from app.items.base import ItemSpec, Problem, Strict, Text
from app.kernel.bilingual import Bilingual


class PolicyAnswer(Strict):
    """The key stands in a company policy; compiling puts the number in its place."""

    policy: Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9_-]+)+$")]


def _no_booleans(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("answer must be a number")  # noqa: TRY004 - pydantic turns only ValueError into its error
    return value


Number = Annotated[Decimal, BeforeValidator(_no_booleans), Field(allow_inf_nan=False, max_digits=15)]


def _number_or_policy(value: Any) -> str:
    return "policy" if isinstance(value, dict | PolicyAnswer) else "number"


class NumberSpec(ItemSpec):
    """One stem, the right number, how far off still counts, and the unit shown behind the box."""

    type: Literal["number"]
    answer: Annotated[
        Annotated[Number, Tag("number")] | Annotated[PolicyAnswer, Tag("policy")],
        Discriminator(_number_or_policy),
    ]
    tolerance: Annotated[Number, Field(ge=0)] = Decimal(0)
    unit: Text | None = None
    why: Text | None = None

    @property
    def policy_key(self) -> str | None:
        """Return the policy key that stands for the number, None when the number is written out."""
        return self.answer.policy if isinstance(self.answer, PolicyAnswer) else None

    def with_answer(self, answer: Decimal | int) -> "NumberSpec":
        """Return the question with the policy's number in place of the quote."""
        return self.model_copy(update={"answer": Decimal(answer)})

    @property
    def key(self) -> Decimal:
        """Return the right number; ValueError while it is still a policy quote."""
        if isinstance(self.answer, PolicyAnswer):
            raise ValueError(f"question {self.id} still quotes {self.answer.policy}")  # noqa: TRY004
        return self.answer


def check(spec: NumberSpec) -> tuple[Problem, ...]:
    """Report a tolerance that accepts zero as well, when zero is not the answer."""
    if spec.policy_key is None and spec.key != 0 and spec.tolerance >= abs(spec.key):
        return (
            Problem(
                "E237",
                ("tolerance",),
                Bilingual("误差范围不小于答案本身", "the tolerance is as large as the answer itself"),
                Bilingual("把 tolerance 改小", "make tolerance smaller"),
            ),
        )
    return ()

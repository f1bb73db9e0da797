"""Reading of a new wording, and what its speech acts tell the person who marks it."""

from collections.abc import Collection
from dataclasses import dataclass

from app.items.base import Answer, Grade, Prepared, Values
from app.items.people import unmarked
from app.items.rewrite.spec import LONGEST_ANSWER, RewriteSpec
from app.items.writing import read_writing
from app.kernel.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class Check:
    """One act that was listened for: evidence for the marker, never a mark."""

    act: str
    wanted: bool
    heard: bool

    @property
    def is_met(self) -> bool:
        """Whether a wanted act was heard, or an avoided one was not."""
        return self.wanted == self.heard


def prepare(spec: RewriteSpec, seed: str, shuffle: bool) -> Prepared:  # noqa: ARG001, FBT001 - one signature for all kinds
    """Fix nothing."""
    return Prepared()


def read(values: Values, spec: RewriteSpec) -> Answer:
    """Return the wording with its lines, None for no answer; InvalidError when too long or not text."""
    return read_writing(values, spec, LONGEST_ANSWER)


def grade(spec: RewriteSpec, answer: Answer) -> Grade:
    """Give nothing yet: an answer waits for a mentor, no answer does not."""
    return unmarked(spec, answer)


def checks(spec: RewriteSpec, acts_found: Collection[str]) -> tuple[Check, ...]:
    """Return for every act listened for whether it was heard; `acts_found` are those that were not negated."""
    wanted = tuple(Check(act, wanted=True, heard=act in acts_found) for act in spec.wants)
    return wanted + tuple(Check(act, wanted=False, heard=act in acts_found) for act in spec.avoid)


def credit(spec: RewriteSpec) -> Bilingual:  # noqa: ARG001 - one signature for all kinds
    """Say who marks it."""
    return Bilingual("由导师评分。", "Marked by a mentor.")

"""What all handed-in graded attempts at one quiz came to, column by column: what analysis reads, whatever its size."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

STATES = ("counted", "waiting", "void", "full", "asked")
COUNTED, WAITING = STATES.index("counted"), STATES.index("waiting")
UNKNOWN, UNSURE, SURE_OF_IT = -1, 0, 1
Codes = npt.NDArray[np.int64]


class PaperOutcome(NamedTuple):
    """One handed-in graded attempt; is_first: the person's first one, unless the clock made it worth nothing."""

    attempt_id: int
    person_id: int
    score: int
    passed: bool | None
    is_zero: bool
    is_first: bool


class VersionKey(NamedTuple):
    """A question as people answered it: its id, the digest of words and key, one pinned hash of that, its points."""

    item_id: str
    version: str
    hash: str
    points: int


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """The attempts in the order they began, and one entry per question of each in columns of the same length.

    paper, version and answer are places in `papers`, `versions` and `answers` (distinct canonical JSON, None for not
    answered); score in thousandths; state a place in STATES; seconds -1 where unknown; sure: UNKNOWN, UNSURE or
    SURE_OF_IT. pass_score is that of the newest grade, upto_grade_id its id; both 0 before the first.
    """

    papers: tuple[PaperOutcome, ...]
    versions: tuple[VersionKey, ...]
    answers: tuple[str | None, ...]
    paper: Codes
    version: Codes
    answer: Codes
    score: Codes
    state: Codes
    seconds: Codes
    sure: Codes
    pass_score: int = 0
    upto_grade_id: int = 0


def sureness(answer: Any) -> int:
    """Read the answer of the pseudo question that asks how sure somebody is."""
    value = answer[0] if isinstance(answer, list) and answer else answer
    if value in (True, "true", "sure", "yes"):
        return SURE_OF_IT
    return UNSURE if value in (False, "false", "unsure", "no") else UNKNOWN

"""What an author should look at: the flags of an item, raised only above the gates."""

from collections.abc import Sequence
from typing import Literal

from app.psychometrics.distractors import OptionStatistics, never_chosen
from app.psychometrics.gates import FULL_FROM, gate_for
from app.psychometrics.items import ItemStatistics

Flag = Literal["alarm", "negative", "dubious", "weak", "too_hard", "too_easy", "never_chosen"]
FLAGS: tuple[Flag, ...] = ("alarm", "negative", "dubious", "weak", "too_hard", "too_easy", "never_chosen")
DUBIOUS_BELOW = 15.0
WEAK_BELOW = 20.0
EASY_FROM = 0.95
HARD_UP_TO = 0.20


def flags_of(item: ItemStatistics, k: int, options: Sequence[OptionStatistics] = ()) -> tuple[Flag, ...]:
    """Return the flags of an item of a paper of k items, worst first; none below 30 persons.

    alarm: the strong prefer a distractor to the key. negative: the strong do worse. dubious: efficiency below 15.
    weak: discrimination from 0 to below 20. too_hard: facility of at most 0.20, too_easy: of at least 0.95.
    never_chosen: a distractor that nobody chose. Those that rest on the other items need 8 items, too.

    Source of the limits: Moodle, "Quiz statistics report" (its bands of facility and discrimination).
    """
    if item.n < FULL_FROM:
        return ()
    judged = gate_for(item.n, k).shows_discrimination
    raised: dict[Flag, bool] = {
        "too_hard": item.facility is not None and item.facility <= HARD_UP_TO,
        "too_easy": item.facility is not None and item.facility >= EASY_FROM,
    }
    if judged:
        raised |= _by_the_rest(item) | {
            "alarm": any(option.is_alarming for option in options),
            "never_chosen": bool(never_chosen(options)),
        }
    return tuple(flag for flag in FLAGS if raised.get(flag))


def _by_the_rest(item: ItemStatistics) -> dict[Flag, bool]:
    index, efficiency = item.discrimination_index, item.discriminative_efficiency
    return {
        "negative": index is not None and index < 0,
        "weak": index is not None and 0 <= index < WEAK_BELOW,
        "dubious": efficiency is not None and efficiency < DUBIOUS_BELOW,
    }

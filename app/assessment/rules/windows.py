"""When a quiz may be written: its own opening and closing, or those of a sitting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.assessment.rules.timing import LatePolicy


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when a quiz may be begun, and what happens to a paper that is late; `sitting_id` names whose.

    `is_missing`: only a sitting would open the quiz, and there is none for this person.
    """

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    late: LatePolicy = "submit"
    grace: timedelta = timedelta()
    sitting_id: int | None = None
    is_missing: bool = False


def window_for(own: Window, sittings: Sequence[Window], at: datetime, *, is_required: bool) -> Window:
    """Return the window that holds for a person: an open sitting's, else the next one's when sittings are required.

    `own` is the quiz's. Of several open sittings the one that closes last holds; a sitting never widens what the
    quiz's own closing ends.
    """
    present = [
        window for window in sittings if _opens(window) <= at and (window.closes_at is None or at < window.closes_at)
    ]
    if present:
        chosen = max(present, key=lambda window: (window.closes_at or at, window.sitting_id or 0))
    elif is_required:
        future = [window for window in sittings if _opens(window) > at]
        chosen = min(future, key=_opens) if future else Window(is_missing=True)
    else:
        return own
    ends = [end for end in (chosen.closes_at, own.closes_at) if end is not None]
    return Window(
        chosen.opens_at,
        min(ends) if ends else None,
        chosen.late,
        chosen.grace,
        chosen.sitting_id,
        chosen.is_missing,
    )


def _opens(window: Window) -> datetime:
    """Return when it opens; a sitting always says so."""
    if window.opens_at is None:
        raise ValueError("a sitting has an opening")
    return window.opens_at

"""Where a person starts, and who counts as a newcomer."""

from datetime import date

from app.identity.rules import Actor

_STARTS = (
    ("manager", "/overview"),
    ("admin", "/administration"),
    ("author", "/authoring"),
    ("mentor", "/newcomers"),
)
NEWCOMER_DAYS = 180
PAGE = 30


def start_page(actor: Actor) -> str:
    """Return the address of the page a person's first role works on; learners' is Today."""
    return next((url for role, url in _STARTS if actor.has(role)), "/today")


def days_since(hire_date: date, today: date) -> int:
    """Return which day at work it is: the day of hire is 1, earlier days are 0 or less."""
    return (today - hire_date).days + 1


def is_newcomer(hire_date: date, today: date) -> bool:
    """Tell whether somebody was hired within the last half year."""
    return days_since(hire_date, today) <= NEWCOMER_DAYS


def page_of(number: str, total: int) -> int:
    """Return a page number that exists (from 1) for whatever stands in an address."""
    last = max(1, -(-total // PAGE))
    return min(max(int(number), 1), last) if number.isascii() and number.isdigit() and len(number) < 9 else 1  # noqa: PLR2004

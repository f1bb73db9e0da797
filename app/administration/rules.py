"""Words for deeds in the audit, and which page of a long list is shown."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.kernel.errors import N_

ACTIONS: Mapping[str, str] = MappingProxyType(
    {
        "person.created": N_("added a person"),
        "person.edited": N_("edited a person"),
        "person.moved": N_("moved a person to another team"),
        "person.closed": N_("closed a person"),
        "person.reopened": N_("opened a person again"),
        "role.granted": N_("granted a role"),
        "role.ended": N_("ended a role"),
        "password.set": N_("set a password"),
        "password.code_issued": N_("issued a one-time code"),
        "team.created": N_("added a team"),
        "team.renamed": N_("renamed a team"),
        "team.moved": N_("moved a team"),
        "team.closed": N_("closed a team"),
        "team.reopened": N_("opened a team again"),
        "enrolment.created": N_("enrolled somebody"),
        "enrolment.ended": N_("ended an enrolment"),
        "assignment.created": N_("assigned something"),
        "assignment.cancelled": N_("cancelled an assignment"),
        "attempt.started": N_("began a quiz"),
        "attempt.submitted": N_("handed in a quiz"),
        "attempts.granted": N_("granted further attempts"),
        "level.awarded": N_("awarded a level"),
        "level.revoked": N_("revoked a level"),
        "level.signed_off": N_("signed for a level"),
        "level.waived": N_("waived a condition"),
        "content.published": N_("published content"),
        "content.rolled_back": N_("rolled content back"),
        "demo.made": N_("made the demonstration"),
        "demo.removed": N_("removed the demonstration"),
    }
)


@dataclass(frozen=True, slots=True)
class Span:
    """One page of a list: `first` to `last` of `total`, counted from one; `page` of `pages`."""

    page: int
    pages: int
    first: int
    last: int
    total: int


def span_of(page: int, total: int, size: int) -> Span:
    """Return which entries a page shows; a list without entries has one empty page."""
    pages = max(1, -(-total // size))
    first = min((page - 1) * size + 1, total)
    return Span(page, pages, max(first, 0), min(page * size, total), total)


def page_number(text: str | None) -> int:
    """Read the number of a page from an address; whatever is none means the first."""
    return max(1, row_number(text) or 1)


def row_number(text: str | None) -> int | None:
    """Read the id of a row from an address, None for whatever is none."""
    return int(text) if text and re.fullmatch(r"[0-9]{1,9}", text) else None

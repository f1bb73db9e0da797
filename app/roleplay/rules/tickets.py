"""The work order: which values its fields take, and what a whole form changed against the page it came from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.dialogue.scenario import Scenario
from app.kernel.errors import N_, InvalidError

FORM_CLIENT = "form"
LONGEST = 400  # characters
LARGEST_SEQ = 2**31


@dataclass(frozen=True, slots=True)
class TicketChange:
    """One change of one field; (client, seq) makes it idempotent."""

    client: str
    seq: int
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class TicketEntry:
    """A change as it stands in the table, in the server's order."""

    id: int
    client: str
    seq: int
    field: str
    value: str
    lang: str


def values_from(entries: Iterable[TicketEntry]) -> dict[str, str]:
    """Return what stands in the work order: the last value of every field."""
    return {entry.field: entry.value for entry in entries}


def langs_from(entries: Iterable[TicketEntry]) -> dict[str, str]:
    """Return the language in which the last value of every field was written."""
    return {entry.field: entry.lang for entry in entries}


def tidy_value(scenario: Scenario, field_id: str, value: str) -> str:
    """Return a value as the field keeps it.

    Raises:
        InvalidError: The work order has no such field, the choice is none of its own, or the text is too long.
    """
    field = next((field for field in scenario.ticket if field.id == field_id), None)
    if field is None:
        raise InvalidError(field_id, N_("This work order has no such field."))
    kept = " ".join(value.replace("\0", "").split())
    if field.type == "choice" and kept and kept not in field.choices:
        raise InvalidError(field_id, N_("Please choose one of the entries."))
    if len(kept) > LONGEST:
        raise InvalidError(field_id, N_("Please keep it below %(most)s characters."), most=LONGEST)
    return kept


def changed_values(shown: Mapping[str, str], sent: Mapping[str, str], standing: Mapping[str, str]) -> Mapping[str, str]:
    """Return what the sender changed: fields that differ from the page shown, unless they stand so already."""
    return {
        field: value
        for field, value in sent.items()
        if value != shown.get(field, "") and value != standing.get(field, "")
    }

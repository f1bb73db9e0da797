"""What the pages of role-plays send: a turn, changes of the work order, the words of a “what if”."""

from collections.abc import Mapping
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from app.kernel.bilingual import Lang
from app.kernel.errors import N_, InvalidError
from app.kernel.ids import new_code
from app.roleplay.rules.tickets import LARGEST_SEQ, TicketChange
from app.roleplay.rules.turns import LONGEST_KEY, Kind, SentTurn

_PREFIX = "t-"
_MOST_DIGITS = 15


class _Change(Struct, frozen=True):
    seq: Annotated[int, Meta(ge=1, le=LARGEST_SEQ)]
    field: Annotated[str, Meta(max_length=80)]
    value: Annotated[str, Meta(max_length=2000)]


class _Changes(Struct, frozen=True):
    client: Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[\x21-\x7e]+\Z")]
    changes: Annotated[list[_Change], Meta(max_length=100)]


_DECODER = msgspec.json.Decoder(_Changes)


def read_turn(form: Mapping[str, str], lang: Lang) -> SentTurn:
    """Read one turn; the page's own language decides how it is read."""
    kind: Kind = "said"
    if form.get("leave"):
        kind = "left"
    elif "option" in form or form.get("kind") == "chosen":
        kind = "chosen"
    key = form.get("key", "")
    known = key.isascii() and key.isprintable() and 0 < len(key) <= LONGEST_KEY
    return SentTurn(
        kind=kind,
        key=key if known else new_code(),
        lang=read_lang(form, lang),
        text=form.get("text", ""),
        option_id=form.get("option") if kind == "chosen" else None,
        seen=number(form.get("seen", "")),
    )


def read_lang(form: Mapping[str, str], lang: Lang) -> Lang:
    """Return the language of the page that was sent, else the language of the request."""
    known: dict[str, Lang] = {"zh": "zh", "en": "en"}
    return known.get(form.get("lang", ""), lang)


def read_changes(body: bytes) -> tuple[TicketChange, ...]:
    """Read changes of the work order; InvalidError for anything else."""
    try:
        sent = _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidError("changes", N_("The work order could not be read. Reload the page.")) from error
    return tuple(TicketChange(sent.client, change.seq, change.field, change.value) for change in sent.changes)


def sent_fields(form: Mapping[str, str]) -> tuple[int, dict[str, str]]:
    """Return the last entry that a whole form knew, and the values of its fields."""
    values = {name.removeprefix(_PREFIX): value for name, value in form.items() if name.startswith(_PREFIX)}
    return number(form.get("ticket_seen", "")) or 0, values


def field_name(field_id: str) -> str:
    """Return the name of a work order's field in forms."""
    return f"{_PREFIX}{field_id}"


def number(text: str) -> int | None:
    """Read a whole number, None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None

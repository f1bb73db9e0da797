"""What was typed into a form that met an ended session: kept in the sign-in page, and sent by its person afterwards."""

from dataclasses import dataclass

import msgspec
from flask import Request

from app.web.csrf import comes_from_here

FIELD = "kept"  # the hidden field of the sign-in form


class _Kept(msgspec.Struct, frozen=True):
    path: str
    fields: list[tuple[str, str]]


_DECODER = msgspec.json.Decoder(_Kept)


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form that could not be taken: where it goes, and its fields without the token of the ended session."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """What the hidden field of the sign-in form holds."""
        return msgspec.json.encode(_Kept(self.path, list(self.fields))).decode()


def keep_form(incoming: Request) -> KeptForm | None:
    """Keep the form of a POST of our own page; None for an empty one, and for one that another site sent.

    The token cannot be checked any more without its session, so the origin has to be named and ours.
    """
    fields = tuple((name, value) for name, value in incoming.form.items(multi=True) if name != "csrf_token")
    return KeptForm(incoming.path, fields) if fields and comes_from_here(incoming) else None


def read_kept(text: str | None) -> KeptForm | None:
    """Read the hidden field of a sign-in form; None when it is absent or damaged."""
    if not text:
        return None
    try:
        kept = _DECODER.decode(text.encode())
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    return KeptForm(kept.path, tuple(kept.fields))

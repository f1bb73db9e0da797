"""What a browser sends while somebody marks an answer: an autosaved draft as JSON, or the whole page as a form."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

import msgspec

from app.kernel.errors import N_, InvalidError
from app.marking.rules.sheet import LONGEST_COMMENT, LONGEST_NOTE, Sheet

_LARGEST = 2**31
_Number = Annotated[int, msgspec.Meta(ge=0, lt=_LARGEST)]
_DIGITS = 9


class SentDraft(msgspec.Struct, frozen=True):
    """A whole sheet, and the version of the draft that the page last knew."""

    version: _Number
    criteria: dict[str, _Number | None] = {}
    comment: Annotated[str, msgspec.Meta(max_length=LONGEST_COMMENT)] = ""
    note: Annotated[str, msgspec.Meta(max_length=LONGEST_NOTE)] = ""

    def sheet(self) -> Sheet:
        """Return the value that the rules work with."""
        points = {name: given for name, given in self.criteria.items() if given is not None}
        return Sheet(points, self.comment.replace("\0", ""), self.note.replace("\0", ""))


_DECODER = msgspec.json.Decoder(SentDraft)


def read_draft(body: bytes) -> SentDraft:
    """Read the JSON body of an autosave; InvalidError when it is not one."""
    try:
        return _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidError("draft", N_("These marks could not be read. Nothing was changed.")) from error


def read_form(form: Mapping[str, Sequence[str]], criteria: Iterable[str]) -> Sheet:
    """Return the sheet that a form states: `points-<criterion>`, `comment`, `note`.

    Raises:
        InvalidError: Points that are no whole number (`field` is the criterion).
    """
    points = {}
    for name in criteria:
        text = _one(form, f"points-{name}").strip()
        if text and not _is_number(text):
            raise InvalidError(name, N_("Points are whole numbers."))
        if text:
            points[name] = int(text)
    return Sheet(points, _one(form, "comment"), _one(form, "note"))


def read_version(form: Mapping[str, Sequence[str]]) -> int:
    """Return the version of the draft that a form came from, 0 for none."""
    text = _one(form, "version")
    return int(text) if _is_number(text) else 0


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _DIGITS


def _one(form: Mapping[str, Sequence[str]], name: str) -> str:
    """Return one field without NULs and with plain line ends, "" when it is not there."""
    values = form.get(name, ())
    return values[0].replace("\0", "").replace("\r\n", "\n") if values else ""

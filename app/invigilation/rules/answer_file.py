"""The file of answers that a page makes when the network never returns: its format, its size and its digest."""

import json
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec

from app.assessment.rules.batch import Batch, SentEvent
from app.assessment.rules.contact import read_sign
from app.kernel.canonical import digest
from app.kernel.errors import N_, InvalidError

FORMAT = "aftercare-answers/1"
LARGEST = 400_000  # bytes; below what a form may carry, because the second step sends the file again
MOST_EVENTS = 5000
_BIG = 2**53


class _Sent(msgspec.Struct, frozen=True):
    format: str
    attempt: Annotated[int, msgspec.Meta(ge=1, lt=_BIG)]
    paper: Annotated[str, msgspec.Meta(max_length=64)]
    person: Annotated[str, msgspec.Meta(max_length=40)]
    client: str
    events: Annotated[list[SentEvent], msgspec.Meta(max_length=MOST_EVENTS)]
    made_at: Annotated[str, msgspec.Meta(max_length=40)]
    digest: str


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """A file that is whole: what it says it belongs to, and its answers as the page would have sent them."""

    attempt_id: int
    paper: str
    person: str
    made_at: str
    batch: Batch
    text: str


def read_answer_file(body: bytes) -> AnswerFile:
    """Read a file of answers; the digest shows damage, not forgery: who brings it vouches for it.

    Raises:
        InvalidError: Too large, not such a file, or changed on its way.
    """
    if len(body) > LARGEST:
        raise InvalidError("file", N_("This file is too large to be a file of answers."))
    try:
        text = body.decode()
        sent, plain = msgspec.json.decode(body, type=_Sent), json.loads(text)
        client = read_sign(msgspec.json.encode({"client": sent.client}))
        computed = digest_of(plain)
    except (msgspec.DecodeError, UnicodeError, RecursionError, ValueError, TypeError, InvalidError) as error:
        raise _unreadable() from error
    if sent.format != FORMAT or client == "form":
        raise _unreadable()
    if computed != sent.digest:
        raise InvalidError("file", N_("This file is damaged: its check sum does not fit. Ask for it once more."))
    return AnswerFile(sent.attempt, sent.paper, sent.person, sent.made_at, Batch(client, sent.events), text)


def digest_of(plain: dict[str, Any]) -> str:
    """Return the sha256 of a file's canonical JSON without its own digest, as 64 hex digits."""
    return digest({name: value for name, value in plain.items() if name != "digest"})


def refuse_other_paper(file: AnswerFile, attempt_id: int, paper: str, person: str) -> None:
    """Raise InvalidError when a file was made from another paper, or by somebody else."""
    if (file.attempt_id, file.paper) != (attempt_id, paper) or file.person.casefold() != person.casefold():
        raise InvalidError("file", N_("This file belongs to another paper or person. Nothing was changed."))


def _unreadable() -> InvalidError:
    return InvalidError("file", N_("This is not a file of answers from our page. Nothing was changed."))

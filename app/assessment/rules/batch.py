"""What a browser sends while somebody answers: batches of events, and whole forms."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec

from app.assessment.rules.ledger import FORM_CLIENT, SURE
from app.assessment.rules.paper import Paper
from app.items.base import Answer, ItemSpec, as_values
from app.items.registry import KINDS
from app.kernel.errors import N_, InvalidError

FIELD_PREFIX = "q-"
MOST_EVENTS = 200
SURENESS = frozenset({"sure", "unsure"})
_LARGEST = 2**53
_YEARS = (2000, 2200)  # a client's clock outside is broken, and its instants would break those who read them
_CLIENT = re.compile(r"[A-Za-z0-9_-]{1,40}")


class SentEvent(msgspec.Struct, frozen=True):
    """One change of one answer as sent: `at` is the client's clock, kept and never trusted."""

    seq: Annotated[int, msgspec.Meta(ge=0, lt=_LARGEST)]
    item: Annotated[str, msgspec.Meta(max_length=80)]
    answer: Any = None
    lang: str = "zh"
    at: str | None = None


class Batch(msgspec.Struct, frozen=True):
    """The events that a client has not had acknowledged; `seen` is the last event that its page knew."""

    client: str
    events: Annotated[list[SentEvent], msgspec.Meta(max_length=MOST_EVENTS)]
    seen: Annotated[int, msgspec.Meta(ge=0, lt=_LARGEST)] | None = None

    @property
    def seen_or_all(self) -> int:
        """The last event seen; when the client does not say, nothing counts as unseen."""
        return _LARGEST if self.seen is None else self.seen


_DECODER = msgspec.json.Decoder(Batch)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An event that cannot be kept, and why: sending it again will not help."""

    seq: int
    item: str
    error: InvalidError


def read_batch(body: bytes) -> Batch:
    """Read the JSON body of an autosave; InvalidError when it is not one."""
    try:
        batch = _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidError("events", N_("These answers could not be read. Nothing was changed.")) from error
    if not _CLIENT.fullmatch(batch.client) or batch.client == FORM_CLIENT:
        raise InvalidError("client", N_("These answers could not be read. Nothing was changed."))
    return batch


def read_answers(
    batch: Batch, paper: Paper, specs: Mapping[str, ItemSpec]
) -> tuple[list[tuple[SentEvent, Answer]], list[Refusal]]:
    """Return what can be kept with its canonical answer, and what cannot with the reason."""
    kinds = {item.id: item.kind for item in paper.items}
    kept: list[tuple[SentEvent, Answer]] = []
    refused: list[Refusal] = []
    for event in batch.events:
        try:
            is_sure = paper.confidence and event.item.endswith(SURE)
            kept.append((event, _sureness(event, kinds) if is_sure else _answer(event, kinds, specs)))
        except InvalidError as error:
            refused.append(Refusal(event.seq, event.item, error))
    return kept, refused


def client_instant(event: SentEvent) -> datetime | None:
    """Return the client's time of an event, None when it is missing or makes no sense."""
    try:
        at = datetime.fromisoformat(event.at) if event.at else None
        if at is None or at.tzinfo is None or not _YEARS[0] <= at.year < _YEARS[1]:
            return None
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def field_name(item_id: str, part: str = "") -> str:
    """Return the name of a form field: `q-<question>` or `q-<question>:<part>`."""
    return f"{FIELD_PREFIX}{item_id}:{part}" if part else f"{FIELD_PREFIX}{item_id}"


def form_values(form: Mapping[str, Sequence[str]]) -> dict[str, dict[str, Sequence[str]]]:
    """Sort the fields of a form by question: question id → part → values."""
    found: dict[str, dict[str, Sequence[str]]] = {}
    for name, values in form.items():
        if name.startswith(FIELD_PREFIX):
            item, _, part = name.removeprefix(FIELD_PREFIX).partition(":")
            found.setdefault(item, {})[part] = values
    return found


def read_form(
    form: Mapping[str, Sequence[str]], paper: Paper, specs: Mapping[str, ItemSpec]
) -> tuple[dict[str, Answer], dict[str, InvalidError]]:
    """Return the answer of every question as a whole form states it, and what cannot be read by question."""
    by_item = form_values(form)
    answers: dict[str, Answer] = {}
    errors: dict[str, InvalidError] = {}
    for item in paper.items:
        try:
            answers[item.id] = KINDS[item.kind].read(by_item.get(item.id, {}), specs[item.id])
        except InvalidError as error:
            errors[item.id] = error
        if paper.confidence:
            given = by_item.get(item.id + SURE, {}).get("", ())
            answers[item.id + SURE] = next((value for value in given if value in SURENESS), None)
    return answers, errors


def _sureness(event: SentEvent, kinds: Mapping[str, str]) -> Answer:
    """Return how sure somebody is of an answer: one of `SURENESS`, None for not said."""
    values = as_values(event.answer)
    if event.item.removesuffix(SURE) not in kinds:
        raise InvalidError("item", N_("This question is not on the paper."))
    given = [] if values is None else [value for value in values.get("", ()) if value]
    if values is None or len(given) > 1 or not set(given) <= SURENESS:
        raise InvalidError(event.item, N_("This answer could not be read."))
    return given[0] if given else None


def _answer(event: SentEvent, kinds: Mapping[str, str], specs: Mapping[str, ItemSpec]) -> Answer:
    kind = kinds.get(event.item)
    values = as_values(event.answer)
    if kind is None:
        raise InvalidError("item", N_("This question is not on the paper."))
    if values is None:
        raise InvalidError(event.item, N_("This answer could not be read."))
    return KINDS[kind].read(values, specs[event.item])

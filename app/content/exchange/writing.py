"""What writers of all formats share: each question is read again at once, and what differs unannounced is noted."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields

from app.content.exchange.markup import one_line
from app.content.exchange.reading import Reading
from app.content.exchange.renumbering import renumbered
from app.content.exchange.report import Note, Notes, SkippedError
from app.content.exchange.value import Filling, Question, kind_of

Render = Callable[[Question, Notes], str]
Read = Callable[[str], Reading]


@dataclass(frozen=True, slots=True)
class Written:
    """A file for another system and what it could not carry."""

    data: bytes
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    """One question in a format."""

    question: Question
    text: str


def label_of(question: Question) -> str:
    """Return what a report calls a question."""
    body = question.body
    return one_line(question.id or question.name or question.stem or (body.text if isinstance(body, Filling) else ""))


def rendered(questions: Iterable[Question], render: Render, read: Read, notes: Notes) -> list[Rendered]:
    """Render every question that the format has; a difference that nothing announced is noted as such.

    So a report without a line about a question means: reading it again gives the very same question.
    """
    out = []
    for question in questions:
        own = Notes()
        own.about(label_of(question))
        try:
            text = render(question, own)
        except SkippedError as skipped:
            own.add(skipped.code, skipped.detail)
        else:
            out.append(Rendered(question, text))
            _compare(question, read(text), own)
        notes.extend(own.found)
    return out


def _compare(question: Question, reading: Reading, notes: Notes) -> None:
    if len(reading.questions) != 1:
        notes.add("differs", "—")
        return
    back = reading.questions[0]
    if back == question:
        return
    announced = frozenset[str]().union(*(_FIELDS.get(note.code, _WORDS) for note in notes.found))
    if renumbered(back) == renumbered(question):
        notes.add("part-ids")
        return
    names = [field.name for field in fields(question) if getattr(question, field.name) != getattr(back, field.name)]
    unannounced = [name for name in names if name not in announced]
    if unannounced and kind_of(question.body) != kind_of(back.body):
        notes.add("differs", f"{kind_of(question.body)} -> {kind_of(back.body)}")
    elif unannounced:
        notes.add("differs", ", ".join(unannounced))


_WORDS = frozenset({"stem", "body", "explain"})
_FIELDS = {"points": frozenset({"points"}), "tags": frozenset({"tags"}), "id": frozenset({"id"})}

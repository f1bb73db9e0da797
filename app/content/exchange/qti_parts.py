"""The interactions of a QTI 3.0 item, each kind of ours as the one that asks the same."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import quoteattr

from app.content.exchange.markup import to_html
from app.content.exchange.qti_declared import RESPONSE, Declared, rights_of
from app.content.exchange.qti_item import BUCKET, EXTRA, FEEDBACK, WHY
from app.content.exchange.qti_names import identifier_of
from app.content.exchange.report import Notes
from app.content.exchange.value import (
    Body,
    Choosing,
    Counting,
    Judging,
    Matching,
    Ordering,
    Sorting,
    Typing,
    Writing,
)

_VERDICTS = {True: "true", False: "false"}


def asked(body: Body, declared: Declared, notes: Notes) -> str:
    """Declare the response and return the interaction of every kind but the cloze."""
    writers: Mapping[type, Callable[[Any, Declared, Notes], str]] = {
        Judging: _judging,
        Choosing: _choosing,
        Counting: _counting,
        Typing: _typing,
        Ordering: _ordering,
        Matching: _matching,
        Sorting: _matching,
        Writing: _writing,
    }
    return writers[type(body)](body, declared, notes)


def _judging(body: Judging, declared: Declared, _notes: Notes) -> str:
    declared.feedback(FEEDBACK, dict.fromkeys(_VERDICTS.values(), body.why))
    declared.response(RESPONSE, "identifier", [_VERDICTS[body.answer]])
    choices = _simple((word, word, "") for word in _VERDICTS.values())
    return _interaction("choice", choices, 'max-choices="1" shuffle="false"')


def _counting(body: Counting, declared: Declared, notes: Notes) -> str:
    declared.feedback(WHY, {"why": body.why})
    declared.response(RESPONSE, "float", [f"{body.answer:f}"], tolerance=body.tolerance)
    return _entry(f" {to_html(body.unit, notes)}" if body.unit else "")


def _typing(body: Typing, declared: Declared, _notes: Notes) -> str:
    declared.feedback(WHY, {"why": body.why})
    declared.response(RESPONSE, "string", body.accept[:1], mapped=dict.fromkeys(body.accept, Decimal(1)))
    return _entry("")


def _ordering(body: Ordering, declared: Declared, notes: Notes) -> str:
    if body.partial:
        notes.add("credit", "pairs")
    ids = [identifier_of(step.id) for step in body.steps]
    declared.response(RESPONSE, "identifier", ids, cardinality="ordered")
    steps = ((identifier_of(step.id), to_html(step.text, notes), "") for step in body.steps)
    return _interaction("order", _simple(steps), 'shuffle="true"')


def _writing(body: Writing, declared: Declared, notes: Notes) -> str:
    if body.least or body.most:
        notes.add("words", f"{body.least or 0}–{body.most or ''}")
    declared.response(RESPONSE, "string", [])
    return _interaction("extended-text", "", "")


def _choosing(body: Choosing, declared: Declared, notes: Notes) -> str:
    declared.feedback(FEEDBACK, {identifier_of(one.id): one.why for one in body.choices})
    mapped = None
    if body.many and body.partial:
        rights = sum(one.right for one in body.choices)
        wrongs = len(body.choices) - rights
        mapped = {
            identifier_of(one.id): Decimal(1) / rights if one.right else Decimal(-1) / wrongs for one in body.choices
        }
    cardinality = "multiple" if body.many else "single"
    declared.response(RESPONSE, "identifier", rights_of(body.choices), cardinality=cardinality, mapped=mapped)
    choices = _simple((identifier_of(one.id), to_html(one.text, notes), "") for one in body.choices)
    return _interaction("choice", choices, f'max-choices="{0 if body.many else 1}" shuffle="true"')


def _matching(body: Matching | Sorting, declared: Declared, notes: Notes) -> str:
    if isinstance(body, Sorting):
        lefts = [(identifier_of(thing.id), thing.text) for thing in body.things]
        rights = [(f"{BUCKET}{bucket.id}", bucket.text) for bucket in body.buckets]
        pairs = [f"{identifier_of(thing.id)} {BUCKET}{thing.bucket}" for thing in body.things]
        most, partial = 0, True
    else:
        lefts = [(identifier_of(pair.id), pair.left) for pair in body.pairs]
        rights = [(f"right.{pair.id}", pair.right) for pair in body.pairs]
        rights += [(f"{EXTRA}{part.id}", part.text) for part in body.extra]
        pairs = [f"{identifier_of(pair.id)} right.{pair.id}" for pair in body.pairs]
        most, partial = 1, body.partial
    mapped = dict.fromkeys(pairs, Decimal(1) / len(pairs)) if partial else None
    declared.response(RESPONSE, "directedPair", pairs, cardinality="multiple", mapped=mapped)
    sets = "".join(
        "<qti-simple-match-set>"
        + _simple(((id_, to_html(text, notes), f' match-max="{limit}"') for id_, text in side), "associable-choice")
        + "</qti-simple-match-set>"
        for side, limit in ((lefts, 1), (rights, most))
    )
    return _interaction("match", sets, f'max-associations="{len(pairs)}" shuffle="true"')


def _simple(choices: Iterable[tuple[str, str, str]], name: str = "choice") -> str:
    return "".join(
        f"<qti-simple-{name} identifier={quoteattr(id_)}{more}>{html}</qti-simple-{name}>"
        for id_, html, more in choices
    )


def _interaction(name: str, inside: str, attributes: str) -> str:
    return f'<qti-{name}-interaction response-identifier="{RESPONSE}" {attributes}>{inside}</qti-{name}-interaction>'


def _entry(after: str) -> str:
    return f'<div><qti-text-entry-interaction response-identifier="{RESPONSE}"/>{after}</div>'

"""A question with its parts named by their places: what formats without ids of parts make of it."""

from dataclasses import replace

from app.content.exchange.gaps import held, laid
from app.content.exchange.value import (
    Body,
    Choice,
    Choosing,
    Filling,
    Matching,
    Ordering,
    Part,
    Question,
    Sorting,
    Thing,
    Writing,
    place_id,
)


def renumbered(question: Question) -> Question:
    """Return the same question, the ids of its parts made from their places."""
    return replace(question, body=_body(question.body))


def _body(body: Body) -> Body:
    if isinstance(body, Choosing):
        return replace(body, choices=_choices(body.choices))
    if isinstance(body, Ordering):
        return replace(body, steps=tuple(replace(one, id=place_id(at)) for at, one in enumerate(body.steps)))
    if isinstance(body, Writing):
        return replace(body, criteria=tuple(replace(one, id=place_id(at)) for at, one in enumerate(body.criteria)))
    if isinstance(body, Matching):
        pairs = tuple(replace(one, id=place_id(at)) for at, one in enumerate(body.pairs))
        extra = tuple(replace(one, id=place_id(len(pairs) + at)) for at, one in enumerate(body.extra))
        return replace(body, pairs=pairs, extra=extra)
    if isinstance(body, Sorting):
        return _sorting(body)
    return _filling(body) if isinstance(body, Filling) else body


def _choices(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    return tuple(replace(one, id=place_id(at)) for at, one in enumerate(choices))


def _sorting(body: Sorting) -> Sorting:
    """Buckets stand in the order in which things need them, as matching shows them."""
    order = list(dict.fromkeys([*(thing.bucket for thing in body.things), *(bucket.id for bucket in body.buckets)]))
    words = {bucket.id: bucket.text for bucket in body.buckets}
    ids = {bucket: place_id(at) for at, bucket in enumerate(order)}
    buckets = tuple(Part(ids[bucket], words[bucket]) for bucket in order)
    things = (Thing(place_id(at), thing.text, ids[thing.bucket]) for at, thing in enumerate(body.things))
    return Sorting(buckets, tuple(things))


def _filling(body: Filling) -> Filling:
    text, gaps = held(body.text, body)
    made = tuple(replace(gap, id=place_id(at), choices=_choices(gap.choices)) for at, gap in enumerate(gaps))
    return replace(body, text=laid(text, [gap.id for gap in made]), gaps=made)

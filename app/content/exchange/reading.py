"""What readers of all formats share: their result, weights, matching, and judging parts by place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from app.content.exchange.markup import one_line
from app.content.exchange.report import Note, Notes, SkippedError
from app.content.exchange.value import (
    Choice,
    Choosing,
    Counting,
    Matching,
    Pair,
    Part,
    Question,
    Sorting,
    Thing,
    place_id,
)

FULL = Decimal(100)
_NEAR = Decimal("0.01")
_LARGEST = Decimal(10) ** 12
_DIGITS = 15  # what `number` holds
_LONGEST_FORM = 200
_MOST_POINTS = 10
MOST_QUESTIONS = 5000


@dataclass(frozen=True, slots=True)
class Reading:
    """What a foreign file holds: its questions, a title when it names one, and what was lost."""

    questions: tuple[Question, ...]
    notes: tuple[Note, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Weighted:
    """A choice or form with its weight in percent."""

    text: str
    weight: Decimal
    why: str = ""
    id: str = ""


def number_of(text: str) -> Decimal:
    """Return a number as people write it, the decimal comma too; SkippedError when it is none."""
    try:
        value = Decimal(text.strip().replace(",", ".") if text.count(",") == 1 and "." not in text else text.strip())
    except InvalidOperation:
        raise SkippedError("unreadable", text) from None
    # Exponents first: comparing a number beyond every limit would overflow.
    far = not value.is_finite() or len(value.as_tuple().digits) > _DIGITS or abs(value.adjusted()) > _DIGITS
    if far or abs(value) >= _LARGEST:
        raise SkippedError("unreadable", text)
    return value.normalize() + 0


def chosen(parts: Sequence[Weighted], notes: Notes, *, many: bool) -> Choosing:
    """Return choices from weights: in `single` 100 is right, in `multiple` what counts at all."""
    if len(parts) < 2:  # noqa: PLR2004 - a choice has an alternative
        raise SkippedError("empty", "choices")
    rights = [part for part in parts if (part.weight > 0 if many else part.weight >= FULL - _NEAR)]
    if not rights:
        raise SkippedError("empty", "right choice")
    if many and len(rights) == 1:
        notes.add("single")
        many = False
        usual = all(part.weight <= 0 for part in parts if part not in rights)
    else:
        usual = _usual(parts, rights, many=many)
    if not many and len(rights) > 1:
        notes.add("several-right")
    if not usual:
        notes.add("weights", ", ".join(f"{part.text} {part.weight.normalize():f}%" for part in parts))
    made = (
        Choice(part.id or place_id(index), _filled(part.text, "choice"), part in rights, part.why)
        for index, part in enumerate(parts)
    )
    return Choosing(tuple(made), many=many)


def right_weight(choices: Sequence[Choice]) -> Decimal:
    """Return the weight of each right choice of a `multiple`, in percent."""
    return _share(sum(choice.right for choice in choices))


def wrong_weight(choices: Sequence[Choice]) -> Decimal:
    """Return the weight of each wrong choice: all of them together cost everything, as ours do."""
    return -_share(sum(not choice.right for choice in choices))


def percent(weight: Decimal) -> str:
    """Write a weight as others write it: at most five places."""
    text = f"{weight:.5f}"
    return text.rstrip("0").rstrip(".")


def matched(
    pairs: Iterable[tuple[str, str, str]], extra: Iterable[tuple[str, str]], notes: Notes
) -> Matching | Sorting:
    """Return pairs (id, left, right) as `match`, or as `classify` when several things share a right side."""
    found = [(id_ or place_id(index), left, right) for index, (id_, left, right) in enumerate(pairs)]
    spare = [(id_ or place_id(len(found) + index), text) for index, (id_, text) in enumerate(extra)]
    if len(found) < 2 or not all(left and right for _, left, right in found):  # noqa: PLR2004 - one pair is no question
        raise SkippedError("empty", "pairs")
    rights = list(dict.fromkeys([*(right for _, _, right in found), *(text for _, text in spare)]))
    if len({right for _, _, right in found}) < len(found) and len(rights) > 1:
        ids = {text: place_id(index) for index, text in enumerate(rights)}
        buckets = tuple(Part(ids[text], text) for text in rights)
        return Sorting(buckets, tuple(Thing(id_, left, ids[right]) for id_, left, right in found))
    if len({right for _, _, right in found}) < len(found):
        raise SkippedError("unreadable", "pairs")
    kept = {right for _, _, right in found}
    left_over = tuple(Part(id_, text) for id_, text in spare if text and text not in kept)
    if len(left_over) < len(spare):
        notes.add("forms", "extra")
    return Matching(tuple(Pair(*pair) for pair in found), left_over)


def as_pairs(sorting: Sorting) -> tuple[list[tuple[str, str, str]], list[tuple[str, str]]]:
    """Return `classify` as matching: things with the words of their bucket, and buckets that nothing is in."""
    words = {bucket.id: bucket.text for bucket in sorting.buckets}
    pairs = [(thing.id, thing.text, words[thing.bucket]) for thing in sorting.things]
    used = {thing.bucket for thing in sorting.things}
    return pairs, [(bucket.id, bucket.text) for bucket in sorting.buckets if bucket.id not in used]


def forms_of(parts: Iterable[Weighted], notes: Notes) -> tuple[str, ...]:
    """Return the forms that count fully; those that count partly, too long ones and wildcards are noted."""
    kept: dict[str, None] = {}
    lost = []
    for part in parts:
        form = one_line(unstarred(part.text))
        if part.weight < FULL - _NEAR:
            if part.weight > 0:
                notes.add("weights", f"{form} {part.weight.normalize():f}%")
        elif starred(part.text) or len(form) > _LONGEST_FORM or not form:
            lost.append(part.text)
        else:
            kept[form] = None
    if lost:
        notes.add("forms", ", ".join(lost))
    if not kept:
        raise SkippedError("empty", "accepted answer")
    return tuple(kept)


def starred(form: str) -> bool:
    """Tell whether a form holds a wildcard of Moodle's."""
    return "*" in form.replace("\\*", "")


def unstarred(form: str) -> str:
    """Return a form with its literal stars."""
    return form.replace("\\*", "*")


def joined(whys: Iterable[str], notes: Notes) -> str:
    """Return one reason from several; different ones stand below each other."""
    distinct = [why for why in dict.fromkeys(whys) if why]
    if len(distinct) > 1:
        notes.add("merged")
    return "\n\n".join(distinct)


def counted(parts: Sequence[tuple[Decimal, Decimal, Weighted]], notes: Notes) -> Counting:
    """Return a number from (answer, tolerance, weight): the first that counts fully; others are noted."""
    full = [part for part in parts if part[2].weight >= FULL - _NEAR]
    if not full:
        raise SkippedError("empty", "right number")
    answer, tolerance, first = full[0]
    others = [
        f"{part[2].text} {part[2].weight.normalize():f}%" for part in parts if part is not full[0] and part[2].text
    ]
    if others:
        notes.add("weights", ", ".join(others))
    if any(part[2].why for part in parts if part is not full[0]):
        notes.add("feedback", "wrong answers")
    return Counting(answer, tolerance, why=first.why)


def points_of(value: Decimal, notes: Notes) -> int:
    """Return whole points from 1 to 10; what was something else is noted."""
    points = max(1, min(_MOST_POINTS, int(value.to_integral_value())))
    if points != value:
        notes.add("points", str(points))
    return points


def _share(count: int) -> Decimal:
    return FULL / count if count else FULL


def _usual(parts: Sequence[Weighted], rights: Sequence[Weighted], *, many: bool) -> bool:
    """Tell whether the weights are the ones that our marking gives."""
    wrongs = [part for part in parts if part not in rights]
    if not many:
        return all(part.weight == 0 for part in wrongs)
    right, wrong = _share(len(rights)), -_share(len(wrongs))
    return all(abs(part.weight - right) < _NEAR for part in rights) and all(
        abs(part.weight - wrong) < _NEAR for part in wrongs
    )


def _filled(text: str, what: str) -> str:
    if not text:
        raise SkippedError("empty", what)
    return text

"""One question between formats: frozen, in one language, its texts in our inline Markdown."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from string import ascii_lowercase

from app.kernel.bilingual import Bilingual

CLOZE_STEM = Bilingual("补全下面的内容。", "Fill in the gaps.")  # other formats keep no instruction apart from the text


@dataclass(frozen=True, slots=True)
class Part:
    """A step, a bucket, or a right side that belongs to nothing."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice, whether it belongs to the key, and the reason for it."""

    id: str
    text: str
    right: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that belong together."""

    id: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing and the id of the bucket where it belongs."""

    id: str
    text: str
    bucket: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap of a text: typed (accepted forms) or chosen."""

    id: str
    accept: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """What people look for in an essay, and what it is worth."""

    id: str
    text: str
    points: int = 1


@dataclass(frozen=True, slots=True)
class Choosing:
    """`single`, or with `many` `multiple`; `partial`: parts of the key count."""

    choices: tuple[Choice, ...]
    many: bool = False
    partial: bool = True


@dataclass(frozen=True, slots=True)
class Judging:
    """`truefalse`."""

    answer: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Counting:
    """`number`."""

    answer: Decimal
    tolerance: Decimal = Decimal(0)
    unit: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Typing:
    """`text`: the accepted forms as they are typed, no Markdown."""

    accept: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Ordering:
    """`order`: the steps in their right order; `partial`: right neighbours count."""

    steps: tuple[Part, ...]
    partial: bool = True


@dataclass(frozen=True, slots=True)
class Matching:
    """`match`; `partial`: each right pair counts."""

    pairs: tuple[Pair, ...]
    extra: tuple[Part, ...] = ()
    partial: bool = True


@dataclass(frozen=True, slots=True)
class Sorting:
    """`classify`: matching in which several things share a right side."""

    buckets: tuple[Part, ...]
    things: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Writing:
    """`essay`: least and most words, and what its markers look for."""

    least: int | None = None
    most: int | None = None
    criteria: tuple[Criterion, ...] = ()


@dataclass(frozen=True, slots=True)
class Filling:
    """`cloze`: a text with `[[gap]]` where gaps are; `partial`: each right gap counts."""

    text: str
    gaps: tuple[Gap, ...]
    partial: bool = True


Body = Choosing | Judging | Counting | Typing | Ordering | Matching | Sorting | Writing | Filling


@dataclass(frozen=True, slots=True)
class Question:
    """What every question has; `id` and `name` as the foreign file has them, the stem empty for a plain cloze."""

    stem: str
    body: Body
    id: str = ""
    name: str = ""
    explain: str = ""
    points: int = 1
    tags: tuple[str, ...] = ()


def kind_of(body: Body) -> str:
    """Return the name of our kind of question."""
    if isinstance(body, Choosing):
        return "multiple" if body.many else "single"
    names: dict[type, str] = {
        Judging: "truefalse",
        Counting: "number",
        Typing: "text",
        Ordering: "order",
        Matching: "match",
        Sorting: "classify",
        Writing: "essay",
        Filling: "cloze",
    }
    return names[type(body)]


def place_id(index: int) -> str:
    """Return the id of the part at a place, for formats without ids: a … z, aa … zz."""
    if index < len(ascii_lowercase):
        return ascii_lowercase[index]
    first, second = divmod(index - len(ascii_lowercase), len(ascii_lowercase))
    return _PAIRS[first * len(ascii_lowercase) + second] if first < len(ascii_lowercase) else f"n{index}"


_PAIRS = tuple("".join(pair) for pair in product(ascii_lowercase, repeat=2))

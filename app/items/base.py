"""What all kinds of question share: the authored fields, the verdicts of the linter and of the marker."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    WrapSerializer,
)

from app.kernel.bilingual import Bilingual, Lang
from app.kernel.text import fold

AuthoredId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]

Values = Mapping[str, Sequence[str]]
Answer = Any  # canonical JSON of ids, never of positions; None is "not answered"
FULL = 1000


class Strict(BaseModel):
    """A frozen authored value: unknown fields are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True, validate_by_alias=True)


class Text(Strict):
    """The same words in both languages."""

    zh: Words
    en: Words

    def in_lang(self, lang: Lang) -> str:
        """Return the wording of one language."""
        return self.zh if lang == "zh" else self.en

    def bilingual(self) -> Bilingual:
        """Return the pair as the kernel's value."""
        return Bilingual(self.zh, self.en)


def _from_pairs(value: Any) -> Any:
    """Read the stored form `[[id, body], …]` back into a mapping; leave an authored mapping alone."""
    if isinstance(value, list) and all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in value):  # noqa: PLR2004
        return dict(value)
    return value


def _to_pairs(value: Any, handler: SerializerFunctionWrapHandler) -> list[list[Any]]:
    """Write a mapping as pairs: canonical JSON sorts keys, and the authored order must survive it."""
    return [[key, body] for key, body in handler(value).items()]


V = TypeVar("V")
Ordered = Annotated[dict[AuthoredId, V], BeforeValidator(_from_pairs), WrapSerializer(_to_pairs, when_used="json")]


class ItemSpec(Strict):
    """The fields that a question of every kind has; each kind adds its own and fixes `type`."""

    id: AuthoredId
    type: str
    trade: AuthoredId = "any"
    points: Annotated[int, Field(ge=1, le=10)] = 1
    difficulty: Annotated[int, Field(ge=1, le=3)] = 2
    objective: AuthoredId | None = None
    competency: AuthoredId | None = None
    facts: tuple[str, ...] = ()
    tags: tuple[AuthoredId, ...] = ()
    stem: Text
    explain: Text | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in a question that the types cannot see; `path` leads to the place in the YAML."""

    code: str
    path: tuple[str | int, ...]
    message: Bilingual
    help: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """What one attempt fixes about a question: the order in which each group of ids is shown."""

    orders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def to_json(self) -> dict[str, list[str]]:
        """Return the orders as a JSON value for the paper."""
        return {group: list(ids) for group, ids in self.orders.items()}

    @classmethod
    def from_json(cls, value: Mapping[str, Sequence[str]]) -> "Prepared":
        """Read what `to_json` wrote."""
        return cls({group: tuple(ids) for group, ids in value.items()})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one part of an answer counted: what was given and wanted (both JSON), and the author's words."""

    part: str
    given: Any
    wanted: Any
    right: bool
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    """A score in thousandths (0..1000) of the question's points, with a reason for each part.

    `waiting`: people have to mark the answer first; until then it counts nothing.
    """

    score: int
    reasons: tuple[Reason, ...]
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """A question with answers whose marks are known; one test runs those of every kind."""

    spec: Mapping[str, Any]
    answers: tuple[tuple[Values, Answer, int], ...]
    refused: tuple[Values, ...] = ()


S = TypeVar("S", bound=ItemSpec)
KindName = Literal[
    "single",
    "multiple",
    "truefalse",
    "number",
    "text",
    "order",
    "classify",
    "cloze",
    "match",
    "hotspot",
    "rewrite",
    "essay",
    "case",
    "survey",
]
MarkedBy = Literal["engine", "people", "nobody"]  # nobody: the question is asked, never marked, and worth nothing


@dataclass(frozen=True, slots=True)
class Kind(Generic[S]):
    """One kind of question: its pure functions, its examples, and the templates beside them."""

    name: KindName
    spec: type[S]
    check: Callable[[S], tuple[Problem, ...]]
    prepare: Callable[[S, str, bool], Prepared]
    read: Callable[[Values, S], Answer]
    grade: Callable[[S, Answer], Grade]
    examples: tuple[Example, ...]
    write: Callable[[S, Answer], Values] = lambda _spec, answer: as_values(answer) or {}
    marked_by: MarkedBy = "engine"
    credit: Callable[[S], Bilingual | None] = lambda _spec: None  # how parts count, in the paper's words

    @property
    def paper_template(self) -> str:
        """Return the template that asks the question; it works without JavaScript."""
        return f"{self.name}/paper.html"

    @property
    def review_template(self) -> str:
        """Return the template that shows the answer with its reasons; never rendered before release."""
        return f"{self.name}/review.html"


def share(part: int, whole: int) -> int:
    """Return part/whole in thousandths, rounded half up, within 0..1000; 0 of 0 is nothing."""
    if whole <= 0:
        return 0
    return max(0, min(FULL, (2 * part * FULL + whole) // (2 * whole)))


def as_values(value: Any) -> dict[str, list[str]] | None:
    """Turn a JSON answer into form values (main part ""), None when it has no such shape.

    A canonical answer and what a form sends thus take the same door: `"cut"`, `["a", "b"]`,
    `{"thing": "bucket"}`, `true`, `24` and `{"": ["cut"]}` all work. One level deeper, as the parts of a case
    answer, names are joined: `{"part": {"thing": "bucket"}}` is `{"part.thing": ["bucket"]}`.
    """
    if isinstance(value, dict):
        parts = {name: _texts(part) for name, part in _flat(value)}
        known = {key: part for key, part in parts.items() if part is not None}
        return known if len(known) == len(parts) else None
    texts = _texts(value)
    return None if texts is None else {"": texts}


def _flat(value: Mapping[Any, Any]) -> Iterator[tuple[str, Any]]:
    for key, part in value.items():
        if isinstance(part, dict):
            yield from ((f"{key}.{sub}" if sub else str(key), given) for sub, given in part.items())
        else:
            yield str(key), part


def _texts(value: Any) -> list[str] | None:
    if value is None:
        return []
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if isinstance(value, str | int):
        return [str(value)]
    if isinstance(value, list) and all(item is None or isinstance(item, str) for item in value):
        return [item or "" for item in value]
    return None


def equal_texts(texts: Mapping[str, Text], path: str, what: Bilingual) -> list[Problem]:
    """Report every text that reads the same as an earlier one in either language."""
    problems = []
    seen: dict[tuple[str, str], str] = {}
    for part, text in texts.items():
        for lang, words in (("zh", text.zh), ("en", text.en)):
            first = seen.setdefault((lang, fold(words)), part)
            if first != part:
                message = Bilingual(
                    f"{what.zh} {part} 与 {first} 的文字相同",
                    f"{what.en} {part} reads the same as {first}",
                )
                problems.append(
                    Problem("E233", (path, part, lang), message, Bilingual("改写其中一个", "reword one of them"))
                )
    return problems

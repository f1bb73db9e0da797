"""A situation with several questions about it, as its author writes it."""

from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Field,
    SerializerFunctionWrapHandler,
    WithJsonSchema,
    WrapSerializer,
    model_validator,
)

from app.items.base import AuthoredId, ItemSpec, Problem
from app.items.case.parts import PART_KINDS, PartSpec
from app.kernel.bilingual import Bilingual

FEWEST_PARTS = 2
MOST_POINTS = 40
OF_THE_CASE = ("id", "trade", "objective", "competency", "difficulty", "facts", "tags")
_SCHEMA = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["type", "stem"],
        "properties": {"type": {"enum": list(PART_KINDS)}},
    },
}


def _from_authored(value: Any) -> Any:
    """Give every part its key as its id; read the stored form `[[id, body], …]`, too."""
    if isinstance(value, list) and all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in value):  # noqa: PLR2004
        value = dict(value)
    if not isinstance(value, dict):
        return value
    return {key: {"id": key, **body} if isinstance(body, dict) else body for key, body in value.items()}


def _to_stored(value: Any, handler: SerializerFunctionWrapHandler) -> list[list[Any]]:
    """Write the parts as pairs in their order, without what belongs to the case."""
    return [
        [key, {name: item for name, item in body.items() if name not in OF_THE_CASE}]
        for key, body in handler(value).items()
    ]


Parts = Annotated[
    dict[AuthoredId, PartSpec],
    BeforeValidator(_from_authored),
    WrapSerializer(_to_stored, when_used="json"),
    WithJsonSchema(_SCHEMA),
]


class CaseSpec(ItemSpec):
    """The situation as stem, and the parts; it is worth the sum of its parts' points."""

    type: Literal["case"]
    points: Annotated[int, Field(ge=1, le=MOST_POINTS)] = 0  # the sum, when the author leaves it out
    parts: Parts

    @model_validator(mode="before")
    @classmethod
    def _sum(cls, body: Any) -> Any:
        if not isinstance(body, dict) or "points" in body:
            return body
        parts = body.get("parts")
        bodies = parts.values() if isinstance(parts, dict) else [pair[-1] for pair in parts or () if pair]
        points = [part.get("points", 1) for part in bodies if isinstance(part, dict)]
        known = [number for number in points if isinstance(number, int)]
        return {**body, "points": min(max(sum(known), 1), MOST_POINTS)}


def check(spec: CaseSpec) -> tuple[Problem, ...]:
    """Report too few parts, points that are not their sum, and what is wrong with each part."""
    problems = []
    if len(spec.parts) < FEWEST_PARTS:
        problems.append(Problem("E234", ("parts",), Bilingual("至少需要两道小题", "a case needs at least two parts")))
    points = sum(part.points for part in spec.parts.values())
    if points != spec.points:
        problems.append(
            Problem(
                "E243",
                ("points",) if points <= MOST_POINTS else ("parts",),
                Bilingual(
                    f"各小题共 {points} 分，不是 {spec.points} 分", f"its parts have {points} points, not {spec.points}"
                ),
                Bilingual(
                    f"不写 points，各小题合计不超过 {MOST_POINTS} 分",
                    f"leave points out; parts may have {MOST_POINTS} in all",
                ),
            )
        )
    for part_id, part in spec.parts.items():
        problems += _part(part, part_id)
    return tuple(problems)


def _part(part: ItemSpec, part_id: str) -> list[Problem]:
    path = ("parts", part_id)
    known = {"id"} if part.id == part_id else set()
    found = [
        Problem(
            "E244",
            (*path, name),
            Bilingual(f"小题里不写 {name}", f"a part has no {name}"),
            Bilingual("写在整道案例题上", "write it at the case"),
        )
        for name in OF_THE_CASE
        if name in part.model_fields_set - known
    ]
    return found + [
        Problem(problem.code, (*path, *problem.path), problem.message, problem.help)
        for problem in PART_KINDS[part.type].check(part)
    ]

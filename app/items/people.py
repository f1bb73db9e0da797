"""What the kinds that people mark share: criteria, and the grade that their points make."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from app.items.base import Answer, Grade, Problem, Reason, Text, equal_texts, share
from app.kernel.bilingual import Bilingual
from app.kernel.errors import N_, InvalidError


class Criterion(Text):
    """What a marker looks for, and the most points that it earns."""

    points: Annotated[int, Field(ge=1, le=20)] = 1


def criteria_of(spec: Any) -> Mapping[str, Criterion]:
    """Return the criteria of a question by id, in the author's order; none for a kind that the engine marks."""
    criteria: Mapping[str, Criterion] = getattr(spec, "criteria", {})
    return criteria


def unmarked(spec: Any, answer: Answer) -> Grade:
    """Return the grade before people have marked: nothing yet; what was not answered does not wait for them."""
    points = dict.fromkeys(criteria_of(spec)) if answer is not None else dict.fromkeys(criteria_of(spec), 0)
    return Grade(0, _reasons(spec, points), waiting=answer is not None)


def graded(spec: Any, answer: Answer, points: Mapping[str, int]) -> Grade:
    """Return the grade that people's points make: thousandths of the criteria's sum, a reason for each criterion.

    Raises:
        InvalidError: Under the criterion's id: its points are missing, below 0 or above its worth, or it is unknown.
    """
    criteria = criteria_of(spec)
    for name in criteria.keys() | points.keys():
        given = points.get(name)
        if name not in criteria:
            raise InvalidError(name, N_("This question has no such criterion."))
        if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given <= criteria[name].points:
            raise InvalidError(name, N_("Give between 0 and %(most)s points."), most=criteria[name].points)
    if answer is None:
        return unmarked(spec, None)
    earned, whole = sum(points.values()), sum(criterion.points for criterion in criteria.values())
    return Grade(share(earned, whole), _reasons(spec, points))


def check_criteria(criteria: Mapping[str, Criterion]) -> list[Problem]:
    """Report no criteria at all, and criteria that read the same."""
    problems = equal_texts(dict(criteria), "criteria", Bilingual("评分项", "criterion"))
    if not criteria:
        problems.append(
            Problem(
                "E234",
                ("criteria",),
                Bilingual("至少要有一个评分项", "there must be a criterion to mark by"),
                Bilingual(
                    "写 criteria: {编号: {zh: …, en: …, points: 2}}", "criteria: {id: {zh: …, en: …, points: 2}}"
                ),
            )
        )
    return problems


def _reasons(spec: Any, points: Mapping[str, int | None]) -> tuple[Reason, ...]:
    return tuple(
        Reason(name, points.get(name), criterion.points, points.get(name) == criterion.points)
        for name, criterion in criteria_of(spec).items()
    )

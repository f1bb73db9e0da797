"""Placement: which courses a handed-in paper shows to be known already."""

from collections.abc import Collection, Mapping, Sequence

from app.assessment.rules.marking import ItemResult, Result
from app.content.library import Library
from app.items.base import FULL


def courses_known(library: Library, quiz_id: str, result: Result, pass_score: int) -> tuple[str, ...]:
    """Return the courses that a paper of a quiz shows to be known; none when it is no placement test.

    pass_score: in thousandths. A question belongs to the course that declares its objective.
    """
    quiz = library.quizzes.get(quiz_id)
    if quiz is None or not quiz.places:
        return ()
    objectives = {item.id: library.questions[item.id].objective or "" for item in result.items}
    course_of = {item: library.course_of_objective.get(objective, "") for item, objective in objectives.items()}
    return placed_courses(result.items, course_of, quiz.places, pass_score)


def placed_courses(
    items: Sequence[ItemResult], course_of: Mapping[str, str], places: Collection[str], pass_score: int
) -> tuple[str, ...]:
    """Return the courses of `places` whose own questions reach the pass mark (thousandths of their points).

    course_of: question id → its course. A question in a must-pass block has to be entirely right. What a correction
    took out does not count, and a course about which nothing is left is not known.
    """
    return tuple(
        course
        for course in places
        if _is_known([item for item in items if course_of.get(item.id) == course and item.counts], pass_score)
    )


def _is_known(items: Sequence[ItemResult], pass_score: int) -> bool:
    points = sum(item.points for item in items)
    earned = sum(item.points * item.score for item in items)
    return points > 0 and earned >= pass_score * points and all(item.score == FULL for item in items if item.is_red)

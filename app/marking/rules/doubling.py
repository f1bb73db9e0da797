"""Who is marked twice: a fifth at random, fixed by the number of the work, and all that decides about a level."""

from collections.abc import Iterable, Iterator

from app.content.conditions import AllOf, AnyOf, AtLeast, Condition, NotMet, QuizPassed
from app.content.library import Track
from app.kernel.draws import below
from app.marking.rules.tasks import BLIND, Role

ONE_IN = 5  # of what is marked once by its rule, one in so many gets a second marker: 20 %


def is_drawn(work: str, number: int) -> bool:
    """Tell whether chance gives a piece of work a second marker: the same answer whenever it is asked.

    work: what kind of thing the number counts (`script`, `talk`), so that their draws do not go together.
    """
    return below(ONE_IN, f"double:{work}:{number}") == 0


def roles_for_script(attempt_id: int, *, decides: bool) -> tuple[Role, ...]:
    """Return who marks the answers of an attempt; decides: some level asks for its quiz."""
    return BLIND if decides or is_drawn("script", attempt_id) else BLIND[:1]


def deciding_quizzes(tracks: Iterable[Track]) -> frozenset[str]:
    """Return the quizzes that a level, or the renewal of one, asks for."""
    asked = [level.require for track in tracks for level in track.levels]
    asked += [level.renew.require for track in tracks for level in track.levels if level.renew is not None]
    return frozenset(quiz for condition in asked for quiz in _quizzes(condition))


def _quizzes(condition: Condition) -> Iterator[str]:
    if isinstance(condition, AllOf | AnyOf | AtLeast):
        for part in condition.of:
            yield from _quizzes(part)
    elif isinstance(condition, NotMet):
        yield from _quizzes(condition.of)
    elif isinstance(condition, QuizPassed):
        yield condition.quiz

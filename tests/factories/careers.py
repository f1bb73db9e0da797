"""What people do in a story, through the same actions as real work: read lessons, pass quizzes, pass role-plays."""

from datetime import datetime, timedelta

from app.assessment.actions import record_events, start_attempt, submit_attempt
from app.assessment.queries import find_attempt
from app.assessment.rules.batch import Batch, SentEvent
from app.certification.rules.conditions import leaves
from app.content.conditions import RoleplaysPassed
from app.content.library import Lesson, Library
from app.demo.answering import right_answer
from app.learning.actions import answer_check, note_position
from tests.factories.roleplay import release_marks

MINUTE = timedelta(minutes=1)
_NOT_IN_THE_TABLES = 9_000_000  # numbers of conversations of which only the marks are on record


def published(session) -> Library:
    library = session.info["libraries"].published(session)
    assert library is not None
    return library


def read_lesson(session, person_id: int, lesson: Lesson, *, at: datetime) -> bool:
    """Answer every self-check and reach the end; tell whether the lesson is finished."""
    library = published(session)
    for check in lesson.checks.values():
        right = next(choice.id for choice in check.choices if choice.right)
        answer_check(session, library, person_id, lesson, check_id=check.id, choice_id=right, at=at)
    return note_position(session, library, person_id, lesson, anchor="", position=1000, at=at)


def pass_quiz(session, person_id: int, quiz: str, *, at: datetime) -> int:
    """Begin a quiz at an instant and hand it in, all right, ten minutes later; return the attempt's id."""
    libraries, library = session.info["libraries"], published(session)

    def library_of(release_id):
        return libraries.get(session, release_id)

    attempt_id = start_attempt(session, library_of, quiz, person_id, release_id=library.release_id, by=person_id, at=at)
    row = find_attempt(session, attempt_id)
    answers = [(item.id, right_answer(library.questions[item.id].spec)) for item in row.paper.items]
    events = [SentEvent(seq=seq, item=item, answer=answer) for seq, (item, answer) in enumerate(answers, 1)]
    record_events(session, library_of, attempt_id, Batch(client="story", events=events), by=person_id, at=at)
    submit_attempt(session, library_of, attempt_id, by=person_id, at=at + 10 * MINUTE)
    assert find_attempt(session, attempt_id).passed
    return attempt_id


def record_roleplays(session, person_id: int, *, level: str = "foundation", at: datetime) -> tuple[str, ...]:
    """Record the released marks of as many role-plays as a level of aircon asks for itself; return the scenarios."""
    library = published(session)
    rule = next(found.require for found in library.tracks["aircon"].levels if found.id == level)
    (asked,) = (leaf for leaf in leaves(rule) if isinstance(leaf, RoleplaysPassed))
    fitting = [
        scenario
        for scenario in sorted(library.scenarios.values(), key=lambda scenario: (scenario.grade, scenario.id))
        if scenario.trade in {"any", "aircon"} and scenario.grade >= asked.grade and scenario.markers >= asked.markers
    ][: asked.distinct]
    assert len(fitting) == asked.distinct
    for number, scenario in enumerate(fitting, _NOT_IN_THE_TABLES):
        marks = {"key": scenario.id, "grade": scenario.grade, "markers": scenario.markers, "score": 900}
        release_marks(session, number, person_id, **marks, release_id=library.release_id, at=at)
    return tuple(scenario.id for scenario in fitting)

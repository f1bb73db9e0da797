"""What people do in a story, through the same actions as real work: read lessons and pass quizzes."""

from datetime import datetime, timedelta

from app.assessment.actions import record_events, start_attempt, submit_attempt
from app.assessment.queries import find_attempt
from app.assessment.rules.batch import Batch, SentEvent
from app.content.library import Lesson, Library
from app.demo.answering import right_answer
from app.learning.actions import answer_check, note_position

MINUTE = timedelta(minutes=1)


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

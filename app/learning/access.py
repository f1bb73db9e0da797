"""One door to a programme, a course, a lesson, an enrolment and an assignment."""

from sqlalchemy.orm import Session

from app.content.library import Course, Lesson, Library, Programme
from app.kernel.errors import NotFoundError
from app.learning.queries import AssignmentRow, EnrolmentRow, find_assignment, find_enrolment


def access_programme(library: Library, programme_id: str) -> Programme:
    """Return a published programme; NotFoundError otherwise."""
    if programme_id not in library.programmes:
        raise NotFoundError
    return library.programmes[programme_id]


def access_course(library: Library, course_id: str) -> Course:
    """Return a published course; NotFoundError otherwise."""
    if course_id not in library.courses:
        raise NotFoundError
    return library.courses[course_id]


def access_lesson(library: Library, course_id: str, lesson_id: str) -> Lesson:
    """Return a published lesson; NotFoundError otherwise. Lessons of another trade may be read by everybody."""
    lesson = library.lessons.get(f"{course_id}/{lesson_id}")
    if lesson is None:
        raise NotFoundError
    return lesson


def access_enrolment(session: Session, person_id: int, enrolment_id: int) -> EnrolmentRow:
    """Return an enrolment in force of exactly this person; NotFoundError otherwise."""
    found = find_enrolment(session, person_id, enrolment_id)
    if found is None:
        raise NotFoundError
    return found


def access_assignment(session: Session, person_id: int, assignment_id: int) -> AssignmentRow:
    """Return a standing assignment of exactly this person; NotFoundError otherwise."""
    found = find_assignment(session, person_id, assignment_id)
    if found is None:
        raise NotFoundError
    return found

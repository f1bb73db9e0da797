"""The only way anything is written about quizzes."""

from app.assessment.actions.attempts import (
    Outcome,
    ReadyEvents,
    Recorded,
    SentForm,
    append_events,
    grant_attempts,
    grant_one_more,
    prepare_events,
    record_events,
    record_form,
    start_attempt,
    submit_attempt,
    submit_overdue,
)
from app.assessment.actions.grading import (
    QUIZ,
    QUIZ_WAITING,
    HandedIn,
    LibraryOf,
    append_grade,
    settle_item,
)

__all__ = [
    "QUIZ",
    "QUIZ_WAITING",
    "HandedIn",
    "LibraryOf",
    "Outcome",
    "ReadyEvents",
    "Recorded",
    "SentForm",
    "append_events",
    "append_grade",
    "grant_attempts",
    "grant_one_more",
    "prepare_events",
    "record_events",
    "record_form",
    "settle_item",
    "start_attempt",
    "submit_attempt",
    "submit_overdue",
]

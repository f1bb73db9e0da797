"""The only way anything is written about quizzes."""

from app.assessment.actions.accommodations import NewAccommodation, end_accommodation, grant_accommodation
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
from app.assessment.actions.clock import Changed, credit_lost_time, extend_attempts
from app.assessment.actions.contact import note_contact, note_return
from app.assessment.actions.corrections import (
    CorrectionDraft,
    carry_out,
    decide_correction,
    lift_quarantine,
    quarantine_item,
    scope_of,
)
from app.assessment.actions.drawing import DrawnPaper, draw_ahead, draw_paper
from app.assessment.actions.grading import (
    QUIZ,
    QUIZ_WAITING,
    HandedIn,
    LibraryOf,
    append_grade,
    settle_item,
)
from app.assessment.actions.handing_in import hand_in
from app.assessment.actions.handover import Weighed, take_answer_file, weigh_answer_file
from app.assessment.actions.practising import PRACTICE, RETRY, start_practice
from app.assessment.actions.reopening import force_submission, reopen_attempt
from app.assessment.actions.sittings import NewSitting, cancel_sitting, create_sitting, edit_sitting

__all__ = [
    "PRACTICE",
    "QUIZ",
    "QUIZ_WAITING",
    "RETRY",
    "Changed",
    "CorrectionDraft",
    "DrawnPaper",
    "HandedIn",
    "LibraryOf",
    "NewAccommodation",
    "NewSitting",
    "Outcome",
    "ReadyEvents",
    "Recorded",
    "SentForm",
    "Weighed",
    "append_events",
    "append_grade",
    "cancel_sitting",
    "carry_out",
    "create_sitting",
    "credit_lost_time",
    "decide_correction",
    "draw_ahead",
    "draw_paper",
    "edit_sitting",
    "end_accommodation",
    "extend_attempts",
    "force_submission",
    "grant_accommodation",
    "grant_attempts",
    "grant_one_more",
    "hand_in",
    "lift_quarantine",
    "note_contact",
    "note_return",
    "prepare_events",
    "quarantine_item",
    "record_events",
    "record_form",
    "reopen_attempt",
    "scope_of",
    "settle_item",
    "start_attempt",
    "start_practice",
    "submit_attempt",
    "submit_overdue",
    "take_answer_file",
    "weigh_answer_file",
]

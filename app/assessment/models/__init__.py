"""The tables of graded quizzes."""

from app.assessment.models.attempts import (
    Attempt,
    AttemptAllowance,
    AttemptContact,
    AttemptCredit,
    AttemptEvent,
    AttemptGap,
)
from app.assessment.models.grades import (
    AttemptCorrection,
    AttemptItem,
    GradeRow,
    ItemCorrection,
    ItemFacility,
    ItemMark,
    ItemQuarantine,
)
from app.assessment.models.sittings import AccommodationRow, Sitting, SittingAudience

__all__ = [
    "AccommodationRow",
    "Attempt",
    "AttemptAllowance",
    "AttemptContact",
    "AttemptCorrection",
    "AttemptCredit",
    "AttemptEvent",
    "AttemptGap",
    "AttemptItem",
    "GradeRow",
    "ItemCorrection",
    "ItemFacility",
    "ItemMark",
    "ItemQuarantine",
    "Sitting",
    "SittingAudience",
]

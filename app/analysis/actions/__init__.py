"""The only way anything is written about item analysis."""

from app.analysis.actions.health import QUIZ_HEALTH, keep_health, on_grade, rebuild_health
from app.analysis.actions.panels import close_panel, create_panel, rate_questions, remove_judge

__all__ = [
    "QUIZ_HEALTH",
    "close_panel",
    "create_panel",
    "keep_health",
    "on_grade",
    "rate_questions",
    "rebuild_health",
    "remove_judge",
]

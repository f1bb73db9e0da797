"""The only way anything is written about item analysis."""

from app.analysis.actions.health import QUIZ_HEALTH, keep_health, on_grade, rebuild_health

__all__ = ["QUIZ_HEALTH", "keep_health", "on_grade", "rebuild_health"]

"""The reads of item analysis."""

from app.analysis.queries.panels import export_person

__all__ = ["export_person"]

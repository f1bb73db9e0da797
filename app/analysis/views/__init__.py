"""The addresses of item analysis."""

from app.analysis.views import health, panels
from app.analysis.views.base import blueprint

__all__ = ["blueprint", "health", "panels"]

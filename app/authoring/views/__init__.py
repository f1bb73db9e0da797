"""The authors' addresses."""

from app.authoring.views import content, scenarios
from app.authoring.views.base import blueprint

__all__ = ["blueprint", "content", "scenarios"]

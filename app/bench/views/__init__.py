"""Pages of the bench: the queue, marking, deciding, and the marks as the learner sees them."""

from app.bench.views import deciding, marking, queue, result
from app.bench.views.base import blueprint

__all__ = ["blueprint", "deciding", "marking", "queue", "result"]

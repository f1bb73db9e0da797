"""Pages of learning: the reader, the maps, what managers arrange."""

from app.learning.views import lessons, management, maps, search
from app.learning.views.base import blueprint

__all__ = ["blueprint", "lessons", "management", "maps", "search"]

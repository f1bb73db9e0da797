"""Pages of role-plays: the list, the brief, the conversation, the debrief."""

from app.roleplay.views import debrief, lists, talk
from app.roleplay.views.base import blueprint

__all__ = ["blueprint", "debrief", "lists", "talk"]

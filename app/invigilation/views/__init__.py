"""Pages of exam days: sittings, the console, papers, accommodations, answer files, and the heartbeat of open papers."""

from app.invigilation.views import accommodations, answer_files, console, contact, hand_over, papers, sittings
from app.invigilation.views.base import blueprint

__all__ = ["accommodations", "answer_files", "blueprint", "console", "contact", "hand_over", "papers", "sittings"]

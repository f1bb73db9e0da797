"""Words for what the rules of the bench name by codes."""

from flask_babel import gettext as _

from app.marking.pages.words import deadline_words, span_words

__all__ = ["deadline_words", "role_words", "span_words"]


def role_words(role: str) -> str:
    """Return which view of a conversation it is, "" for the first."""
    words = {"second": _("second view"), "adjudicator": _("third view"), "appeal": _("new view")}
    return str(words.get(role, ""))

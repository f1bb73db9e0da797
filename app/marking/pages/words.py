"""Words for what the rules of marking name by codes; the bench uses them, too."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from app.marking.rules.tasks import SOON

_DAYS_FROM = timedelta(days=3)  # below, hours say more


def span_words(span: timedelta) -> str:
    """Return a span in its largest sensible unit."""
    minutes = max(int(span / timedelta(minutes=1)), 0)
    if span >= _DAYS_FROM:
        return str(ngettext("%(num)d day", "%(num)d days", minutes // 1440))
    if minutes >= 60:  # noqa: PLR2004 - of an hour
        return str(ngettext("%(num)d hour", "%(num)d hours", minutes // 60))
    return str(ngettext("%(num)d minute", "%(num)d minutes", minutes))


def deadline_words(due_at: datetime, at: datetime) -> tuple[str, str]:
    """Return how a deadline stands, and the kind of its chip."""
    if due_at <= at:
        return _("overdue by %(span)s", span=span_words(at - due_at)), "bad"
    left = due_at - at
    return _("due in %(span)s", span=span_words(left)), "warn" if left <= SOON else ""


def settled_words(how: str) -> str:
    """Say how an answer came by its points; `how` is `Settled.how`."""
    words = {
        "single": _("One marker's points count."),
        "mean": _("Two markers agreed; the mean of their points counts."),
        "adjudicated": _("Two markers disagreed; the third one's points count."),
        "alone": _("A second marker was asked for and could not be found; one marker's points count."),
        "undecided": _("Two markers disagreed and a third could not be found; the mean of their points counts."),
    }
    return str(words.get(how, ""))

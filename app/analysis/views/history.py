"""What was decided about a question, for its page."""

from app.analysis.pages.question import Event
from app.analysis.pages.words import _
from app.assessment.queries import corrections_list
from app.assessment.queries.outcomes import quarantine_history
from app.identity.queries import names_of
from app.web.request import reading


def events_of(question_id: str) -> tuple[Event, ...]:
    """Return corrections and quarantines of a question, the newest first."""
    corrections = corrections_list(reading(), [question_id])
    kept_off = quarantine_history(reading(), question_id)
    people = {one.by for one in corrections} | {row.by for row in kept_off} | {row.lifted_by for row in kept_off}
    names = names_of(reading(), {person for person in people if person is not None})
    words = {
        "void": _("Made void"),
        "drop": _("Taken out of papers"),
        "full_credit": _("Full credit for everybody"),
        "rekey": _("Marked anew with a corrected key"),
    }
    found = [Event(one.at, words[one.action], names.get(one.by or 0, ""), one.reason) for one in corrections]
    for row in kept_off:
        found.append(Event(row.at, _("Kept off new papers"), names.get(row.by or 0, ""), row.reason))
        if row.lifted_at is not None:
            found.append(Event(row.lifted_at, _("Drawn again"), names.get(row.lifted_by or 0, ""), ""))
    return tuple(sorted(found, reverse=True))

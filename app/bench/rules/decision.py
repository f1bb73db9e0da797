"""From a marker's own judgement to the final mark: critical errors where the marker and the engine differ."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.bench.rules.result import Scale
from app.bench.rules.sheet import LONGEST_COMMENT, LONGEST_NOTE, Finding, Sheet
from app.kernel.errors import N_, InvalidError


@dataclass(frozen=True, slots=True)
class Decision:
    """What a marker decides after seeing the engine's evidence; `comment` None leaves the comment as it was."""

    critical: Mapping[str, Finding] = field(default_factory=dict)
    comment: str | None = None


def decided_so_far(draft: Sheet) -> Decision:
    """Return what a draft decides: one of the marks themselves, which always hold an impression, nothing yet."""
    return Decision() if draft.impression is not None else Decision(draft.critical, draft.comment)


def disputed_flags(own: Sheet, scale: Scale) -> tuple[str, ...]:
    """Return the critical errors that the marker and the engine see differently, in the scenario's order."""
    return tuple(
        critical.id
        for critical in scale.by_mentors
        if bool(own.finding_of(critical.id).found) != (critical.id in scale.flags)
    )


def final_sheet(own: Sheet, decision: Decision, scale: Scale) -> Sheet:
    """Return the final mark: the marks as they were, critical errors as decided, the comment as it is now.

    Where both agree there is nothing to decide. Overruling the engine, in either direction, needs a reason.

    Raises:
        InvalidError: A critical error is not decided, a reason is missing, or a text is too long.
    """
    critical = dict(own.critical)
    for name in disputed_flags(own, scale):
        critical[name] = _decided(name, decision.critical.get(name, Finding()), is_flagged=name in scale.flags)
    comment = own.comment if decision.comment is None else decision.comment.strip()
    if len(comment) > LONGEST_COMMENT:
        raise InvalidError("comment", N_("Please keep the comment below %(most)s characters."), most=LONGEST_COMMENT)
    return replace(own, critical=critical, comment=comment)


def _decided(name: str, finding: Finding, *, is_flagged: bool) -> Finding:
    reason = finding.reason.strip()
    if finding.found is None:
        raise InvalidError(name, N_("Please decide whether this critical error happened."))
    if len(reason) > LONGEST_NOTE:
        raise InvalidError(name, N_("Please keep this note below %(most)s characters."), most=LONGEST_NOTE)
    if finding.found != is_flagged and not reason:
        raise InvalidError(name, N_("Please say why you overrule the engine. Whoever asks later must find the reason."))
    return Finding(finding.found, reason)

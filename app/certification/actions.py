"""Awarding, signing off, waiving and revoking: the only way anything is written about levels."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.audit.actions import write_audit
from app.certification.models import AwardRow, RevocationRow
from app.certification.queries import awards_for, candidate_for, find_award, published_library, was_ever_awarded
from app.certification.rules.cycles import HELD, Award, award_state, expiry, latest
from app.certification.rules.ladder import Candidate, Why, due_for, is_signed, ladder_of, signings_open, tracks_for
from app.certification.rules.reasons import facts_behind, reason_record
from app.content.library import Library, Track
from app.evidence.actions import record_fact
from app.evidence.rules import Fact, RecordedFact
from app.identity.queries import find_person, open_person_ids
from app.kernel.clock import to_text
from app.kernel.errors import N_, InvalidError, NotFoundError, RefusedError
from app.kernel.ids import new_code
from app.learning.rules.lessons import LESSON
from app.storage.locks import lock_person

LONGEST_NOTE = 1000
PAGE = 200
LOOK_BACK = timedelta(days=1)  # what time alone has met counts from its own moment if the job found it within a day
_MOST_AWARDS = 50  # at once; more could only come from a rule that renews itself for ever


@dataclass(frozen=True, slots=True)
class Signature:
    """What somebody wants to sign; without a level the next one that asks for it."""

    person_id: int
    kind: Literal["signoff", "waiver"]
    role: Literal["mentor", "manager"]
    track: str
    level: str | None


def on_fact(session: Session, recorded: RecordedFact, at: datetime) -> None:
    """Award what a new fact completes, in the fact's own transaction."""
    fact = recorded.fact
    if _may_decide(session, fact):
        evaluate_person(session, fact.person_id, since=fact.effective_at, at=at)


def evaluate_person(session: Session, person_id: int, *, since: datetime, at: datetime) -> tuple[int, ...]:
    """Award every level whose rule is met, lowest first, until nothing changes; return the awards' ids.

    An award takes effect when its rule was met, but not before `since`: a new rule never dates back.
    """
    library = published_library(session)
    if library is None:
        return ()
    lock_person(session, person_id)
    person = find_person(session, person_id)
    if person is None or person.closed_at is not None:
        return ()
    candidate = candidate_for(session, person)
    given: list[int] = []
    for track in tracks_for(library, person.trade):
        while len(given) < _MOST_AWARDS and (why := _first_met(candidate, library, track, at)) is not None:
            award = _insert_award(session, candidate, library, why, since=since, at=at)
            candidate = replace(candidate, awards=(*candidate.awards, award))
            given.append(award.id)
    return tuple(given)


def evaluate_everyone(session: Session, *, after: int = 0, limit: int = PAGE, at: datetime) -> int | None:
    """Award what time alone has met to one page of people above an id; return where to go on, None at the end."""
    people = open_person_ids(session, after=after, limit=limit)
    for person_id in people:
        evaluate_person(session, person_id, since=at - LOOK_BACK, at=at)
    return people[-1] if len(people) == limit else None


def record_signoff(
    session: Session,
    person_id: int,
    role: Literal["mentor", "manager"],
    *,
    track: str,
    level: str | None = None,
    note: str = "",
    by: int | None,
    at: datetime,
) -> int:
    """Sign a person off for a level (None: the next one that asks for it); return the fact's id.

    RefusedError when the rule asks for no such signature now, when it was given already, or for oneself.
    """
    return _sign(session, Signature(person_id, "signoff", role, track, level), note, by=by, at=at)


def record_waiver(
    session: Session,
    person_id: int,
    *,
    track: str,
    level: str | None = None,
    note: str,
    by: int | None,
    at: datetime,
) -> int:
    """Waive, as a manager, what a level's rule lets a manager waive; return the fact's id; refused like a sign-off.

    InvalidError without a note: whoever asks later must find the reason.
    """
    if not note.strip():
        raise InvalidError("note", N_("Say why you waive this. The reason stays with the certificate."))
    return _sign(session, Signature(person_id, "waiver", "manager", track, level), note, by=by, at=at)


def revoke_award(session: Session, award_id: int, reason: str, *, by: int | None, at: datetime) -> None:
    """Take a certificate back from this moment on; what was true before stays true.

    InvalidError without a reason; RefusedError when it has ended, was revoked, or was renewed since.
    """
    found = find_award(session, award_id)
    if found is None:
        raise NotFoundError
    lock_person(session, found.person_id)
    if not reason.strip():
        raise InvalidError("reason", N_("Say why. The person can read it, and so can whoever asks later."))
    awards = awards_for(session, found.person_id)
    award = next(award for award in awards if award.id == award_id)
    last = latest(awards, award.track, award.level, at=at)
    if award_state(award, None, at=at) not in HELD:
        raise RefusedError("ended", N_("This certificate has already ended. There is nothing left to revoke."))
    if last is not None and last.id != award.id:
        raise RefusedError("renewed", N_("This certificate has been renewed. Revoke the newer one."))
    values = {"award_id": award_id, "reason": reason.strip()[:LONGEST_NOTE], "by": by, "at": at}
    session.execute(insert(RevocationRow).values(**values))
    detail = {"track": award.track, "level": award.level, "cycle": award.cycle, "reason": values["reason"]}
    write_audit(session, "level.revoked", f"person:{award.person_id}", detail, by=by, at=at)
    _record_level(session, award, passed=False, at=at)


def _may_decide(session: Session, fact: Fact) -> bool:
    """Our own facts never do, nor what failed; a lesson only for somebody who may have a level to renew."""
    if fact.kind == "level" or (fact.passed is False and fact.supersedes is None):
        return False
    return fact.kind != LESSON or was_ever_awarded(session, fact.person_id)


def _first_met(candidate: Candidate, library: Library, track: Track, at: datetime) -> Why | None:
    whys = (due_for(candidate, library, track, level, at=at) for level in track.levels)
    return next((why for why in whys if why is not None and why.reason.met), None)


def _insert_award(
    session: Session, candidate: Candidate, library: Library, why: Why, *, since: datetime, at: datetime
) -> Award:
    moments = (why.reason.since or at, why.due.not_before or since, since)
    awarded_at = min(max(moments), at)
    values: dict[str, Any] = {
        "person_id": candidate.person_id,
        "track": why.track,
        "level": why.level.id,
        "cycle": why.due.cycle,
        "code": new_code(),
        "awarded_at": awarded_at,
        "recorded_at": at,
        "expires_at": expiry(why.level, why.due, awarded_at),
        "release_id": library.release_id,
        "name": candidate.name,
        "evidence": _snapshot(session, candidate, library.tracks[why.track], why),
    }
    award_id = session.execute(insert(AwardRow).values(**values).returning(AwardRow.id)).scalar_one()
    award = Award(id=award_id, **values)
    detail = {"award": award_id, "track": award.track, "level": award.level, "cycle": award.cycle}
    write_audit(session, "level.awarded", f"person:{award.person_id}", detail, by=None, at=at)
    _record_level(session, award, passed=True, at=at)
    return award


def _snapshot(session: Session, candidate: Candidate, track: Track, why: Why) -> dict[str, Any]:
    """Return everything the certificate prints and rests on, so that later changes leave it as it was."""
    behind = set(facts_behind(why.reason))
    signed = [fact for fact in candidate.facts if fact.id in behind and fact.kind in {"signoff", "waiver"}]
    signers = [(fact, find_person(session, fact.recorded_by)) for fact in signed if fact.recorded_by is not None]
    return {
        "due": why.due.kind,
        "rung": [level.id for level in track.levels].index(why.level.id) + 1,
        "rungs": len(track.levels),
        "track": track.title._asdict(),
        "level": why.level.title._asdict(),
        "about": why.level.summary._asdict(),
        "titles": {name: title._asdict() for name, title in why.titles.items()},
        "facts": sorted(behind),
        "reason": reason_record(why.reason),
        "signers": [{"kind": fact.kind, "role": fact.key, "name": who.name} for fact, who in signers if who],
    }


def _record_level(session: Session, award: Award, *, passed: bool, at: datetime) -> None:
    fact = Fact(
        person_id=award.person_id,
        track=award.track,
        kind="level",
        key=award.level,
        effective_at=award.awarded_at if passed else at,
        passed=passed,
        release_id=award.release_id,
        source=f"award:{award.id}",
        detail={"cycle": award.cycle, "expires_at": to_text(award.expires_at) if award.expires_at else None},
    )
    record_fact(session, fact, by=None, at=at)


def _sign(session: Session, wanted: Signature, note: str, *, by: int | None, at: datetime) -> int:
    if by == wanted.person_id:
        raise RefusedError("own_signature", N_("Nobody signs for themselves. Ask another mentor or manager."))
    lock_person(session, wanted.person_id)
    why = _asking(session, wanted, at)
    detail = {"level": why.level.id, "cycle": why.due.cycle, "note": note.strip()[:LONGEST_NOTE]}
    deed = "level.signed_off" if wanted.kind == "signoff" else "level.waived"
    more = {"track": why.track, "role": wanted.role}
    write_audit(session, deed, f"person:{wanted.person_id}", detail | more, by=by, at=at)
    fact = Fact(
        person_id=wanted.person_id,
        track=why.track,
        kind=wanted.kind,
        key=wanted.role,
        effective_at=at,
        passed=True,
        source="signature",
        detail=detail,
    )
    return record_fact(session, fact, by=by, at=at)


def _asking(session: Session, wanted: Signature, at: datetime) -> Why:
    """Return what the signature is for: something due that asks for it and does not have it yet."""
    library, person = published_library(session), find_person(session, wanted.person_id)
    if library is None or person is None or wanted.track not in library.tracks:
        raise NotFoundError
    ladder = ladder_of(candidate_for(session, person), library, library.tracks[wanted.track], at=at)
    whys = [why for why in ladder.open if wanted.level in (None, why.level.id)]
    for why, kind, role in signings_open(ladder, (wanted.role,)):
        if why in whys and kind == wanted.kind and role == wanted.role:
            return why
    if any(is_signed(why.reason, wanted.kind, wanted.role) for why in whys):
        raise RefusedError("already_signed", N_("This has been signed already. Nothing was changed."))
    raise RefusedError("not_asked", N_("The rule of this level does not ask for this signature now."))

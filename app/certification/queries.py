"""Reads of awards: ladders, certificates, levels of many people, what expires."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from app.certification.models import AwardRow, RevocationRow
from app.certification.rules.cycles import HELD, Award, State, award_state, highest_held, latest
from app.certification.rules.ladder import Candidate, Ladder, Why, ladder_of, tracks_for
from app.certification.rules.outlook import TrackOutlook, rules_differ, track_outlook
from app.content.libraries import Libraries
from app.content.library import Level, Library, Track
from app.evidence.queries import facts_for, facts_of_people
from app.identity.queries import PersonBrief, people_in
from app.kernel.clock import to_text
from app.learning.rules.lessons import HANDED_IN, QUIZ_WAITING, ROLEPLAY

_BATCH = 500
DECIDING = ("course", "quiz", QUIZ_WAITING, "signoff", "waiver", ROLEPLAY, HANDED_IN)  # kinds conditions look at
_SELECT = select(
    *(getattr(AwardRow, field.name) for field in fields(Award) if hasattr(AwardRow, field.name)),
    RevocationRow.at.label("revoked_at"),
    RevocationRow.reason.label("revocation_reason"),
).outerjoin(RevocationRow, RevocationRow.award_id == AwardRow.id)
# For lists of many people: without the snapshot, which is the bulk of a row.
_BRIEF = select(
    *(column for column in _SELECT.selected_columns if column.key != "evidence"),
).outerjoin(RevocationRow, RevocationRow.award_id == AwardRow.id)


@dataclass(frozen=True, slots=True)
class Expiring:
    """A level that ends (or ended) at `expires_at` and has not been renewed."""

    person_id: int
    track: str
    level: str
    code: str
    expires_at: datetime


def published_library(session: Session) -> Library | None:
    """Return the release in force inside a writing session, None before the first one."""
    libraries: Libraries = session.info["libraries"]
    return libraries.published(session)


def awards_for(session: Session, person_id: int) -> tuple[Award, ...]:
    """Return all awards of a person, every cycle, in the order they were recorded."""
    return _awards(session, _SELECT.where(AwardRow.person_id == person_id).order_by(AwardRow.id))


def was_ever_awarded(session: Session, person_id: int) -> bool:
    """Tell whether a person was ever given a certificate, whatever became of it."""
    return session.execute(select(AwardRow.id).where(AwardRow.person_id == person_id).limit(1)).first() is not None


def awards_for_many(session: Session, person_ids: Iterable[int]) -> dict[int, tuple[Award, ...]]:
    """Return person → awards without their snapshots; people without any are absent."""
    ids = sorted(set(person_ids))
    found: dict[int, list[Award]] = {}
    for start in range(0, len(ids), _BATCH):
        wanted = AwardRow.person_id.in_(ids[start : start + _BATCH])
        for award in _awards(session, _BRIEF.where(wanted).order_by(AwardRow.id)):
            found.setdefault(award.person_id, []).append(award)
    return {person: tuple(awards) for person, awards in found.items()}


def award_by_code(session: Session, code: str) -> Award | None:
    """Return the award behind a code, None when there is none."""
    found = _awards(session, _SELECT.where(AwardRow.code == code))
    return found[0] if found else None


def find_award(session: Session, award_id: int) -> Award | None:
    """Return one award by id."""
    found = _awards(session, _SELECT.where(AwardRow.id == award_id))
    return found[0] if found else None


def levels_now(
    session: Session, library: Library, person_ids: Iterable[int], *, at: datetime
) -> dict[int, dict[str, Level]]:
    """Return person → track → highest level held at an instant; people and tracks without one are absent."""
    levels: dict[int, dict[str, Level]] = {}
    for person, awards in awards_for_many(session, person_ids).items():
        held = {track.id: highest_held(awards, track, at=at) for track in library.tracks.values()}
        present = {track: level for track, level in held.items() if level is not None}
        if present:
            levels[person] = present
    return levels


def expiring_between(
    session: Session, start: datetime, end: datetime, *, person_ids: Sequence[int] | None = None
) -> list[Expiring]:
    """Return what ends in [start, end) and was neither renewed nor revoked, soonest first; None is everybody."""
    statement = _BRIEF.where(AwardRow.expires_at >= start, AwardRow.expires_at < end)
    ending = _awards(session, statement.order_by(AwardRow.expires_at, AwardRow.id))
    wanted = None if person_ids is None else set(person_ids)
    ending = tuple(a for a in ending if a.revoked_at is None and (wanted is None or a.person_id in wanted))
    everything = awards_for_many(session, [award.person_id for award in ending])
    return [
        Expiring(award.person_id, award.track, award.level, award.code, award.expires_at)
        for award in ending
        if award.expires_at and max(a.cycle for a in everything[award.person_id] if _same(a, award)) == award.cycle
    ]


def certificate_state(session: Session, library: Library | None, award: Award, *, at: datetime) -> State:
    """Return how a certificate stands; one that has been renewed falls with the newer one when that is revoked."""
    track = library.tracks.get(award.track) if library else None
    level = next((level for level in track.levels if level.id == award.level), None) if track else None
    state = award_state(award, level, at=at)
    if state not in HELD:
        return state
    last = latest(awards_for(session, award.person_id), award.track, award.level, at=at) or award
    return "revoked" if award_state(last, level, at=at) == "revoked" else state


def candidate_for(session: Session, person: PersonBrief) -> Candidate:
    """Gather a person's facts and awards for the rules."""
    facts, awards = facts_for(session, person.id), awards_for(session, person.id)
    return Candidate(person.id, person.name, person.hire_date, person.trade, facts, awards)


def ladders_for(session: Session, library: Library, person: PersonBrief, *, at: datetime) -> tuple[Ladder, ...]:
    """Return the ladder of every track open to the person or in which the person was ever awarded a level."""
    candidate = candidate_for(session, person)
    earned = {award.track for award in candidate.awards}
    wanted = {track.id for track in tracks_for(library, person.trade)} | earned
    tracks = (track for track in library.tracks.values() if track.id in wanted)
    return tuple(ladder_of(candidate, library, track, at=at) for track in tracks)


def tracks_outlook(
    session: Session, now: Mapping[str, Track], draft: Mapping[str, Track], *, at: datetime
) -> tuple[TrackOutlook, ...]:
    """Simulate changed rules over everybody: for each track that differs, who meets which level's own rule.

    Reads everybody's deciding facts in pages: about a second for a thousand people, so for authors only.
    """
    changed = [track for track in {**now, **draft} if rules_differ(now.get(track), draft.get(track))]
    candidates = tuple(_candidates(session)) if changed else ()
    return tuple(track_outlook(candidates, now.get(track), draft.get(track), at=at) for track in changed)


def _candidates(session: Session) -> Iterator[Candidate]:
    """Yield everybody who has not left, with the facts that rules look at and without the awards' snapshots."""
    people = people_in(session, [""])
    for start in range(0, len(people), _BATCH):
        page = people[start : start + _BATCH]
        ids = [person.id for person in page]
        facts, awards = facts_of_people(session, ids, DECIDING), awards_for_many(session, ids)
        for person in page:
            known, given = facts[person.id], awards.get(person.id, ())
            yield Candidate(person.id, person.name, person.hire_date, person.trade, known, given)


def why_not_yet(session: Session, library: Library, person: PersonBrief, track: str, *, at: datetime) -> Why | None:
    """Return the next level of a track and the tree of reasons; None at the top, or when there is no such track."""
    if track not in library.tracks:
        return None
    return ladder_of(candidate_for(session, person), library, library.tracks[track], at=at).next


def was_certified(
    session: Session, library: Library, person_id: int, track: str, level: str, *, at: datetime, known_at: datetime
) -> bool:
    """Tell whether a person held a level at an instant as known at another one."""
    award = latest(awards_for(session, person_id), track, level, at=at, known_at=known_at)
    rule = next((rule for rule in library.tracks[track].levels if rule.id == level), None)
    return award is not None and award_state(award, rule, at=at, known_at=known_at) in HELD


def export_person(session: Session, person_id: int) -> dict[str, object]:
    """Return every certificate of a person with what it rests on, for the copy of one's data."""
    return {
        "certificates": [
            {
                "track": award.track,
                "level": award.level,
                "cycle": award.cycle,
                "code": award.code,
                "name": award.name,
                "awarded_at": to_text(award.awarded_at),
                "recorded_at": to_text(award.recorded_at),
                "expires_at": to_text(award.expires_at) if award.expires_at else None,
                "revoked_at": to_text(award.revoked_at) if award.revoked_at else None,
                "revocation_reason": award.revocation_reason,
                "rests_on": award.evidence,
            }
            for award in awards_for(session, person_id)
        ]
    }


def _same(one: Award, other: Award) -> bool:
    return (one.track, one.level) == (other.track, other.level)


def _awards(session: Session, statement: Select[Any]) -> tuple[Award, ...]:
    return tuple(_award(row) for row in session.execute(statement))


def _award(row: Row[Any]) -> Award:
    return Award(**row._asdict())

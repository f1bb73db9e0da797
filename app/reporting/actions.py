"""Keeping the summaries: what changed about a person changes the counts, in the same transaction."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, delete, exists, insert, update
from sqlalchemy.orm import Session, aliased

from app.certification.queries import published_library
from app.content.library import Library
from app.evidence.rules import RecordedFact
from app.identity.queries import open_person_ids
from app.learning.rules.lessons import LESSON
from app.reporting.models import StandingRow, Tally
from app.reporting.queries import changes_by_team, stale_people, standings_kept, subjects_of, tally_sums
from app.reporting.rules.days import day_of
from app.reporting.rules.standing import (
    CHANGES,
    EVERYBODY,
    WAITS,
    Count,
    Standing,
    difference,
    standings_of,
    waits_counts,
)
from app.storage.locks import SUMMARIES, lock_named, lock_person, lock_table

PAGE = 200  # people in one transaction of a job
_REBUILT_AT_ONCE = 500
_INSERTED_AT_ONCE = 5000

Name = tuple[str, str, int, int, str]  # of a tally: track, measure, team, bucket, key


def on_fact(session: Session, recorded: RecordedFact, at: datetime) -> None:
    """Bring the summaries up to a new fact, in the fact's own transaction."""
    person_id = recorded.fact.person_id
    if recorded.kind == LESSON and _note_activity(session, person_id, day_of(recorded.fact.effective_at)):
        return
    refresh_people(session, (person_id,), at=at)


def on_person(session: Session, person_id: int, at: datetime) -> None:
    """Bring the summaries up to a person who came, moved, left or came back."""
    refresh_people(session, (person_id,), at=at)


def refresh_people(session: Session, person_ids: Sequence[int], *, at: datetime) -> None:
    """Work out anew where these people stand, and add the difference to the counts."""
    library = published_library(session)
    if library is None:
        return
    for person_id in sorted(person_ids):
        lock_person(session, person_id)
    kept = standings_kept(session, person_ids)
    changes: Counter[Name] = Counter()
    for standing in _standings(session, library, person_ids, at=at):
        row = kept.pop((standing.person_id, standing.track), None)
        _count(changes, standing.track, standing.team_id, Counter(standing.counts()))
        if row is not None:
            _count(changes, row.track, row.team_id, _counted(row), sign=-1)
        _save(session, row, _values(standing, library.release_id))
    for row in kept.values():
        _count(changes, row.track, row.team_id, _counted(row), sign=-1)
        session.delete(row)
    session.flush()
    _insert_tally(session, _noted(changes))


def refresh_stale(session: Session, *, at: datetime, limit: int = PAGE) -> bool:
    """Refresh a page of people whom a move, a release or the calendar has changed; tell whether there may be more."""
    library = published_library(session)
    if library is None:
        return False
    found = stale_people(session, release_id=library.release_id, at=at, limit=limit)
    if found:
        refresh_people(session, found, at=at)
    return len(found) >= limit


def fold_summaries(session: Session) -> int:
    """Replace the counts of one name by their sum; return how many rows went. Writers are not held up."""
    lock_named(session, SUMMARIES)
    other = aliased(Tally)
    same = (getattr(other, name) == getattr(Tally, name) for name in _NAME)
    doubled = exists().where(*same, other.id != Tally.id)
    columns = [getattr(Tally, name) for name in _NAME]
    # What was deleted is what is added up: a row that comes in meanwhile stays for the next time.
    gone = session.execute(delete(Tally).where(doubled).returning(*columns, Tally.n)).all()
    sums: Counter[Name] = Counter()
    for *name, n in gone:
        sums[cast("Name", tuple(name))] += n
    _insert_tally(session, sums)
    return len(gone)


def rebuild_summaries(session: Session, *, at: datetime) -> int:
    """Make all summaries anew from the ledger, awards and enrolments; return how many people are counted.

    Who records a fact meanwhile waits until this transaction ends.
    """
    lock_named(session, SUMMARIES)
    lock_table(session, _table(StandingRow))
    changes = {team_id: n + 1 for team_id, n in changes_by_team(session).items()}
    session.execute(delete(Tally))
    session.execute(delete(StandingRow))
    session.expunge_all()
    library = published_library(session)
    if library is None:
        return 0
    sums: Counter[Name] = Counter()
    _noted(sums, changes)
    people = after = 0
    while ids := open_person_ids(session, after=after, limit=_REBUILT_AT_ONCE):
        after = ids[-1]
        standings = list(_standings(session, library, ids, at=at))
        if standings:
            session.execute(insert(StandingRow), [_values(standing, library.release_id) for standing in standings])
        for standing in standings:
            _count(sums, standing.track, standing.team_id, Counter(standing.counts()))
        people += len({standing.person_id for standing in standings})
    _insert_tally(session, sums)
    return people


def differing_summaries(session: Session, *, at: datetime) -> int:
    """Rebuild, and return how many counts were different before: 0 as long as every change was followed."""
    before = tally_sums(session)
    rebuild_summaries(session, at=at)
    return len(difference(cast("dict[Count, int]", before), cast("dict[Count, int]", tally_sums(session))))


def _standings(session: Session, library: Library, ids: Sequence[int], *, at: datetime) -> Iterable[Standing]:
    for subject in subjects_of(session, ids):
        yield from standings_of(subject, library, at=at)


def _note_activity(session: Session, person_id: int, day: int) -> bool:
    """Move on the day of the last fact: all that a lesson changes; False when the person has no row yet."""
    lock_person(session, person_id)
    rows = standings_kept(session, (person_id,)).values()
    changes: Counter[Name] = Counter()
    for row in rows:
        if day <= row.last_on:
            continue
        row.last_on = day
        _count(changes, row.track, row.team_id, _counted(row), sign=-1)
        if row.waits_for == "you":
            others = [entry for entry in row.counted if entry[0] != WAITS]
            waits = waits_counts(row.waits_for, day, may_be_stuck=row.may_be_stuck)
            row.since_on, row.counted = day, [*others, *(list(count) for count in waits)]
        _count(changes, row.track, row.team_id, _counted(row))
    session.flush()
    _insert_tally(session, _noted(changes))
    return bool(rows)


def _values(standing: Standing, release_id: int) -> dict[str, Any]:
    held = standing.spans[0] if standing.spans else None
    copied = (
        "person_id track team_id programme has_lapsed waits_for next_step since_on may_be_stuck done total last_on"
        " changes_at"
    )
    return {name: getattr(standing, name) for name in copied.split()} | {
        "level": held.level if held else "",
        "held_until": held.until if held else None,
        "release_id": release_id,
        "counted": [list(count) for count in standing.counts()],
    }


def _save(session: Session, row: StandingRow | None, values: Mapping[str, Any]) -> None:
    if row is None:
        session.execute(insert(StandingRow).values(**values))
        return
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if changed:
        mine = (StandingRow.person_id == row.person_id, StandingRow.track == row.track)
        session.execute(update(StandingRow).where(*mine).values(**changed))


def _counted(row: StandingRow) -> Counter[Count]:
    return Counter(Count(*entry) for entry in row.counted)


def _count(into: Counter[Name], track: str, team_id: int, counts: Mapping[Count, int], *, sign: int = 1) -> None:
    for count, n in counts.items():
        into[track, count.measure, team_id, count.bucket, count.key] += sign * n


def _noted(counts: Counter[Name], by_team: Mapping[int, int] | None = None) -> Counter[Name]:
    """Add that something of each team named there has changed, whether or not its counts are the same."""
    changes = dict.fromkeys((name[2] for name in counts), 1) if by_team is None else by_team
    for team_id, n in changes.items():
        counts[EVERYBODY, CHANGES, team_id, 0, ""] += n
    return counts


def _insert_tally(session: Session, changes: Mapping[Name, int]) -> None:
    rows = [{**dict(zip(_NAME, name, strict=True)), "n": n} for name, n in sorted(changes.items()) if n]
    for start in range(0, len(rows), _INSERTED_AT_ONCE):
        session.execute(insert(Tally), rows[start : start + _INSERTED_AT_ONCE])


_NAME = ("track", "measure", "team_id", "bucket", "key")


def _table(row: type[StandingRow]) -> Table:
    return cast("Table", row.__table__)

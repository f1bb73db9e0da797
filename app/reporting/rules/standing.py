"""Where one person stands on one track, and what that adds to the summaries."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from app.certification.rules.cycles import Award, latest, window_opens
from app.certification.rules.ladder import Candidate, Why, ladder_of
from app.content.library import Library, Programme, Track
from app.evidence.rules import RecordedFact, standing_facts
from app.learning.rules.lessons import HANDED_IN, QUIZ_WAITING, ROLEPLAY
from app.reporting.rules.days import add_days, day_number, day_of, month_of
from app.reporting.rules.waiting import SIGNERS, STUCK_DAYS, Waiting, waiting_for

EVERYBODY = "any"  # the track under which everybody is counted, on a track or not
COURSE, QUIZ, ENROLMENT = "course", "quiz", "enrolment"
# The kinds of fact that decide where somebody stands.
COUNTED = (COURSE, QUIZ, QUIZ_WAITING, ROLEPLAY, HANDED_IN, ENROLMENT, "signoff", "waiver")
STEPS = (COURSE, QUIZ, ROLEPLAY)  # what the items of a programme are
ENROLLED = "enrolled"

PEOPLE = "people"  # one for everybody
ON_TRACK = "on"  # one for everybody enrolled for the track or ever certified on it
LEVEL = "level"  # by level: who holds it as the highest
LAPSED = "lapsed"  # who held a level and holds none
STARTS, ENDS = "starts", "ends"  # by level and day: who falls to it, who loses it as the highest
ENDS_MONTH = "ends_month"  # by month: the same ends
STEP = "step"  # by programme and step: who is through
DAYS = "days"  # by level: days from enrolment to the first award
WAITS = "waits"  # by whom: day and month since when
CHANGES = "changes"  # not people: how often anything that is shown of a team has changed


class Count(NamedTuple):
    """One person counted once: under which measure, for what, in which bucket (a day, a month, a number of days)."""

    measure: str
    key: str = ""
    bucket: int = 0


class Span(NamedTuple):
    """A level held as the highest from a day (0: since before) until a day, which is no longer in it (None: ever)."""

    level: str
    start: int
    until: int | None


@dataclass(frozen=True, slots=True)
class Subject:
    """Everything about a person that the summaries depend on; `last_on` is the day of the last fact of any kind."""

    candidate: Candidate
    team_id: int
    programmes: tuple[str, ...]
    last_on: int


@dataclass(frozen=True, slots=True)
class Standing:
    """One person on one track.

    spans: the levels held from today on, in the order of time. has_level_ever: an award that was not revoked.
    waits_on, waits_step, since_on: whose turn it is, what comes next, since which day.
    may_be_stuck: whether waiting too long means stuck. done of total: steps of the programme.
    changes_at: when this may be different without any new fact.
    """

    person_id: int
    track: str
    team_id: int
    last_on: int
    programme: str = ""
    spans: tuple[Span, ...] = ()
    has_lapsed: bool = False
    waits_for: str = ""
    next_step: str = ""
    since_on: int = 0
    may_be_stuck: bool = False
    done: int = 0
    total: int = 0
    steps: tuple[str, ...] = ()
    days: tuple[tuple[str, int], ...] = ()
    changes_at: datetime | None = None

    def counts(self) -> tuple[Count, ...]:
        """Return what this standing adds to the summaries of the person's team."""
        if self.track == EVERYBODY:
            return (Count(PEOPLE),)
        found = [Count(ON_TRACK), *_span_counts(self.spans)]
        if self.has_lapsed:
            found.append(Count(LAPSED))
        found += [Count(STEP, f"{self.programme}/{step}") for step in self.steps]
        found += [Count(DAYS, level, days) for level, days in self.days]
        return (*found, *waits_counts(self.waits_for, self.since_on, may_be_stuck=self.may_be_stuck))


def waits_counts(who: str, since_on: int, *, may_be_stuck: bool) -> tuple[Count, ...]:
    """Return the counts of somebody who may be stuck: by day and by month, so that long ranges stay short sums."""
    return (Count(WAITS, who, since_on), Count(WAITS, who, month_of(since_on))) if may_be_stuck else ()


def is_stuck(since_on: int, today: int) -> bool:
    """Tell whether somebody who may be stuck has waited for more than `STUCK_DAYS` days."""
    return since_on <= stuck_since(today)


def stuck_since(today: int) -> int:
    """Return the last day since when somebody must have waited to be stuck today."""
    return add_days(today, -STUCK_DAYS - 1)


def standings_of(subject: Subject, library: Library, *, at: datetime) -> tuple[Standing, ...]:
    """Return where a person stands: once for everybody, and on each track enrolled for or ever certified on."""
    candidate = subject.candidate
    everybody = Standing(candidate.person_id, EVERYBODY, subject.team_id, subject.last_on)
    earned = {award.track for award in candidate.awards}
    found = [everybody]
    for track in library.tracks.values():
        programme = _programme_for(subject.programmes, library, track.id)
        if programme is not None or track.id in earned:
            found.append(_standing(subject, library, track, programme, at))
    return tuple(found)


def spans_of(awards: Collection[Award], track: Track, *, at: datetime) -> tuple[Span, ...]:
    """Return the levels held as the highest from the day of `at` on; a higher one hides those below until it ends."""
    today, found = day_of(at), list[Span]()
    for level in reversed(track.levels):
        award = latest(awards, track.id, level.id, at=at)
        if award is None or award.revoked_at is not None:
            continue
        until = day_of(award.expires_at) if award.expires_at else None
        start = found[-1].until if found else 0
        assert start is not None  # noqa: S101 - a level held for ever ends the search
        if until is None or until > max(start, today):
            found.append(Span(level.id, start, until))
        if until is None:
            break
    return tuple(found)


def _standing(subject: Subject, library: Library, track: Track, programme: Programme | None, at: datetime) -> Standing:
    candidate = subject.candidate
    facts = standing_facts(candidate.facts, at=at)
    spans = spans_of(candidate.awards, track, at=at)
    reached = _reached(candidate.awards, track, at=at)
    steps = _steps(programme, facts, reached)
    whys = ladder_of(candidate, library, track, at=at).open
    waiting = _waiting(whys, programme, steps)
    signing = waiting.who in SIGNERS
    since = waiting.since if signing else None
    return Standing(
        person_id=candidate.person_id,
        track=track.id,
        team_id=subject.team_id,
        last_on=subject.last_on,
        programme=programme.id if programme else "",
        spans=spans,
        has_lapsed=bool(reached) and not spans,
        waits_for=waiting.who,
        next_step=waiting.step,
        since_on=day_of(since) if since else subject.last_on or day_number(candidate.hire_date),
        may_be_stuck=signing or (waiting.who == "you" and programme is not None and not spans),
        done=len([step for step in steps if step.partition(":")[0] in STEPS]),
        total=len(_items(programme)),
        steps=steps,
        days=tuple(_days(candidate, library, track)),
        changes_at=_changes_at(candidate, track, whys, at),
    )


def _programme_for(enrolled: Iterable[str], library: Library, track: str) -> Programme | None:
    known = (library.programmes[programme] for programme in enrolled if programme in library.programmes)
    return next((programme for programme in known if programme.track == track), None)


def _items(programme: Programme | None) -> tuple[str, ...]:
    if programme is None:
        return ()
    return tuple(dict.fromkeys(f"{item.kind}:{item.id}" for stage in programme.stages for item in stage.items))


def steps_of(programme: Programme, track: Track) -> tuple[str, ...]:
    """Return the steps of the funnel in order: enrolled, every course and quiz, every level."""
    return (ENROLLED, *_items(programme), *(f"level:{level.id}" for level in track.levels))


def _steps(programme: Programme | None, facts: Iterable[RecordedFact], reached: Collection[str]) -> tuple[str, ...]:
    if programme is None:
        return ()
    done = {f"{fact.kind}:{fact.key}" for fact in facts if fact.kind in STEPS and fact.fact.passed}
    items = (item for item in _items(programme) if item in done)
    return (ENROLLED, *items, *(f"level:{level}" for level in reached))


def _reached(awards: Collection[Award], track: Track, *, at: datetime) -> tuple[str, ...]:
    """Return the levels up to the highest that was given and not taken back, whether it has ended or not."""
    for place in range(len(track.levels), 0, -1):
        award = latest(awards, track.id, track.levels[place - 1].id, at=at)
        if award is not None and award.revoked_at is None:
            return tuple(level.id for level in track.levels[:place])
    return ()


def _waiting(whys: tuple[Why, ...], programme: Programme | None, steps: Collection[str]) -> Waiting:
    """Return the first signature somebody waits for, else what is next for the person; nobody at the top."""
    found = [waiting_for(why.reason) for why in whys]
    signature = next((waiting for waiting in found if waiting.who in SIGNERS), None)
    if signature is not None:
        return signature
    own = next((waiting for waiting in found if waiting.who == "you"), None)
    if own is None:
        return Waiting("nobody")
    planned = next((item for item in _items(programme) if item not in steps), None)
    return Waiting("you", planned or own.step)


def _days(candidate: Candidate, library: Library, track: Track) -> Iterable[tuple[str, int]]:
    """Yield level → whole days from the first enrolment for the track to the first award, if it came after."""
    leading = {programme.id for programme in library.programmes.values() if programme.track == track.id}
    begun = [
        fact.fact.effective_at
        for fact in candidate.facts
        if fact.kind == ENROLMENT and fact.key in leading and fact.fact.passed is not False
    ]
    if not begun:
        return
    for level in track.levels:
        given = [award.awarded_at for award in candidate.awards if (award.track, award.level) == (track.id, level.id)]
        if given and min(given) >= min(begun):
            yield level.id, (min(given) - min(begun)).days


def _changes_at(candidate: Candidate, track: Track, whys: Iterable[Why], at: datetime) -> datetime | None:
    moments: list[datetime | None] = [leaf.earliest for why in whys for leaf in why.reason.open_leaves()]
    moments += [fact.fact.effective_at for fact in candidate.facts]
    for level in track.levels:
        award = latest(candidate.awards, track.id, level.id, at=at)
        if award is not None and award.expires_at is not None:
            ends = award.expires_at
            moments += [ends, ends.replace(hour=0, minute=0, second=0, microsecond=0), window_opens(level, ends)]
    return min((moment for moment in moments if moment is not None and moment > at), default=None)


def _span_counts(spans: tuple[Span, ...]) -> list[Count]:
    found = [Count(STARTS, span.level, span.start) if span.start else Count(LEVEL, span.level) for span in spans]
    for span in spans:
        if span.until is not None:
            found += [Count(ENDS, span.level, span.until), Count(ENDS_MONTH, "", month_of(span.until))]
    return found


def difference(old: Mapping[Count, int], new: Mapping[Count, int]) -> dict[Count, int]:
    """Return what must be added to turn the old counts into the new ones, without zeros."""
    changed = {count: new.get(count, 0) - old.get(count, 0) for count in old.keys() | new.keys()}
    return {count: n for count, n in changed.items() if n}

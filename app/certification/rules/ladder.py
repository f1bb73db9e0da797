"""The ladder of a track for one person: how each level stands, what comes next and why not yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from app.certification.rules.changes import changes_since, lessons_behind
from app.certification.rules.conditions import Standing, all_of, evaluate, leaves
from app.certification.rules.cycles import Award, Due, State, due_cycle, highest_held, latest, level_state, levels_held
from app.certification.rules.reasons import Reason
from app.certification.rules.roleplays import roleplay_titles
from app.content.conditions import Condition, CourseDone, QuizPassed
from app.content.library import Level, Library, Track
from app.evidence.rules import ANY, RecordedFact, standing_facts
from app.kernel.bilingual import Bilingual

SIGNATURES = frozenset({"signoff", "waiver"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person as the rules need one: day of hire, trade, facts and awards, all as known now.

    knows_lessons: whether the facts hold those about lessons; without them nobody is asked to read what changed.
    """

    person_id: int
    name: str
    hire_date: date
    trade: str | None
    facts: tuple[RecordedFact, ...] = ()
    awards: tuple[Award, ...] = ()
    knows_lessons: bool = True


@dataclass(frozen=True, slots=True)
class Why:
    """What is due for one level and how it stands; `titles` names the courses, quizzes, levels and lessons in it."""

    track: str
    level: Level
    due: Due
    reason: Reason
    titles: Mapping[str, Bilingual]

    def title_of(self, reason: Reason) -> Bilingual:
        """Return what the condition names, in both languages; its id when the content no longer has it."""
        return self.titles.get(f"{reason.kind}:{reason.key}", Bilingual(reason.key, reason.key))


@dataclass(frozen=True, slots=True)
class Step:
    """One rung: a level, its state, and its last award if there is one."""

    level: Level
    state: State
    award: Award | None


@dataclass(frozen=True, slots=True)
class Ladder:
    """A track for one person: rungs from the lowest, the highest held, what is next, what may be renewed now."""

    track: Track
    steps: tuple[Step, ...]
    held: Level | None
    next: Why | None
    renewals: tuple[Why, ...]

    @property
    def open(self) -> tuple[Why, ...]:
        """Return everything that somebody can work towards now."""
        return (*self.renewals, *((self.next,) if self.next else ()))


def tracks_for(library: Library, trade: str | None) -> tuple[Track, ...]:
    """Return the tracks open to a trade: its own and those for any; all for somebody without a trade."""
    return tuple(track for track in library.tracks.values() if trade is None or track.trade in (ANY, trade))


def _standing(
    candidate: Candidate, library: Library, track: Track, *, level: Level, due: Due, at: datetime
) -> Standing:
    facts = standing_facts(candidate.facts, at=at)
    return Standing(
        facts=facts,
        hired_at=datetime.combine(candidate.hire_date, time(), UTC),
        at=at,
        track=track.id,
        level=level.id,
        held=levels_held(candidate.awards, track, at=at),
        fresh_since=due.fresh_since,
        lessons=_lessons(due.condition, facts, library, candidate.trade),
    )


def due_for(candidate: Candidate, library: Library, track: Track, level: Level, *, at: datetime) -> Why | None:
    """Return what is due for a level and how it stands; None while nothing is."""
    due = due_cycle(candidate.awards, track.id, level, at=at)
    if due is None:
        return None
    reason = evaluate(due.condition, _standing(candidate, library, track, level=level, due=due, at=at))
    titles = titles_in(due.condition, library, track) | roleplay_titles(reason, library)
    if due.changes_since is not None and candidate.knows_lessons:
        lessons = lessons_behind(level, library, candidate.trade)
        if lessons:
            changes = changes_since(lessons, candidate.facts, since=due.changes_since, at=at)
            parts = reason.children if reason.kind == "all" else (reason,)
            reason = all_of((*parts, changes), at)
            titles |= {f"lesson:{part.key}": library.lessons[part.key].title for part in changes.children}
    return Why(track.id, level, due, reason, titles)


def ladder_of(candidate: Candidate, library: Library, track: Track, *, at: datetime) -> Ladder:
    """Return the whole ladder of a track for a person at an instant."""
    awards = candidate.awards
    held = levels_held(awards, track, at=at)
    whys = {level.id: due_for(candidate, library, track, level, at=at) for level in track.levels}
    target = next((level for level in track.levels if level.id not in held), None)
    found = tuple(whys[level.id] for level in track.levels if level.id in held)
    return Ladder(
        track=track,
        steps=tuple(
            Step(level, level_state(awards, track.id, level, at=at), latest(awards, track.id, level.id, at=at))
            for level in track.levels
        ),
        held=highest_held(awards, track, at=at),
        next=whys[target.id] if target else None,
        renewals=tuple(why for why in found if why is not None and why.due.kind == "renewal"),
    )


def titles_in(condition: Condition, library: Library, track: Track) -> dict[str, Bilingual]:
    """Return the title of every course, quiz and level that a condition names, by `kind:id`."""
    levels = {level.id: level.title for level in track.levels}
    titles = {f"level:{level}": title for level, title in levels.items()}
    for leaf in leaves(condition):
        if isinstance(leaf, CourseDone) and leaf.course in library.courses:
            titles[f"course:{leaf.course}"] = library.courses[leaf.course].title
        elif isinstance(leaf, QuizPassed) and leaf.quiz in library.quizzes:
            titles[f"quiz:{leaf.quiz}"] = library.quizzes[leaf.quiz].title
    return titles


def signings_open(ladder: Ladder, roles: Iterable[str]) -> tuple[tuple[Why, str, str], ...]:
    """Return (why, "signoff" or "waiver", role) for each signature by one of the roles that would still help."""
    wanted = tuple(roles)
    return tuple(
        (why, kind, role)
        for why in ladder.open
        for kind, role in dict.fromkeys((leaf.kind, leaf.key) for leaf in why.reason.open_leaves())
        if kind in SIGNATURES and role in wanted
    )


def is_signed(reason: Reason, kind: str, role: str) -> bool:
    """Tell whether the tree holds that signature already."""
    if reason.kind == kind and reason.key == role:
        return reason.met
    return any(is_signed(child, kind, role) for child in reason.children)


def _lessons(
    condition: Condition, facts: tuple[RecordedFact, ...], library: Library, trade: str | None
) -> dict[str, tuple[int, int]]:
    done = {fact.key for fact in facts if fact.kind == "lesson" and fact.fact.passed is not False}
    counts = {}
    for leaf in leaves(condition):
        if isinstance(leaf, CourseDone) and leaf.course in library.courses:
            required = library.lessons_of(leaf.course, trade)
            counts[leaf.course] = (sum(lesson.key in done for lesson in required), max(len(required), 1))
    return counts

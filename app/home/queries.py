"""What is read for Today, for a person's page and for a mentor's newcomers: gathered from the features below."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.assessment.queries import MarkedPaper, marked_since, open_attempts_of, standing_in
from app.assessment.queries import Standing as QuizStanding
from app.bench.queries import Released, releases_since, returned_to
from app.bench.rules.tasks import TaskRow
from app.certification.queries import awards_for_many
from app.certification.rules.ladder import Candidate, Ladder, ladder_of, tracks_for
from app.certification.rules.roleplays import next_roleplay
from app.content.library import Lesson, Library
from app.evidence.queries import facts_of_people
from app.identity.queries import PersonBrief
from app.learning.queries import (
    EnrolmentRow,
    Position,
    assignments_of,
    duty_of,
    enrolments_of,
    enrolments_of_people,
    last_reading,
    positions_of,
    standing_for,
)
from app.learning.rules.lessons import HANDED_IN, QUIZ_WAITING, ROLEPLAY, Standing, standing_of
from app.learning.rules.programme import ProgrammeMap, local_date, programme_map
from app.learning.rules.todo import NextStep, Todo, changed_lessons, next_step, todos
from app.roleplay.queries import SessionRow, open_sessions_of

_KINDS = ("lesson", "course", "quiz", QUIZ_WAITING, ROLEPLAY, HANDED_IN, "signoff", "waiver", "level")
FEEDBACK = timedelta(days=14)  # that long Today tells of marks that were released and of appeals that were decided


@dataclass(frozen=True, slots=True)
class OpenAttempt:
    """A quiz that was begun and not handed in."""

    id: int
    quiz: str
    deadline_at: datetime | None


@dataclass(frozen=True, slots=True)
class Work:
    """All that somebody has to do: what is left by date, the next step, how each quiz of it stands.

    talks: role-plays begun and not closed. released, returned: what came back from the bench lately; marked: papers
    whose last answer people have marked lately.
    """

    today: date
    standing: Standing
    maps: tuple[ProgrammeMap, ...]
    left: tuple[Todo, ...]
    step: NextStep | None
    changed: tuple[Lesson, ...]
    attempts: tuple[OpenAttempt, ...]
    quizzes: dict[str, QuizStanding]
    positions: dict[str, Position]
    talks: tuple[SessionRow, ...] = ()
    released: tuple[Released, ...] = ()
    returned: tuple[TaskRow, ...] = ()
    marked: tuple[MarkedPaper, ...] = ()


@dataclass(frozen=True, slots=True)
class NewcomerLine:
    """A learner as a mentor sees one; `last_at` is the last reading or the last fact."""

    person: PersonBrief
    maps: tuple[ProgrammeMap, ...]
    ladders: tuple[Ladder, ...]
    last_at: datetime | None


def work_of(session: Session, library: Library, person: PersonBrief, *, zone: str, at: datetime) -> Work:
    """Gather what a person has to do at an instant, by the dates of a zone."""
    today, standing = local_date(at, zone), standing_for(session, person.id, at=at)
    maps = _maps(library, enrolments_of(session, person.id), standing, person.trade, today)
    duties = [duty_of(row, zone) for row in assignments_of(session, person.id)]
    left = todos(library, duties, maps, standing, trade=person.trade, today=today)
    quizzes = {
        todo.id: standing_in(session, library.quizzes[todo.id], person.id, at=at)
        for todo in left
        if todo.kind == "quiz"
    }
    blocked = {key: found.verdict.state for key, found in quizzes.items() if found.verdict.state != "start"}
    return Work(
        today=today,
        standing=standing,
        maps=maps,
        left=left,
        step=next_step(library, left, standing, trade=person.trade, blocked=blocked),
        changed=changed_lessons(library, standing, trade=person.trade),
        attempts=tuple(OpenAttempt(*row) for row in open_attempts_of(session, person.id)),
        quizzes=quizzes,
        positions=positions_of(session, person.id),
        talks=open_sessions_of(session, person.id),
        released=releases_since(session, person.id, at - FEEDBACK),
        returned=returned_to(session, person.id, at - FEEDBACK),
        marked=marked_since(session, person.id, at - FEEDBACK),
    )


def level_step(library: Library, ladders: Iterable[Ladder], trade: str | None) -> NextStep | None:
    """Return the role-play that brings the next level nearer, None while courses or quizzes come first."""
    for why in (ladder.next for ladder in ladders if ladder.next):
        own = [leaf for leaf in why.reason.open_leaves() if leaf.who == "you"]
        scenario = next_roleplay(own[0], library, trade) if own else None
        if scenario is not None:
            return NextStep("roleplay", scenario)
    return None


def renewal_step(
    session: Session, library: Library, person: PersonBrief, ladders: Iterable[Ladder], *, zone: str, at: datetime
) -> NextStep | None:
    """Return the first thing that renews a certificate about to end, due on its last day; None when nothing can."""
    for why in (why for ladder in ladders for why in ladder.renewals):
        due = local_date(why.due.extends, zone) if why.due.extends else None
        for leaf in why.reason.open_leaves():
            if leaf.kind == "changes":
                return NextStep("lesson", next(child.key for child in leaf.children if not child.met), due)
            if scenario := next_roleplay(leaf, library, person.trade):
                return NextStep("roleplay", scenario, due)
            quiz = library.quizzes.get(leaf.key) if leaf.kind == "quiz" else None
            if quiz is not None and standing_in(session, quiz, person.id, at=at).verdict.state == "start":
                return NextStep("quiz", quiz.id, due)
    return None


def maps_of(
    session: Session, library: Library, person: PersonBrief, *, zone: str, at: datetime
) -> tuple[ProgrammeMap, ...]:
    """Draw the maps of the programmes a person is in."""
    standing = standing_for(session, person.id, at=at)
    return _maps(library, enrolments_of(session, person.id), standing, person.trade, local_date(at, zone))


def newcomer_lines(
    session: Session, library: Library, people: Sequence[PersonBrief], *, zone: str, at: datetime
) -> tuple[NewcomerLine, ...]:
    """Gather progress, levels and last activity of some people in a fixed number of reads."""
    ids = [person.id for person in people]
    facts, awards = facts_of_people(session, ids, _KINDS), awards_for_many(session, ids)
    enrolments, reading = enrolments_of_people(session, ids), last_reading(session, ids)
    lines = []
    for person in people:
        own = facts[person.id]
        maps = _maps(
            library, enrolments[person.id], standing_of(own, at=at), person.trade, local_date(at, person.zone or zone)
        )
        candidate = Candidate(person.id, person.name, person.hire_date, person.trade, own, awards.get(person.id, ()))
        ladders = tuple(ladder_of(candidate, library, track, at=at) for track in tracks_for(library, person.trade))
        moments = [fact.recorded_at for fact in own if fact.recorded_by == person.id]
        moments += [reading[person.id]] if person.id in reading else []
        lines.append(NewcomerLine(person, maps, ladders, max(moments, default=None)))
    return tuple(lines)


def _maps(
    library: Library, enrolments: Sequence[EnrolmentRow], standing: Standing, trade: str | None, today: date
) -> tuple[ProgrammeMap, ...]:
    return tuple(
        programme_map(
            library, library.programmes[row.programme], standing, trade=trade, starts_on=row.starts_on, today=today
        )
        for row in enrolments
        if row.programme in library.programmes
    )

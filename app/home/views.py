"""The start page, Today, the page of a person, a mentor's newcomers."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, redirect, request

from app.appeals.queries import appeals_of, open_appeals
from app.assessment.queries import appointments_of, attempt_summaries
from app.bench.access import waiting_for as waiting_on_bench
from app.certification.queries import awards_for, ladders_for
from app.certification.rules.ladder import Ladder, Why, signings_open
from app.evidence.queries import facts_for
from app.evidence.rules import RecordedFact
from app.home.pages.appeals import AppealsNote, appeal_news, appeals_note
from app.home.pages.exams import ExamRow, console_rows, exam_rows
from app.home.pages.newcomers import NewcomerRow, NewcomersPage, waiting_for
from app.home.pages.person import AssignmentLine, AttemptLine, FactLine, PersonPage
from app.home.pages.roleplays import BenchNote, bench_note, feedback_rows, paper_rows, talk_rows
from app.home.pages.today import TodayPage, step_of, todo_rows
from app.home.queries import FEEDBACK, Work, level_step, maps_of, newcomer_lines, renewal_step, work_of
from app.home.rules import PAGE, days_since, is_newcomer, page_of, start_page
from app.identity.access import access_person, may_give_code
from app.identity.queries import PersonBrief, names_of, people_in, person_brief
from app.invigilation.access import access_sittings
from app.kernel.bilingual import Bilingual
from app.learning.pages.lesson import lesson_url
from app.learning.pages.maps import ProgrammePage, programme_page, title_of
from app.learning.queries import assignments_of, duty_of, standing_for
from app.learning.rules.lessons import HANDED_IN, QUIZ, QUIZ_WAITING, ROLEPLAY
from app.learning.rules.programme import local_date
from app.learning.rules.todo import greeting, is_duty_done
from app.marking.access import waiting_for as answers_waiting
from app.web.guards import needs, signed_in
from app.web.rendering import render
from app.web.request import actor, library, now, reading
from app.web.services import services
from app.web.translation import zone

blueprint = Blueprint("home", __name__, template_folder="templates")
_FACTS = 30


@blueprint.get("/")
@signed_in
def start() -> Response:
    """Lead everybody to the page their first role works on."""
    return redirect(start_page(actor()), 303)  # type: ignore[return-value]


@blueprint.get("/today")
@signed_in
def today() -> str:
    """Show one next step, what is due, what changed and how far the next level is."""
    return render("home/today.html", _today_page(person_brief(reading(), actor().person_id)))


def _today_page(me: PersonBrief) -> TodayPage:
    work = _work(me, ladders := ladders_for(reading(), library(), me, at=now()))
    step = step_of(library(), work, me.trade)
    rows = todo_rows(library(), work, step, me.trade)
    return TodayPage(
        name=me.name,
        today=work.today,
        day=days_since(me.hire_date, work.today),
        part=greeting(now().astimezone(ZoneInfo(zone())).hour),
        step=step,
        rows=tuple(row for row in rows if not row.todo.is_later),
        later=tuple(row for row in rows if row.todo.is_later),
        changed=tuple((lesson, lesson_url(lesson.key)) for lesson in work.changed),
        ladders=ladders,
        maps=work.maps,
        exams=exam_rows(library(), appointments_of(reading(), me.id, at=now()), now()),
        consoles=_consoles(),
        talks=talk_rows(library(), work, step.url if step else ""),
        feedback=feedback_rows(library(), work),
        bench=_bench(),
        papers=paper_rows(library(), work),
        appeals=appeal_news(library(), appeals_of(reading(), me.id), since=now() - FEEDBACK),
        doubts=_doubts(),
    )


def _bench() -> BenchNote | None:
    if not actor().has("mentor"):
        return None
    return bench_note(waiting_on_bench(reading(), actor()), answers_waiting(reading(), actor()), now())


def _doubts() -> AppealsNote | None:
    if not actor().has("author", "admin"):
        return None
    return appeals_note(open_appeals(reading()), actor().person_id, now())


def _consoles() -> tuple[ExamRow, ...]:
    if not actor().has("manager", "admin"):
        return ()
    return console_rows(library(), (seen.sitting for seen in access_sittings(reading(), actor(), now())), now())


def _work(me: PersonBrief, ladders: tuple[Ladder, ...]) -> Work:
    """Return what there is to do; when nothing is planned, what renews a certificate or leads to the next level."""
    work = work_of(reading(), library(), me, zone=zone(), at=now())
    if work.step is not None:
        return work
    needed = renewal_step(reading(), library(), me, ladders, zone=zone(), at=now())
    return replace(work, step=needed or level_step(library(), ladders, me.trade))


@blueprint.get("/people/<int:person_id>")
@signed_in
def person(person_id: int) -> str:
    """Show a person to the person, to mentors and managers of the team, to admins."""
    found = access_person(reading(), actor(), person_id)
    return render("home/person.html", _person_page(found))


@blueprint.get("/newcomers")
@needs("mentor", "manager")
def newcomers() -> str:
    """Show the learners of one's teams with their progress and what waits for oneself."""
    people, everybody = _my_people(), "all" in request.args
    number = page_of(request.args.get("page", "1"), len(people))
    shown = people[(number - 1) * PAGE : number * PAGE]
    lines = newcomer_lines(reading(), library(), shown, zone=services().settings.default_zone, at=now())
    rows = tuple(
        NewcomerRow(
            line, days_since(line.person.hire_date, _today(line.person)), waiting_for(line, _roles(line.person))
        )
        for line in lines
    )
    pages = max(1, -(-len(people) // PAGE))
    return render("home/newcomers.html", NewcomersPage(rows, len(people), number, pages, everybody))


def _person_page(found: PersonBrief) -> PersonPage:
    ladders = ladders_for(reading(), library(), found, at=now())
    facts = facts_for(reading(), found.id)
    own = found.id == actor().person_id
    return PersonPage(
        person=found,
        day=days_since(found.hire_date, _today(found)),
        is_own=own,
        may_manage=actor().has("admin") or actor().covers("manager", found.team_path),
        may_give_code=may_give_code(reading(), actor(), found, at=now()),
        ladders=ladders,
        signings=() if own else _signings(found, ladders),
        programmes=_programmes(found),
        assignments=_assignments(found),
        attempts=tuple(
            AttemptLine(attempt, title_of(library(), "quiz", attempt.quiz_id))
            for attempt in attempt_summaries(reading(), found.id)
        ),
        awards=awards_for(reading(), found.id),
        facts=_fact_lines(facts[-_FACTS:]),
        facts_total=len(facts),
    )


def _zone(person: PersonBrief) -> str:
    return person.zone or services().settings.default_zone


def _today(person: PersonBrief) -> date:
    return local_date(now(), _zone(person))


def _roles(person: PersonBrief) -> tuple[str, ...]:
    return tuple(role for role in ("mentor", "manager") if actor().covers(role, person.team_path))


def _signings(person: PersonBrief, ladders: tuple[Ladder, ...]) -> tuple[tuple[Why, str, str], ...]:
    return tuple(found for ladder in ladders for found in signings_open(ladder, _roles(person)))


def _my_people() -> list[PersonBrief]:
    paths = sorted({*actor().paths("mentor"), *actor().paths("manager")})
    people = [person for person in people_in(reading(), paths) if person.id != actor().person_id]
    if "all" not in request.args:
        people = [person for person in people if is_newcomer(person.hire_date, _today(person))]
    return sorted(people, key=lambda person: (-person.hire_date.toordinal(), person.name, person.id))


def _programmes(person: PersonBrief) -> tuple[ProgrammePage, ...]:
    drawn = maps_of(reading(), library(), person, zone=_zone(person), at=now())
    return tuple(programme_page(library(), found) for found in drawn)


def _assignments(person: PersonBrief) -> tuple[AssignmentLine, ...]:
    rows = assignments_of(reading(), person.id)
    names = names_of(reading(), {row.assigned_by for row in rows if row.assigned_by is not None})
    standing = standing_for(reading(), person.id, at=now())
    lines = []
    for row in rows:
        is_done = is_duty_done(library(), duty_of(row, _zone(person)), standing, person.trade)
        title = title_of(library(), row.kind, row.key)
        lines.append(AssignmentLine(row, title, names.get(row.assigned_by or 0), is_done, row.due_at < now()))
    return tuple(lines)


def _fact_lines(facts: tuple[RecordedFact, ...]) -> tuple[FactLine, ...]:
    names = names_of(reading(), {fact.recorded_by for fact in facts if fact.recorded_by is not None})
    by_people = {ROLEPLAY, HANDED_IN, QUIZ, QUIZ_WAITING}
    blind = {fact.id for fact in facts if fact.kind in by_people}  # who marks is told to nobody
    return tuple(
        FactLine(fact, _title(fact), None if fact.id in blind else names.get(fact.recorded_by or 0), _url(fact))
        for fact in reversed(facts)
    )


def _url(recorded: RecordedFact) -> str:
    """Marks have a page of their own."""
    if recorded.kind != ROLEPLAY:
        return ""
    return f"/role-play-sessions/{recorded.fact.source.removeprefix('roleplay:')}/marks"


def _title(recorded: RecordedFact) -> Bilingual:
    fact = recorded.fact
    if fact.kind == "lesson" and fact.key in library().lessons:
        return library().lessons[fact.key].title
    kind = {HANDED_IN: ROLEPLAY, QUIZ_WAITING: QUIZ}.get(fact.kind, fact.kind)
    if kind in {"course", QUIZ, ROLEPLAY}:
        return title_of(library(), kind, fact.key)
    levels = {level.id: level.title for track in library().tracks.values() for level in track.levels}
    return levels.get(fact.key, Bilingual("", ""))

"""Item health is computed by a job soon after each outcome, equal to a rebuild, and known to the next draws."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update

from app.analysis.actions import QUIZ_HEALTH, keep_health, rebuild_health
from app.analysis.jobs import HANDLERS
from app.analysis.queries.health import find_stamp, health_body, health_lines, health_now, near_passes
from app.assessment.actions import record_events, start_attempt, submit_attempt
from app.assessment.actions.facilities import grade_older_attempts
from app.assessment.models import Attempt, AttemptItem, GradeRow, ItemFacility
from app.assessment.queries import known_of
from app.evidence.models import Evidence
from app.identity.actions import NewPerson, create_person, create_team
from app.jobs.models import Job
from app.jobs.worker import work_once
from app.kernel.errors import NotFoundError
from tests.factories.assessment import a_batch, a_library, a_quiz

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
QUIZ = a_quiz(draws=(), questions=("q0", "q1", "q2"), shuffle=(), pass_score=600, confidence=True)
OTHER = a_quiz(id="other", draws=(), questions=("q0", "q3"), shuffle=(), pass_score=600)
LIBRARY = a_library(quiz=QUIZ)
LIBRARY = LIBRARY.__class__(**{**{name: getattr(LIBRARY, name) for name in LIBRARY.__struct_fields__},
                               "quizzes": {**LIBRARY.quizzes, "other": OTHER}})  # fmt: skip
COUNTED = (QUIZ_HEALTH,)


class Libraries:
    """One hand-made release."""

    def get(self, _session, _release_id):
        return LIBRARY

    def published(self, _session):
        return LIBRARY

    def question(self, _session, hash_):
        found = [question for question in LIBRARY.questions.values() if question.hash == hash_]
        if not found:
            raise NotFoundError
        return found[0]


@pytest.fixture(autouse=True)
def libraries(database):
    kept = database.info["libraries"]
    database.info["libraries"] = Libraries()
    yield
    database.info["libraries"] = kept


def add_person(database, number, team=None):
    with database.write() as session:
        new = NewPerson(number, number.title(), date(2026, 2, 1), trade="aircon")
        return create_person(session, new, team_id=team, by=None, at=NOON - timedelta(days=9))


def write(database, person, *answers, quiz="final", at=NOON, sure=None):
    library_of = lambda _release: LIBRARY  # noqa: E731 - one release
    questions = QUIZ.questions if quiz == "final" else OTHER.questions
    with database.write() as session:
        attempt = start_attempt(session, library_of, quiz, person, release_id=1, by=person, at=at)
    events = [(n + 1, question, answer) for n, (question, answer) in enumerate(zip(questions, answers, strict=True))]
    with database.write() as session:
        record_events(session, library_of, attempt, a_batch("tab", *events), by=person, at=at + MINUTE)
    with database.write() as session:
        submit_attempt(session, library_of, attempt, by=person, at=at + 2 * MINUTE)
    return attempt


def run_jobs(database, at):
    done = 0
    while work_once(database, HANDLERS, owner="test", clock=lambda: at):
        done += 1
    return done


def kept(database, quiz="final"):
    with database.read() as session:
        return health_body(session.connection(), quiz)


def test_outcomes_that_come_together_are_computed_once_and_soon(database):
    for number in range(3):
        write(database, add_person(database, f"p{number}"), "yes", "yes", "no")

    with database.read() as session:
        jobs = session.execute(select(func.count()).select_from(Job).where(Job.kind == QUIZ_HEALTH)).scalar_one()
    assert jobs == 1
    assert run_jobs(database, NOON + 2 * MINUTE) == 0
    assert run_jobs(database, NOON + 3 * MINUTE) == 1
    found = kept(database)
    assert (found["n"], found["papers"], found["passed"]) == (3, 3, 3)
    assert [item["facility"] for item in found["questions"]] == [1.0, 1.0, 0.0]
    assert [one["count"] for one in found["questions"][2]["options"]] == [0, 3, 0]


def test_a_second_attempt_is_an_exposure_and_nothing_more(database):
    person = add_person(database, "again")
    write(database, person, "no", "no", "no")
    write(database, person, "yes", "yes", "yes", at=NOON + timedelta(hours=2))

    run_jobs(database, NOON + timedelta(hours=3))

    found = kept(database)
    assert (found["n"], found["papers"], found["passed"], found["decided"]) == (1, 2, 0, 1)
    assert [(item["n"], item["shown"], item["facility"]) for item in found["questions"]] == [(1, 2, 0.0)] * 3


def test_what_is_known_of_a_question_adds_up_over_quizzes(database):
    write(database, add_person(database, "one"), "yes", "yes", "yes")
    write(database, add_person(database, "two"), "no", "yes", quiz="other")

    run_jobs(database, NOON + timedelta(hours=1))

    with database.read() as session:
        known = known_of(session, LIBRARY, a_quiz(draws=a_quiz().draws[:1]))
    assert (known["q0"].n, known["q0"].shown, known["q0"].facility) == (2, 2, 500)
    assert (known["q1"].n, known["q1"].facility) == (1, 1000)


def test_a_rebuild_finds_what_the_jobs_found(database):
    for number in range(4):
        answers = ["yes" if number > place else "no" for place in range(3)]
        write(database, add_person(database, f"p{number}"), *answers)
        write(database, add_person(database, f"o{number}"), "yes", "maybe", quiz="other")
    run_jobs(database, NOON + timedelta(hours=1))
    before = (kept(database), kept(database, "other"), facilities(database))

    with database.write() as session:
        assert rebuild_health(session, at=NOON + timedelta(days=1)) == 2

    assert (kept(database), kept(database, "other"), facilities(database)) == before


def facilities(database):
    columns = (ItemFacility.question_id, ItemFacility.version, ItemFacility.n, ItemFacility.shown)
    with database.read() as session:
        return sorted(map(tuple, session.execute(select(*columns, ItemFacility.facility))))


def test_what_was_computed_earlier_never_replaces_what_was_computed_later(database):
    write(database, add_person(database, "one"), "yes", "yes", "yes")
    with database.read() as session:
        early = health_now(session, database.info["libraries"], "final")
    write(database, add_person(database, "two"), "yes", "yes", "yes")
    run_jobs(database, NOON + timedelta(hours=1))

    with database.write() as session:
        assert not keep_health(session, early, at=NOON + timedelta(hours=1))

    assert kept(database)["n"] == 2


def test_attempts_from_before_there_were_grades_get_one_and_keep_their_fact(database):
    attempt = write(database, add_person(database, "old"), "yes", "yes", "no")
    other = write(database, add_person(database, "older"), "no", "no", "no")
    run_jobs(database, NOON + timedelta(hours=1))
    before = kept(database)
    with database.write() as session:
        session.execute(update(Attempt).values(grade_id=None, answers=None, timings=None))
        session.execute(delete(AttemptItem))
        session.execute(delete(GradeRow))

    with database.write() as session:
        done = grade_older_attempts(session, lambda _release: LIBRARY, limit=10, at=NOON + timedelta(days=1))
    with database.write() as session:
        assert grade_older_attempts(session, lambda _release: LIBRARY, limit=10, at=NOON + timedelta(days=1)) == 0
        rebuild_health(session, at=NOON + timedelta(days=1))

    assert done == 2
    with database.read() as session:
        causes = session.execute(select(GradeRow.attempt_id, GradeRow.cause).order_by(GradeRow.attempt_id)).all()
        facts = session.execute(select(func.count()).select_from(Evidence).where(Evidence.kind == "quiz")).scalar_one()
    assert [tuple(row) for row in causes] == [(attempt, "rebuild"), (other, "rebuild")]
    assert facts == 2
    assert kept(database) == before


def test_nobody_sees_near_passes_of_other_teams(database):
    with database.write() as session:
        here = create_team(session, "here", by=None, at=NOON - timedelta(days=9))
        there = create_team(session, "there", by=None, at=NOON - timedelta(days=9))
    mine, theirs = add_person(database, "mine", here), add_person(database, "theirs", there)
    near = [[theirs, 1, 600, 0.5], [mine, 2, 610, 0.6]]

    with database.read() as session:
        own = near_passes(session.connection(), near, [f"/{here}/"], limit=20)
        every = near_passes(session.connection(), near, [""], limit=20)
        none = near_passes(session.connection(), near, [], limit=20)

    assert [line.person_id for line in own] == [mine]
    assert [line.person_id for line in every] == [theirs, mine]
    assert none == ()


def test_the_list_needs_no_bodies(database):
    write(database, add_person(database, "one"), "yes", "yes", "yes")
    run_jobs(database, NOON + timedelta(hours=1))

    with database.read() as session:
        (line,) = health_lines(session)
        stamp = find_stamp(session.connection(), "final")

    assert (line.quiz_id, line.n, line.summary["flags"], line.summary["passed"]) == ("final", 1, {}, 1)
    assert (stamp.n, stamp.k, stamp.at) == (1, 3, NOON + timedelta(hours=1))

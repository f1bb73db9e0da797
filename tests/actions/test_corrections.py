"""A correction and the certificates that rest on what it changes: told before, followed after."""

from datetime import timedelta

import pytest

from app.assessment.actions import CorrectionDraft
from app.assessment.queries import Scope, grades_of
from app.certification.actions import record_signoff
from app.certification.queries import awards_for, published_library
from app.certification.rules.conditions import leaves
from app.content.conditions import QuizPassed
from app.corrections.actions import confirm_correction
from app.corrections.queries import dry_run_of, flips_of
from app.corrections.rules import with_key
from app.kernel.errors import RefusedError
from tests.conftest import START
from tests.factories.careers import pass_quiz, published, read_lesson, record_roleplays

AT = START - timedelta(days=1)


@pytest.fixture
def ready(app_database, world):
    """The learner has done everything but the mentor's signature: attempt at the last quiz, its questions, release."""
    learner = world.people["learner"]
    with app_database.write() as session:
        library = published(session)
        level = library.tracks["aircon"].levels[0]
        for course in library.courses.values():
            for lesson in library.lessons_of(course.id, "aircon"):
                read_lesson(session, learner, lesson, at=AT)
        quizzes = [leaf.quiz for leaf in leaves(level.require) if isinstance(leaf, QuizPassed)]
        attempts = [pass_quiz(session, learner, quiz, at=AT) for quiz in quizzes]
        record_roleplays(session, learner, at=AT)
    with app_database.read() as session:
        items = grades_of(session, attempts[-1])[-1].items
    singles = [item[0] for item in items if library.questions[item[0]].kind == "single"]
    return attempts[-1], singles, library


def sign(database, world, *, at=START):
    with database.write() as session:
        learner, mentor = world.people["learner"], world.people["mentor"]
        record_signoff(session, learner, "mentor", track="aircon", by=mentor, at=at)


@pytest.fixture
def certified(app_database, world, ready):
    sign(app_database, world)
    assert len(held(app_database, world)) == 1
    return ready


def draft(question, library, harm):
    spec = library.questions[question].spec
    wrong = next(name for name, choice in spec.choices.items() if not choice.ok)
    return CorrectionDraft(Scope(question), "rekey", harm, "The key was wrong.", with_key(spec, [wrong]))


def confirm(database, world, wanted, *, harm=False, seen=None):
    with database.write() as session:
        libraries = session.info["libraries"]
        run = dry_run_of(session, wanted.scope, wanted.action, wanted.harm, wanted.spec)
        return confirm_correction(
            session,
            lambda release_id: libraries.get(session, release_id),
            wanted,
            seen=run.to_json() if seen is None else seen,
            accepts_harm=harm,
            by=world.people["author"],
            at=START + timedelta(days=1),
        )


def flips(database, wanted):
    with database.read() as session:
        run = dry_run_of(session, wanted.scope, wanted.action, wanted.harm, wanted.spec)
        return flips_of(session, published_library(session), (*run.newly_failed, *run.newly_passed), at=START)


def held(database, world):
    with database.read() as session:
        return [award for award in awards_for(session, world.people["learner"]) if award.revoked_at is None]


def test_a_certificate_that_rests_on_the_changed_result_is_told_and_revoked(app_database, world, certified):
    _, singles, library = certified
    told, done = [], []
    for question in singles:
        wanted = draft(question, library, "as_computed")
        told = flips(app_database, wanted)
        done.append(question)
        confirm(app_database, world, wanted, harm=True)
        if told:
            break
    assert [(flip.level, flip.wins) for flip in told] == [(library.tracks["aircon"].levels[0].id, False)]
    assert held(app_database, world) == []


def test_a_certificate_that_a_correction_completes_is_told_and_given(app_database, world, ready):
    _, singles, library = ready
    for question in singles:
        confirm(app_database, world, draft(question, library, "as_computed"), harm=True)
    sign(app_database, world)
    assert held(app_database, world) == []
    wins = []
    for question in singles:
        given = CorrectionDraft(Scope(question), "full_credit", "raise_only", "Both are right.")
        wins = flips(app_database, given)
        confirm(app_database, world, given)
        if wins:
            break
    assert [(flip.level, flip.wins, flip.award_id) for flip in wins] == [("foundation", True, None)]
    assert len(held(app_database, world)) == 1


def test_nobody_loses_a_certificate_when_nobody_may_lose(app_database, world, certified):
    _, singles, library = certified
    for question in singles:
        wanted = draft(question, library, "hold_harmless")
        assert flips(app_database, wanted) == ()
        confirm(app_database, world, wanted, harm=True)
    assert len(held(app_database, world)) == 1


def test_a_confirmation_of_stale_numbers_or_of_unseen_harm_changes_nothing(app_database, world, certified):
    attempt, singles, library = certified
    wanted = draft(singles[0], library, "as_computed")
    for more, code in (({"seen": {"attempts": 0}}, "changed"), ({}, "harms")):
        with pytest.raises(RefusedError) as refusal:
            confirm(app_database, world, wanted, **more)
        assert refusal.value.code == code
    with app_database.read() as session:
        assert [grade.cause for grade in grades_of(session, attempt)] == ["submission"]

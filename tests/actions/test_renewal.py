"""A certificate over three years, on the shipped content: given, renewed after a change, renewed again, run out."""

import shutil
from datetime import UTC, date, datetime, timedelta

import pytest

from app.assessment.queries import find_attempt
from app.certification.actions import evaluate_everyone, evaluate_person, record_signoff, revoke_award
from app.certification.queries import (
    awards_for,
    certificate_state,
    expiring_between,
    ladders_for,
    levels_now,
    was_certified,
)
from app.certification.rules.cycles import level_state
from app.certification.rules.reasons import kept_reason
from app.content.releases import publish
from app.evidence.queries import facts_of_kind
from app.identity.actions import NewPerson, create_person, create_team
from app.identity.queries import person_brief
from app.kernel.bilingual import Bilingual
from app.kernel.clock import add_months
from app.kernel.errors import RefusedError
from tests.factories.careers import MINUTE, pass_quiz, published, read_lesson, record_roleplays
from tests.factories.content import ROOT

DAY = timedelta(days=1)
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # the day of the first certificate
ENDS = add_months(AT, 12)
CHANGED, OTHER_TRADE, REWORDED = "communication/active-listening", "complaint-handling/four-levels", "asking-well"
QUIZ, COURSES = "aircon-renewal", ("communication", "complaint-handling")


class Story:
    """One organisation: Lin, who renews; Zhao, whose certificate is taken back; their mentor and manager."""

    def __init__(self, database, root):
        self.database, self.root = database, root
        self.publish(AT - 60 * DAY)
        with database.write() as session:
            team = create_team(session, "苏州一组", by=None, at=AT - 60 * DAY)

            def add(number, name):
                new = NewPerson(number, name, date(2026, 1, 20), trade="aircon")
                return create_person(session, new, team_id=team, by=None, at=AT - 40 * DAY)

            self.lin, self.zhao = add("1", "林晓"), add("2", "赵敏")
            self.zhou, self.gao = add("3", "周导师"), add("4", "高经理")

    def publish(self, at):
        with self.database.write() as session:
            return publish(session, self.root, by=None, at=at)

    def read(self, person, *, at, only=None):
        with self.database.write() as session:
            library = published(session)
            for course in COURSES:
                for lesson in library.lessons_of(course, "aircon"):
                    if only is None or lesson.key == only:
                        assert read_lesson(session, person, lesson, at=at)

    def take(self, person, quiz, *, at):
        with self.database.write() as session:
            return pass_quiz(session, person, quiz, at=at)

    def certify(self, person, *, at):
        self.read(person, at=at - 9 * DAY)
        for course in COURSES:
            self.take(person, f"{course}-final", at=at - 5 * DAY)
        with self.database.write() as session:
            record_roleplays(session, person, at=at - 2 * DAY)
            record_signoff(session, person, "mentor", track="aircon", by=self.zhou, at=at)

    def awards(self, person):
        with self.database.read() as session:
            return awards_for(session, person)

    def ladder(self, person, *, at):
        with self.database.read() as session:
            (ladder,) = ladders_for(session, self.library(session), person_brief(session, person), at=at)
        return ladder

    def state(self, person, *, at):
        with self.database.read() as session:
            level = self.library(session).tracks["aircon"].levels[0]
            return level_state(awards_for(session, person), "aircon", level, at=at)

    def was_certified(self, person, *, on, known):
        with self.database.read() as session:
            ask = {"at": on, "known_at": known}
            return was_certified(session, self.library(session), person, "aircon", "foundation", **ask)

    def library(self, session):
        return self.database.info["libraries"].published(session)

    def evaluate(self, *, at):
        with self.database.write() as session:
            evaluate_everyone(session, at=at)


@pytest.fixture
def story(database, tmp_path):
    for folder in ("courses", "quizzes", "roleplays"):
        shutil.copytree(ROOT / folder, tmp_path / "content" / folder)
    return Story(database, tmp_path / "content")


def change(root, lesson, old, new, *, langs=("zh", "en")):
    course, name = lesson.split("/")
    for lang in langs:
        path = root / "courses" / course / "lessons" / f"{name}.{lang}.md"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_certificate_over_three_years(story):
    """One test, because each chapter goes on where the last one ended."""
    reading_quizzes_role_plays_and_a_signature_certify(story)
    content_changes_and_the_quiz_alone_does_not_renew(story)
    reading_what_changed_renews_from_the_old_expiry(story)
    what_was_true_on_a_date_can_be_asked_as_known_on_another(story)
    a_year_later_the_quiz_opens_as_a_new_series_and_renews_again(story)
    without_a_renewal_it_runs_out(story)


def reading_quizzes_role_plays_and_a_signature_certify(story):
    story.certify(story.lin, at=AT)
    (first,) = story.awards(story.lin)
    assert (first.level, first.cycle, first.awarded_at, first.expires_at) == ("foundation", 1, AT, ENDS)
    assert story.ladder(story.lin, at=AT).renewals == ()


def content_changes_and_the_quiz_alone_does_not_renew(story):
    for lesson in (CHANGED, OTHER_TRADE):
        change(story.root, lesson, "\ntrade:", "\nedition: 2\ntrade:")
    change(story.root, f"communication/{REWORDED}", "lost patience", "ran out of patience", langs=("en",))
    story.publish(ENDS - 90 * DAY)
    assert story.ladder(story.lin, at=ENDS - 61 * DAY).renewals == ()

    (why,) = story.ladder(story.lin, at=ENDS - 59 * DAY).renewals
    quiz, changes = why.reason.children
    assert (quiz.key, quiz.met, changes.kind, changes.met, changes.who) == (QUIZ, False, "changes", False, "you")
    # Neither the new wording of a lesson nor a change for another trade asks anybody.
    assert [child.key for child in changes.children] == [CHANGED]
    assert why.title_of(changes.children[0]) == Bilingual("听完，再开口", "Hear them out, then speak")

    story.take(story.lin, QUIZ, at=ENDS - 40 * DAY)
    story.evaluate(at=ENDS - 39 * DAY)
    assert len(story.awards(story.lin)) == 1
    (why,) = story.ladder(story.lin, at=ENDS - 39 * DAY).renewals
    assert [leaf.kind for leaf in why.reason.open_leaves()] == ["changes"]
    assert story.state(story.lin, at=ENDS - 39 * DAY) == "expiring"


def reading_what_changed_renews_from_the_old_expiry(story):
    read_at = ENDS - 30 * DAY
    story.read(story.lin, at=read_at, only=CHANGED)
    first, second = story.awards(story.lin)
    assert (second.cycle, second.awarded_at, second.expires_at) == (2, read_at, add_months(ENDS, 12))
    assert first.code != second.code

    kept = kept_reason(second.evidence)
    quiz, changes = kept.reason.children
    with story.database.read() as session:
        reading = facts_of_kind(session, story.lin, "lesson", CHANGED)[-1]
        assert expiring_between(session, ENDS - DAY, ENDS + DAY) == []
    assert (quiz.met, changes.met, changes.done, changes.total) == (True, True, 1, 1)
    assert changes.children[0].facts == (reading.id,)
    assert kept.title_of(changes.children[0]).zh == "听完，再开口"
    assert reading.id in second.evidence["facts"]
    assert second.evidence["due"] == "renewal"
    assert story.ladder(story.lin, at=read_at).renewals == ()


def what_was_true_on_a_date_can_be_asked_as_known_on_another(story):
    renewed = ENDS - 30 * DAY
    for on, known, answer in [
        (AT - MINUTE, ENDS, False),  # the day before, seen from later
        (AT + 30 * DAY, AT + 30 * DAY, True),  # as known then
        (AT + 30 * DAY, AT - DAY, False),  # before anybody knew
        (AT + 30 * DAY, ENDS + 60 * DAY, True),  # a renewal does not overwrite the first cycle
        (ENDS + DAY, renewed - DAY, False),  # before the renewal it was going to end
        (ENDS + DAY, renewed, True),  # since then it is not
    ]:
        assert story.was_certified(story.lin, on=on, known=known) is answer, (on, known)
    assert story.state(story.lin, at=ENDS + DAY) == "valid"


def a_year_later_the_quiz_opens_as_a_new_series_and_renews_again(story):
    passed_at = ENDS - 40 * DAY + 10 * MINUTE
    with pytest.raises(RefusedError) as refusal:
        story.take(story.lin, QUIZ, at=passed_at + 270 * DAY - MINUTE)
    assert refusal.value.code == "already_passed"

    ends = add_months(ENDS, 12)
    inside = ends - 20 * DAY
    (why,) = story.ladder(story.lin, at=inside).renewals
    assert [(part.kind, part.met) for part in why.reason.children] == [("quiz", False), ("changes", True)]
    attempt = story.take(story.lin, QUIZ, at=inside)
    with story.database.read() as session:
        assert find_attempt(session, attempt).cycle == 2
    third = story.awards(story.lin)[-1]
    assert (third.cycle, third.awarded_at, third.expires_at) == (3, inside + 10 * MINUTE, add_months(ends, 12))
    assert kept_reason(third.evidence).reason.children[1].children == ()


def without_a_renewal_it_runs_out(story):
    ends = add_months(ENDS, 24)
    story.evaluate(at=ends - DAY)
    story.evaluate(at=ends + DAY)
    assert len(story.awards(story.lin)) == 3
    assert [story.state(story.lin, at=at) for at in (ends - 61 * DAY, ends - MINUTE, ends)] == [
        "valid",
        "expiring",
        "expired",
    ]
    ladder = story.ladder(story.lin, at=ends)
    assert (ladder.held, ladder.next.level.id, ladder.next.due.kind, ladder.renewals) == (
        None,
        "foundation",
        "lapsed",
        (),
    )
    assert not story.was_certified(story.lin, on=ends, known=ends)
    assert story.was_certified(story.lin, on=ends - DAY, known=ends + DAY)


def test_a_certificate_that_is_taken_back_stays_true_before(story):
    story.certify(story.zhao, at=AT)
    (award,) = story.awards(story.zhao)
    taken = AT + 90 * DAY
    with story.database.write() as session:
        revoke_award(session, award.id, "录音里承诺了做不到的时限", by=story.gao, at=taken)
        evaluate_person(session, story.zhao, since=taken, at=taken + DAY)
    (award,) = story.awards(story.zhao)
    assert (award.revoked_at, story.state(story.zhao, at=taken), story.state(story.zhao, at=taken - MINUTE)) == (
        taken,
        "revoked",
        "valid",
    )
    for on, known, answer in [
        (taken - DAY, taken + DAY, True),
        (taken + DAY, taken - DAY, True),  # nobody knew it yet
        (taken + DAY, taken + DAY, False),
    ]:
        assert story.was_certified(story.zhao, on=on, known=known) is answer, (on, known)
    with story.database.read() as session:
        library = story.library(session)
        assert certificate_state(session, library, award, at=taken + DAY) == "revoked"
        assert levels_now(session, library, [story.zhao], at=taken + DAY) == {}
    assert story.ladder(story.zhao, at=ENDS - DAY).renewals == ()
    story.read(story.zhao, at=taken + DAY)  # reading gives nothing back
    assert len(story.awards(story.zhao)) == 1


def test_a_newcomers_lessons_are_not_evaluated_and_a_new_lesson_counts_as_changed(story):
    story.certify(story.lin, at=AT)
    with story.database.write() as session:
        library = published(session)
        lesson = library.lessons[OTHER_TRADE]
        assert read_lesson(session, story.zhao, lesson, at=AT)
    assert story.awards(story.zhao) == ()

    change(story.root, OTHER_TRADE, "trade: automotive", "trade: any")  # from now on for everybody: new for Lin
    story.publish(ENDS - 90 * DAY)
    story.take(story.lin, QUIZ, at=ENDS - 40 * DAY)
    (why,) = story.ladder(story.lin, at=ENDS - 39 * DAY).renewals
    assert [leaf.children[0].key for leaf in why.reason.open_leaves()] == [OTHER_TRADE]
    story.read(story.lin, at=ENDS - 30 * DAY, only=OTHER_TRADE)
    assert [award.cycle for award in story.awards(story.lin)] == [1, 2]

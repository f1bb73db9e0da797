"""How an imagined career goes: a coroutine that names its next instant and then does one thing through an action."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.assessment.actions import grant_attempts, record_events, start_attempt, submit_attempt
from app.assessment.queries import find_attempt
from app.assessment.rules.batch import Batch, SentEvent
from app.certification.actions import evaluate_person, record_signoff
from app.content.library import Lesson, Library
from app.demo.answering import right_answer, wrong_answer
from app.demo.people import WAITING, WRITERS, Learner
from app.demo.practice import Studio
from app.demo.writing import WritingDesk
from app.kernel.clock import to_text
from app.kernel.draws import below
from app.learning.actions import answer_check, assign, enrol, note_position

PROGRAMME, TRACK, TRADE = "aircon-agent", "aircon", "aircon"
ROLEPLAYS = ("aircon-calm-enquiry", "filter-cleaning-advice", "missed-appointment")
HARDER = "aircon-leak-night"
FIRST_DAY = "service-foundations"
COURSES = (("communication", "communication-final"), ("complaint-handling", "complaint-handling-final"))
# What comes after the first weeks: course, its quiz if the programme has it, and the test that shows it to be known.
LATER: tuple[tuple[str, str | None, str | None], ...] = (
    ("emotion-management", None, None),
    ("product-aircon", "product-aircon-final", "placement-product-aircon"),
    ("regulations", "regulations-final", "placement-regulations"),
    ("service-process", None, None),
)
FINAL = "aircon-agent-final"
_HOME = ZoneInfo("Asia/Shanghai")
_PACE = {"quick": 4, "steady": 3, "slow": 1, "stalled": 2, "unsigned": 3, "failing": 3, "veteran": 4, "new": 4}
_LONGEST_LESSON = timedelta(minutes=15)  # what begins must also end by now
_LONGEST_TALK = timedelta(minutes=30)  # also to mark one: what has begun by now must have ended by now
_HANDING_IN = timedelta(seconds=20)  # from the last answer
_LAST_DAYS = timedelta(hours=84)  # in which nobody begins anything but what is planned for these days
_ON_THE_FIRST_DAY = 9  # lessons
_VETERANS_BEGAN = 372  # days ago: their first certificates are about to expire


@dataclass(frozen=True, slots=True)
class Guide:
    """Who looks after a learner."""

    mentor: int
    manager: int
    second: int  # a mentor of the whole company, for whom everybody is somebody else's newcomer


@dataclass
class Career:
    """One learner's way through the programme; every step yields the instant at which it is to happen."""

    session: Session
    library: Library
    learner: Learner
    person_id: int
    guide: Guide
    now: datetime

    @property
    def begins(self) -> datetime:
        """The first day at the desk, nine in the morning."""
        days = _VETERANS_BEGAN if self.learner.outcome == "veteran" else self.learner.days
        local = (self.now - timedelta(days=days)).astimezone(_HOME)
        return local.replace(hour=9, minute=0, second=0, microsecond=0).astimezone(UTC)

    def run(self) -> Iterator[datetime]:
        """Live the career from the first day until today."""
        yield from self._learn()
        yield from self._write()

    def _learn(self) -> Iterator[datetime]:
        at = self.begins
        yield at
        self._enrol(at)
        for moment in self._study(FIRST_DAY, at):
            yield (at := moment)
        at = self._next_workday(at)
        for number, (course, quiz) in enumerate(COURSES):
            for moment in self._study(course, at):
                yield (at := moment)
            if self._stops(number):
                return
            for moment in self._pass(quiz, at):
                yield (at := moment)
        for scenario in ROLEPLAYS:
            for moment in self._practise(scenario, at):
                yield (at := moment)
        for moment in self._be_certified(at):
            yield (at := moment)
        for moment in self._go_on(at):
            yield (at := moment)
        yield from self._hand_in()

    def _go_on(self, at: datetime) -> Iterator[datetime]:
        """Do the rest of the programme, as far as there was time; experienced people show what they know."""
        for moment in self._rest(at):
            if moment > self.now - _LAST_DAYS:
                return
            yield moment

    def _rest(self, at: datetime) -> Iterator[datetime]:
        for course, quiz, placement in LATER:
            if placement and self.learner.outcome in {"quick", "veteran"}:
                for moment in self._pass(placement, at, most=1):
                    yield (at := moment)
            else:
                at = self._next_workday(at)
                for moment in self._study(course, at):
                    yield (at := moment)
            if quiz:
                for moment in self._pass(quiz, at):
                    yield (at := moment)
        yield from self._pass(FINAL, at)

    def _enrol(self, at: datetime) -> None:
        start = at.astimezone(_HOME).date()
        enrol(self.session, self.library, self.person_id, PROGRAMME, start, by=self.guide.manager, at=at)
        for days, (_, quiz) in zip((8, 14), COURSES, strict=True):
            due = at + timedelta(days=days, hours=9)
            assign(self.session, self.library, self.person_id, "quiz", quiz, due_at=due, by=self.guide.manager, at=at)

    def _stops(self, number: int) -> bool:
        """One got stuck after the first course; newcomers are still in the second."""
        return (self.learner.outcome, number) in {("stalled", 0), ("new", 1)}

    def _study(self, course: str, at: datetime) -> Iterator[datetime]:
        lessons = self.library.lessons_of(course, TRADE)
        done_today = 0
        for lesson in lessons:
            if done_today >= (_ON_THE_FIRST_DAY if course == FIRST_DAY else _PACE[self.learner.outcome]):
                at, done_today = self._next_workday(at), 0
            at += timedelta(minutes=6 + self._dice(f"gap:{lesson.key}", 25))
            yield at
            if at > self.now - _LONGEST_LESSON:
                return
            at = self._read(lesson, at)
            done_today += 1
            if self._leaves_unfinished(lesson):
                return

    def _read(self, lesson: Lesson, at: datetime) -> datetime:
        if self._leaves_unfinished(lesson):
            self._position(lesson, 440, at)
            return at
        for check in lesson.checks.values():
            at += timedelta(minutes=2)
            is_right = self._dice(f"check:{check.id}", 100) < self.learner.skill
            choices = [choice.id for choice in check.choices if choice.right == is_right]
            choice = choices[self._dice(f"choice:{check.id}", len(choices))]
            answer_check(self.session, self.library, self.person_id, lesson, check_id=check.id, choice_id=choice, at=at)
        at += timedelta(minutes=2)
        self._position(lesson, 1000, at)
        return at

    def _position(self, lesson: Lesson, position: int, at: datetime) -> None:
        section = lesson.sections[min(len(lesson.sections) - 1, position * len(lesson.sections) // 1001)]
        note_position(
            self.session, self.library, self.person_id, lesson, anchor=section.anchor, position=position, at=at
        )

    def _leaves_unfinished(self, lesson: Lesson) -> bool:
        """Two newcomers are in the middle of a lesson today."""
        return self.learner.outcome == "new" and lesson.key == "complaint-handling/tiered-response"

    def _pass(self, quiz: str, at: datetime, *, most: int = 4) -> Iterator[datetime]:
        wait = self.library.quizzes[quiz].wait_between
        for number in range(1, most + 1):
            handed_in, at = at, self._next_workday(at) + timedelta(minutes=self._dice(f"start:{quiz}:{number}", 200))
            if number > 1:
                at = max(at, handed_in + wait + timedelta(minutes=1))
            yield at
            if number == 4:  # noqa: PLR2004 - three attempts are everybody's
                if self.learner.outcome == "failing":
                    return
                reason = "三次都差一点，复习后再给一次机会"
                grant_attempts(self.session, self.person_id, quiz, 1, reason, by=self.guide.manager, at=at)
            attempt_id = self._start(quiz, at)
            at += timedelta(minutes=6 + self._dice(f"long:{quiz}:{number}", 7))
            yield at
            if at > self.now - _HANDING_IN:
                return
            if self._answer(attempt_id, quiz, number, at):
                return

    def _start(self, quiz: str, at: datetime) -> int:
        return start_attempt(
            self.session,
            self._library_of,
            quiz,
            self.person_id,
            release_id=self.library.release_id,
            by=self.person_id,
            at=at,
            seed=f"demo:{self.learner.number}:{quiz}:{at:%Y%m%d%H%M}",
        )

    def _answer(self, attempt_id: int, quiz: str, number: int, at: datetime) -> bool:
        row = find_attempt(self.session, attempt_id)
        assert row is not None  # noqa: S101 - just started
        skill = min(99, self.learner.skill + (number - 1) * 4)
        events = []
        for seq, item in enumerate(row.paper.items, start=1):
            spec, seed = self.library.questions[item.id].spec, f"{self.learner.number}:{quiz}:{number}:{item.id}"
            answer = right_answer(spec) if self._dice(seed, 100) < skill else wrong_answer(spec, seed)
            events.append(SentEvent(seq=seq, item=item.id, answer=answer, lang="zh", at=to_text(at)))
        batch = Batch(client="demo", events=events)
        record_events(self.session, self._library_of, attempt_id, batch, by=self.person_id, at=at)
        submit_attempt(self.session, self._library_of, attempt_id, by=self.person_id, at=at + _HANDING_IN)
        submitted = find_attempt(self.session, attempt_id)
        return bool(submitted and submitted.passed)

    def _practise(self, scenario: str, at: datetime) -> Iterator[datetime]:
        """Play a scenario until it is passed; a mentor marks each conversation within two working days."""
        studio = Studio(self.session, self.library)
        for number in range(1, 4):
            at = self._next_workday(at) + timedelta(minutes=self._dice(f"play:{scenario}:{number}", 180))
            yield at
            if at > self.now - _LONGEST_TALK:
                return
            seed = f"{self.learner.number}:{scenario}:{number}"
            well = self._dice(seed, 100) < self.learner.skill + 4 * number
            session_id, at = studio.play(self.person_id, scenario, seed, well=well, at=at)
            at = at + timedelta(hours=2 + self._dice(f"mark:{seed}", 40))
            yield at
            if at > self.now - _LONGEST_TALK:
                return
            studio.mark(session_id, (self.guide.mentor, self.guide.second), seed, at=at)
            at += timedelta(hours=1)
            if well:
                return

    def _hand_in(self) -> Iterator[datetime]:
        """Some have handed in a conversation in the last days: the bench has work in it."""
        if self.learner.number in WAITING:
            at = self.now - timedelta(hours=WAITING[self.learner.number], minutes=self._dice("waiting", 50))
            yield at
            well = self._dice("waiting:well", 100) < 60  # noqa: PLR2004 - not everybody thinks of the power first
            Studio(self.session, self.library).play(self.person_id, HARDER, "waiting", well=well, at=at)

    def _write(self) -> Iterator[datetime]:
        """Some have written to customers; what mentors have not marked yet waits on the bench."""
        if self.learner.number not in WRITERS:
            return
        written, marked, well = WRITERS[self.learner.number]
        desk, seed = WritingDesk(self.session, self.library), f"{self.learner.number}:writing"
        at = self.now - timedelta(hours=written, minutes=self._dice("writing", 50))
        yield at
        attempt = desk.write(self.person_id, seed, well=well, at=at)
        if marked is not None:
            at = self.now - timedelta(hours=marked)
            yield at
            desk.mark(attempt, (self.guide.mentor, self.guide.second), seed, at=at)

    def _be_certified(self, at: datetime) -> Iterator[datetime]:
        if self.learner.outcome in {"unsigned", "failing"}:
            return
        at = self._next_workday(at) + timedelta(hours=self._dice("signoff", 40))
        yield at
        record_signoff(
            self.session,
            self.person_id,
            "mentor",
            track=TRACK,
            note="旁听三通电话，流程完整",
            by=self.guide.mentor,
            at=at,
        )
        tenure = self.begins + timedelta(days=7, hours=1)
        if tenure > at:
            at = tenure
            yield at
            evaluate_person(self.session, self.person_id, since=at - timedelta(days=1), at=at)
        if self.learner.outcome == "quick" and self.learner.days > 90:  # noqa: PLR2004 - the tenure of the level
            at = max(at, self.begins + timedelta(days=91))
            for moment in self._practise(HARDER, at):
                yield (at := moment)
            for moment in self._pass("aircon-professional", at):
                yield (at := moment)
            at = self._next_workday(at)
            yield at
            record_signoff(
                self.session,
                self.person_id,
                "manager",
                track=TRACK,
                note="独立处理二级投诉两个月",
                by=self.guide.manager,
                at=at,
            )

    def _library_of(self, _release_id: int) -> Library:
        return self.library

    def _dice(self, what: str, sides: int) -> int:
        return below(sides, f"{self.learner.number}:{what}")

    def _next_workday(self, at: datetime) -> datetime:
        local = at.astimezone(_HOME) + timedelta(days=1)
        while local.weekday() > 4:  # noqa: PLR2004 - Saturday and Sunday
            local += timedelta(days=1)
        minutes = self._dice(f"desk:{local:%Y%m%d}", 90)
        return local.replace(hour=9, minute=30, second=0).astimezone(UTC) + timedelta(minutes=minutes)

"""A small release by hand: two courses, a quiz, a programme; nothing read from files."""

from app.content.library import (
    Check,
    CheckChoice,
    Course,
    Lesson,
    Library,
    Programme,
    Quiz,
    Section,
    Stage,
    StageItem,
    Term,
)
from app.kernel.bilingual import Bilingual


def both(text: str) -> Bilingual:
    return Bilingual(f"{text}（中）", text)


def make_check(check_id: str) -> Check:
    choices = (
        CheckChoice("a", both("first"), both("reason a"), False),
        CheckChoice("b", both("second"), both("reason b"), True),
    )
    return Check(check_id, both(f"Question {check_id}?"), choices)


def make_lesson(course: str, lesson: str, *, trade: str = "any", checks: int = 1, text: str = "t1") -> Lesson:
    ids = [f"{lesson}-c{number}" for number in range(1, checks + 1)]
    parts = (("html", '<h2 id="start">Start</h2><p>Text</p>'), *(("check", check) for check in ids))
    return Lesson(
        key=f"{course}/{lesson}",
        id=lesson,
        course=course,
        trade=trade,
        minutes=8,
        title=both(lesson),
        sections=(Section("start", 2, both("Start")),),
        checks={check: make_check(check) for check in ids},
        parts={"zh": parts, "en": parts},
        text_hash=text,
        hash=text,
    )


def make_course(course: str, *lessons: str, requires: tuple[str, ...] = ()) -> Course:
    return Course(id=course, title=both(course), summary=both("About"), family="f", lessons=lessons, requires=requires)


def make_quiz(quiz: str, course: str | None = None) -> Quiz:
    return Quiz(
        id=quiz, title=both(quiz), intro=both("Rules"), trade="any", course=course, pass_score=800, questions=("q",)
    )


def make_library(*, changed: tuple[str, ...] = (), release_id: int = 1) -> Library:
    """Courses `talk` (one, two, three: the third for automotive) and `complain` (alpha), quiz `talk-final`."""
    lessons = [
        make_lesson("talk", "one"),
        make_lesson("talk", "two", checks=2),
        make_lesson("talk", "three", trade="automotive"),
        make_lesson("complain", "alpha", checks=0),
    ]
    return Library(
        release_id=release_id,
        seq=1,
        courses={"talk": make_course("talk", "one", "two", "three"), "complain": make_course("complain", "alpha")},
        lessons={
            lesson.key: make_lesson(lesson.course, lesson.id, trade=lesson.trade, checks=len(lesson.checks), text="t2")
            if lesson.key in changed
            else lesson
            for lesson in lessons
        },
        quizzes={"talk-final": make_quiz("talk-final", "talk")},
        programmes={
            "agent": Programme(
                id="agent",
                title=both("Agent"),
                summary=both("About"),
                trade="aircon",
                track="aircon",
                stages=(
                    Stage("start", both("Start"), 1, 2, (StageItem("course", "talk"),)),
                    Stage("test", both("Test"), 3, 5, (StageItem("quiz", "talk-final"),)),
                    Stage("rest", both("Rest"), 6, 9, (StageItem("course", "complain"),)),
                ),
            )
        },
        glossary={"work-order": Term("work-order", both("work order"), both("The sheet of a job"))},
    )

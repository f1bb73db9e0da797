"""Builders of levels, facts, awards and a small library with one track."""

from datetime import UTC, datetime, timedelta

from app.certification.rules.conditions import Standing
from app.certification.rules.cycles import Award
from app.content.conditions import AllOf, AnyOf, CourseDone, LevelHeld, QuizPassed, Signoff, Tenure, Waiver
from app.content.library import Course, Level, Library, Quiz, Renewal, Track
from app.evidence.rules import Fact, RecordedFact
from app.kernel.bilingual import Bilingual
from app.kernel.clock import add_months

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
HIRED = datetime(2026, 2, 1, tzinfo=UTC)

FOUNDATION = Level(
    id="foundation",
    title=Bilingual("基础客服", "Foundation agent"),
    valid_months=12,
    require=AllOf(
        (
            CourseDone("basics"),
            QuizPassed("final", 800),
            Signoff("mentor"),
            AnyOf((Tenure(timedelta(days=7)), Waiver("manager"))),
        )
    ),
    renew=Renewal(timedelta(days=60), delta=True, require=AllOf((QuizPassed("final", 800),))),
)
PROFESSIONAL = Level(
    id="professional",
    title=Bilingual("专业客服", "Professional agent"),
    valid_months=24,
    require=AllOf((LevelHeld("foundation"), QuizPassed("final", 900), Tenure(timedelta(days=90)), Signoff("manager"))),
)
TRACK = Track(
    id="aircon", title=Bilingual("空调售后", "Air conditioning"), trade="aircon", levels=(FOUNDATION, PROFESSIONAL)
)


def words(text):
    return Bilingual(f"{text}（中）", text)


def a_library(release_id=1, *tracks):
    course = Course(id="basics", title=words("Basics"), summary=words("About"), family="all")
    quiz = Quiz(id="final", title=words("Final"), intro=words("Intro"), trade="any", course="basics", pass_score=800)
    found = tracks or (TRACK,)
    return Library(
        release_id=release_id,
        seq=1,
        courses={course.id: course},
        quizzes={quiz.id: quiz},
        tracks={track.id: track for track in found},
    )


class OneLibrary:
    """Libraries that know one hand-made release, whatever its id."""

    def __init__(self, library=None):
        self.library = library or a_library()

    def get(self, session, release_id):
        return self.library

    def published(self, session):
        return self.library


def a_fact(number, kind, key, *, at=AT, passed=True, score=None, track="any", **detail):
    fact = Fact(1, track, kind, key, at, passed=passed, score=score, detail=detail)
    return RecordedFact(number, fact, at, None)


def standing(*facts, at=AT, held=None, level="foundation", fresh_since=None, lessons=None, hired_at=HIRED):
    return Standing(
        facts=tuple(facts),
        hired_at=hired_at,
        at=at,
        track="aircon",
        level=level,
        held=held or {},
        fresh_since=fresh_since,
        lessons=lessons or {},
    )


def an_award(level="foundation", cycle=1, *, at=AT, months=12, revoked_at=None, recorded_at=None):
    return Award(
        id=cycle,
        person_id=1,
        track="aircon",
        level=level,
        cycle=cycle,
        code=f"code{cycle}",
        awarded_at=at,
        recorded_at=recorded_at or at,
        expires_at=add_months(at, months) if months else None,
        release_id=1,
        name="林晓",
        revoked_at=revoked_at,
    )

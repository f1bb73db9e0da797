"""The ladder of a track: rungs, what is next, what may be renewed, and which signatures still help."""

from dataclasses import replace
from datetime import date, timedelta

from msgspec.structs import replace as changed

from app.certification.rules.codes import grouped, typed_code
from app.certification.rules.ladder import Candidate, is_signed, ladder_of, signings_open, tracks_for
from app.certification.rules.reasons import kept_reason, reason_record
from app.content.library import Lesson, Track
from app.kernel.bilingual import Bilingual
from app.kernel.clock import add_months
from tests.factories.certification import AT, FOUNDATION, PROFESSIONAL, TRACK, a_fact, a_library, an_award, words

LIBRARY = a_library()
NEWCOMER = Candidate(1, "林晓", date(2026, 3, 1), "aircon")
MENTOR = a_fact(3, "signoff", "mentor", track="aircon", level="foundation")


def test_a_newcomer_stands_before_the_first_rung():
    ladder = ladder_of(NEWCOMER, LIBRARY, TRACK, at=AT)
    assert [step.state for step in ladder.steps] == ["none", "none"]
    assert (ladder.held, ladder.next.level, ladder.renewals) == (None, FOUNDATION, ())
    assert ladder.open == (ladder.next,)


def test_everything_held_leaves_nothing_next():
    awards = (an_award(), an_award("professional", months=24))
    ladder = ladder_of(replace(NEWCOMER, awards=awards), LIBRARY, TRACK, at=AT)
    assert (ladder.held, ladder.next, ladder.open) == (PROFESSIONAL, None, ())


def test_what_ends_soon_is_offered_for_renewal_beside_the_next_level():
    ladder = ladder_of(
        replace(NEWCOMER, awards=(an_award(),)), LIBRARY, TRACK, at=add_months(AT, 12) - timedelta(days=1)
    )
    assert [why.level.id for why in ladder.open] == ["foundation", "professional"]


def test_only_signatures_that_still_help_are_asked_for():
    ladder = ladder_of(NEWCOMER, LIBRARY, TRACK, at=AT)
    both = ("mentor", "manager")
    assert [found[1:] for found in signings_open(ladder, both)] == [("signoff", "mentor"), ("waiver", "manager")]
    assert signings_open(ladder, ()) == ()
    long_here = replace(NEWCOMER, hire_date=date(2025, 1, 1), facts=(MENTOR,))
    signed = ladder_of(long_here, LIBRARY, TRACK, at=AT)
    assert signings_open(signed, both) == ()
    assert is_signed(signed.next.reason, "signoff", "mentor")
    assert not is_signed(signed.next.reason, "waiver", "manager")


def test_a_course_tells_how_many_of_the_persons_lessons_are_done():
    def lesson(name, trade):
        parts = {"title": words(name), "sections": (), "checks": {}, "parts": {}}
        return Lesson(key=f"basics/{name}", id=name, course="basics", trade=trade, minutes=5, **parts)

    lessons = {found.key: found for found in (lesson("a", "any"), lesson("b", "aircon"), lesson("c", "automotive"))}
    course = replace_course(lessons)
    person = replace(NEWCOMER, facts=(a_fact(1, "lesson", "basics/a", passed=None),))
    ladder = ladder_of(person, course, TRACK, at=AT)
    reason = ladder.next.reason.children[0]
    assert (reason.done, reason.total) == (1, 2)


def replace_course(lessons):

    course = changed(LIBRARY.courses["basics"], lessons=("a", "b", "c"))
    return changed(LIBRARY, courses={"basics": course}, lessons=lessons)


def test_tracks_follow_the_trade():
    other = Track(id="auto", title=words("Auto"), trade="automotive", levels=())
    everyone = Track(id="lead", title=words("Lead"), trade="any", levels=())
    library = a_library(1, TRACK, other, everyone)
    assert [track.id for track in tracks_for(library, "aircon")] == ["aircon", "lead"]
    assert [track.id for track in tracks_for(library, None)] == ["aircon", "auto", "lead"]


def test_titles_are_found_and_missing_ones_fall_back_to_the_id():
    why = ladder_of(NEWCOMER, LIBRARY, TRACK, at=AT).next
    assert why.title_of(why.reason.children[0]) == words("Basics")
    kept = kept_reason({"reason": reason_record(why.reason), "titles": {}})
    assert kept.title_of(kept.reason.children[0]) == Bilingual("basics", "basics")


def test_a_code_is_read_however_it_is_typed():
    code = "abcdefghjkmnpqrstvwx"
    assert grouped(code) == "abcd-efgh-jkmn-pqrs-tvwx"
    for text in (code, grouped(code), " ABCD EFGH-JKMN pqrs tvwx ", f"https://x.example/verify/{code}?lang=zh"):
        assert typed_code(text) == code
    assert typed_code(" -- ") == ""

"""Changed rules simulated: who would newly meet a level's own rule, and who no longer."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from msgspec.structs import replace as changed

from app.certification.rules.ladder import Candidate
from app.certification.rules.outlook import rules_differ, rules_met, track_outlook
from app.content.conditions import AllOf, LevelHeld, QuizPassed, Tenure
from app.kernel.bilingual import Bilingual
from tests.factories.certification import AT, FOUNDATION, PROFESSIONAL, TRACK, a_fact, an_award

LONG_AGO = date(2024, 1, 1)


def candidate(person, *, score=None, trade="aircon", hired=LONG_AGO, awards=()):
    facts = () if score is None else (a_fact(person, "quiz", "final", score=score),)
    return Candidate(person, f"P{person}", hired, trade, facts, awards)


def track(*levels):
    return changed(TRACK, levels=levels)


def quiz_level(score, level=FOUNDATION):
    return changed(level, require=QuizPassed("final", score))


def counts(outlook):
    return [(line.level.id, line.now, line.draft, line.gained, line.lost) for line in outlook.levels]


def test_a_higher_mark_is_met_by_fewer():
    people = [candidate(1, score=950), candidate(2, score=850), candidate(3, score=820), candidate(4)]
    outlook = track_outlook(people, track(quiz_level(800)), track(quiz_level(900)), at=AT)
    assert outlook.people == 4
    assert counts(outlook) == [("foundation", 3, 1, 0, 2)]


def test_another_condition_is_gained_by_some_and_lost_by_others():
    people = [candidate(1, score=850, hired=AT.date()), candidate(2), candidate(3)]
    draft = changed(FOUNDATION, require=Tenure(timedelta(days=30)))
    outlook = track_outlook(people, track(quiz_level(800)), track(draft), at=AT)
    assert counts(outlook) == [("foundation", 1, 2, 2, 1)]


def test_levels_and_tracks_that_come_or_go_are_counted_whole():
    people = [candidate(1, score=850)]
    both, one = track(quiz_level(800), quiz_level(820, PROFESSIONAL)), track(quiz_level(800))
    assert counts(track_outlook(people, one, both, at=AT))[1] == ("professional", 0, 1, 1, 0)
    assert counts(track_outlook(people, both, one, at=AT))[1] == ("professional", 1, 0, 0, 1)
    assert counts(track_outlook(people, None, one, at=AT)) == [("foundation", 0, 1, 1, 0)]
    assert counts(track_outlook(people, one, None, at=AT)) == [("foundation", 1, 0, 0, 1)]


def test_people_of_another_trade_are_not_counted():
    people = [candidate(1, score=850, trade="automotive"), candidate(2, score=850, trade=None)]
    assert track_outlook(people, track(quiz_level(800)), track(quiz_level(900)), at=AT).people == 1


def test_a_level_below_counts_as_held_and_awards_stay():
    upper = changed(PROFESSIONAL, require=AllOf((LevelHeld("foundation"),)))
    person = candidate(1, awards=(an_award("foundation"),))
    assert rules_met(person, track(quiz_level(900), upper), at=AT) == {"professional"}
    assert rules_met(replace(person, awards=()), track(quiz_level(900), upper), at=AT) == frozenset()


@pytest.mark.parametrize(
    ("other", "differs"),
    [
        (TRACK, False),
        (changed(TRACK, title=Bilingual("别名", "Other")), False),
        (changed(TRACK, hash="abc"), False),
        (track(changed(FOUNDATION, valid_months=6), PROFESSIONAL), False),
        (track(PROFESSIONAL, FOUNDATION), True),
        (track(FOUNDATION), True),
        (changed(TRACK, trade="any"), True),
        (None, True),
    ],
)
def test_only_changed_rules_are_simulated(other, differs):
    assert rules_differ(TRACK, other) is differs

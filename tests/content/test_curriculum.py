"""The shipped curriculum is what it promises to be: covered, in both languages, and not to be guessed."""

import pytest

from app.content.check.blind import blind_test
from app.content.check.coverage import coverage
from app.content.parse.blocks import checks_of
from app.content.source import read_tree
from app.items.registry import KINDS
from tests.factories.content import ROOT

WITHIN = 0.05  # of chance


@pytest.fixture(scope="module")
def tree():
    return read_tree(ROOT)


@pytest.fixture(scope="module")
def covered(tree):
    return coverage(tree)


def test_every_fact_objective_and_competency_is_covered(covered):
    assert covered.gaps == {name: [] for name in covered.gaps}
    assert covered.judgement >= 0.4


def test_there_is_as_much_as_was_promised(tree, covered):
    counts = covered.counts
    assert (counts["courses"], counts["programmes"], len(tree.tracks)) == (11, 5, 4)
    assert counts["questions"] >= 600
    assert counts["terms"] >= 150
    assert len(tree.cases.value.cases) >= 20
    assert sum(len(situation.phrases) for situation in tree.phrases.value.situations) >= 80
    assert len(tree.checklists.value.checklists) >= 12
    assert {question.spec.type for question in tree.questions.values()} == set(KINDS)


def test_every_course_has_six_to_twelve_lessons_with_checks_and_its_quiz(tree):
    for course in tree.courses.values():
        assert 6 <= len(course.value.lessons) <= 12, course.value.id
    quizzed = {quiz.value.course for quiz in tree.quizzes.values()}
    assert quizzed >= set(tree.courses)
    for key, files in tree.lessons.items():
        for lang, file in files.items():
            checks = checks_of(file.lesson.blocks)
            assert len(checks) >= 2, (key, lang)
            assert all(choice.reason for check in checks for choice in check.choices), (key, lang)
            assert 5 <= file.head.minutes <= 12, key
            assert any(heading.anchor == "key-points" for heading in file.lesson.headings), key


def test_every_course_has_pictures(tree):
    shown = {file.split("/")[1] for file in tree.media}
    assert shown == set(tree.courses)


def test_every_programme_ends_in_its_final_and_every_level_is_renewed(tree):
    for programme in tree.programmes.values():
        last = programme.value.stages[-1].items[-1]
        assert last.quiz.endswith("-final"), programme.value.id
    assert set(tree.tracks) == {"aircon", "automotive", "sanitary-ware", "appliance"}
    for track in tree.tracks.values():
        assert [level.id for level in track.value.levels] == ["foundation", "professional", "senior", "expert"]
        assert all(level.renew for level in track.value.levels)


def test_a_placement_test_opens_every_course(tree):
    placed = {course for quiz in tree.quizzes.values() for course in quiz.value.places}
    assert placed == set(tree.courses)


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_who_sees_only_the_choices_does_no_better_than_chance(tree, seed):
    found = blind_test(tree, seed, 60)
    assert found.passes
    assert len(found.sampled) == 60
    for score in found.scores:
        assert abs(score.whole - found.chance) <= WITHIN, (score.lang, score.strategy)
        assert score.low <= score.whole <= score.high or abs(score.sample - found.chance) <= WITHIN

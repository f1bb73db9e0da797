"""Another key for a question, and what a dry run counts."""

import pytest

from app.assessment.rules.effects import Touched
from app.assessment.rules.marking import Sums
from app.corrections.rules import dry_run, key_of, with_key
from app.items.registry import KINDS
from app.items.specs import parse_spec
from app.kernel.errors import InvalidError

SPECS = {name: parse_spec(kind.examples[0].spec) for name, kind in KINDS.items()}


@pytest.mark.parametrize(
    ("kind", "key", "answer", "score"),
    [
        ("single", ["log"], "log", 1000),
        ("truefalse", ["true"], "true", 1000),
        ("number", ["36"], "36", 1000),
        ("number", ["36.5"], "36.5", 1000),
        ("text", ["共情", "代入"], "代入", 1000),
    ],
)
def test_a_new_key_marks_by_itself(kind, key, answer, score):
    spec = with_key(SPECS[kind], key)
    read = KINDS[kind].read({"": [answer]}, spec)
    assert KINDS[kind].grade(spec, read).score == score
    assert set(key) <= set(key_of(spec)) | {"共情", "36", "36.5"}


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("single", []),
        ("single", ["cut", "log"]),
        ("single", ["nothing"]),
        ("truefalse", ["maybe"]),
        ("number", ["about three"]),
        ("number", ["1", "2"]),
        ("text", []),
        ("order", ["listen"]),
        ("essay", ["x"]),
    ],
)
def test_a_key_that_does_not_fit_is_refused(kind, key):
    with pytest.raises(InvalidError):
        with_key(SPECS[kind], key)


def touched(number, score, *, answer):
    sums = Sums(earned=score * 5, points=5, red_failed=0, void=0, waiting=0)
    return Touched(number, number % 2, "final", score, score >= 800, sums, 800, False, 1, 0, "counted", False, answer)


def test_a_dry_run_counts_who_rises_and_who_newly_passes_and_marks_each_answer_once():
    asked = []

    def regrade(answer):
        asked.append(answer)
        return 1000 if answer == '"b"' else 0

    found = [touched(1, 600, answer='"b"'), touched(2, 800, answer='"b"'), touched(3, 400, answer='"c"')]
    run = dry_run(found, "rekey", "as_computed", regrade)
    assert (run.attempts, run.people, run.raised, run.lowered) == (3, 2, 2, 0)
    assert [one.attempt_id for one in run.newly_passed] == [1]
    assert not run.harms
    assert sorted(asked) == ['"b"', '"c"']


def test_a_dry_run_that_takes_something_away_asks_twice_unless_nobody_may_lose():
    sums = Sums(earned=5000, points=5, red_failed=0, void=0, waiting=0)
    one = Touched(1, 1, "final", 1000, True, sums, 900, False, 1, 1000, "counted", False, '"a"')
    run = dry_run([one], "rekey", "as_computed", lambda _: 0)
    assert (run.lowered, len(run.newly_failed), run.harms) == (1, 1, True)
    held = dry_run([one], "rekey", "hold_harmless", lambda _: 0)
    assert (held.lowered, held.held, held.harms) == (0, 1, False)

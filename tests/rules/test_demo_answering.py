"""The imagined people answer as they are meant to."""

import pytest

from app.demo.answering import right_answer, wrong_answer
from app.items.registry import KINDS

SPECS = [
    pytest.param(kind, kind.spec.model_validate(dict(example.spec)), id=example.spec["id"])
    for kind in KINDS.values()
    for example in kind.examples
]


@pytest.mark.parametrize(("kind", "spec"), SPECS)
def test_a_right_answer_gets_full_marks(kind, spec):
    """Where marks are given by rule; an opinion has none, and what people mark waits for them."""
    if kind.marked_by == "engine":
        assert kind.grade(spec, right_answer(spec)).score == 1000
    assert kind.read(kind.write(spec, right_answer(spec)), spec) == right_answer(spec)
    assert kind.grade(spec, right_answer(spec)).waiting == (kind.marked_by == "people")


@pytest.mark.parametrize(("kind", "spec"), SPECS)
@pytest.mark.parametrize("seed", ["a", "b", "c"])
def test_a_wrong_answer_does_not(kind, spec, seed):
    assert kind.grade(spec, wrong_answer(spec, seed)).score < 1000

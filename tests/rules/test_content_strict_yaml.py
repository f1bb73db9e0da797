"""The strict YAML reader: YAML 1.2 values, and every refusal with its place."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.content.parse.strict import places, read_yaml


def read(text):
    value, found = read_yaml(text, "x.yaml")
    return value, [(item.line, item.column, item.code) for item in found]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: true\nb: false", {"a": True, "b": False}),
        ("a: 12\nb: -3\nc: 1.5\nd: 007\ne: 1_000", {"a": 12, "b": -3, "c": 1.5, "d": "007", "e": "1_000"}),
        ("a: null\nb: ~\nc:", {"a": None, "b": None, "c": None}),
        ("a: 2026-03-02\nb: 12:30", {"a": "2026-03-02", "b": "12:30"}),
        ("a: \"yes\"\nb: 'no'", {"a": "yes", "b": "no"}),
        ("unit: y\nletter: n", {"unit": "y", "letter": "n"}),
        ("[1, [2, {a: b}]]", [1, [2, {"a": "b"}]]),
        ("a: |\n  第一行\n  第二行\n", {"a": "第一行\n第二行\n"}),
        ("", None),
    ],
)
def test_values_are_read_by_yaml_1_2(text, value):
    assert read(text) == (value, [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: yes", [(1, 4, "E103")]),
        ("on: 1", [(1, 1, "E103")]),
        ("a: [No, True]", [(1, 5, "E103"), (1, 9, "E103")]),
        ("a: 1\nb: 2\na: 3", [(3, 1, "E104")]),
        ("- a: &x 1\n- *x", [(1, 6, "E106"), (2, 3, "E106")]),
        ("a: !!str 1", [(1, 4, "E106")]),
        ("a: !own {}", [(1, 4, "E106")]),
        ("a: 1\n---\nb: 2", [(2, 1, "E107")]),
        ("a: [1", [(2, 1, "E107")]),
        ("{a: b}: 1", [(1, 1, "E107")]),
        ("title：好\nb: 1", [(1, 6, "E105")]),
        ("- title：好", [(1, 8, "E105")]),
        ("a:\t1", [(1, 3, "E102")]),
        ("\ta: 1\n\tb: 1", [(1, 1, "E102"), (2, 1, "E102")]),
    ],
)
def test_what_is_not_strict_is_refused_with_its_place(text, found):
    assert read(text)[1] == found


def test_a_chinese_colon_inside_a_text_is_no_mistake():
    assert read("a: 他说：好\nb: |\n  注意：先断电\n")[1] == []


def test_nesting_without_end_is_refused():
    assert read("[" * 60 + "]" * 60)[1][0][2] == "E107"


def test_every_key_and_item_has_its_place():
    found = places("a:\n  - b: 1\n    c: 2\n  - x\n", first_line=3)
    assert found["a",] == (3, 1)
    assert found["a", 0, "c"] == (5, 5)
    assert found["a", 1] == (6, 5)


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text("abc 断电：yesno-#'\"", max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcd", min_size=1), inner, max_size=3),
    max_leaves=12,
)


@given(plain)
def test_whatever_a_dumper_writes_is_read_back(value):
    text = yaml.safe_dump(value, allow_unicode=True)
    assert read_yaml(text, "x.yaml")[0] == value

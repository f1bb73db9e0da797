"""Receipts: codes in what people bring, and every state of a ledger."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.rules.ledger import Event, answers_from
from app.assessment.rules.receipts import codes_in, is_receipt_code, states_of

CODE, OTHER = "0f" * 32, "ab" * 32


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (CODE, (CODE,)),
        (f"Receipt code: {CODE.upper()}\nhttps://a.example/verify/{CODE}", (CODE,)),
        (f"{CODE} {OTHER}", (CODE, OTHER)),
        (f"回执码：{OTHER}。", (OTHER,)),
        (CODE + "0", ()),
        (CODE[1:], ()),
        ("", ()),
    ],
)
def test_codes_are_found_in_what_somebody_brings(text, found):
    assert codes_in(text) == found


@pytest.mark.parametrize(("text", "is_code"), [(CODE, True), (CODE + "0", False), ("abc", False), ("g" * 64, False)])
def test_a_receipt_code_has_sixty_four_hex_digits(text, is_code):
    assert is_receipt_code(text) == is_code


@st.composite
def ledgers(draw):
    keys = draw(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 9)), unique=True, max_size=14))
    return [
        Event(number, client, seq, draw(st.sampled_from("xyz")), draw(st.sampled_from([None, "1", "2"])), "zh")
        for number, (client, seq) in enumerate(keys, start=1)
    ]


@given(ledgers())
def test_the_states_of_a_ledger_are_what_stands_after_each_event(events):
    states = [dict(state) for state in states_of(events)]
    assert states == [answers_from(events[:count]) for count in range(len(events) + 1)]

"""The chain as values."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from app.audit.rules import GENESIS, Checkpoint, Report, Row, Seal, digest_detail, examine_chain, link_of

AT = datetime(2026, 3, 2, tzinfo=UTC)


def chain(count):
    previous, seals = GENESIS, []
    for number in range(1, count + 1):
        row = Row(number, AT, 1, "a", "b", digest_detail("n", "{}"), "n", "{}")
        link = link_of(previous, row)
        seals.append(Seal(number, number, previous, link, AT, row))
        previous = link
    return seals


def examine(seals, points=()):
    report = Report()
    examine_chain(seals, {point.seal_id: point for point in points}, report)
    return report


@given(st.integers(0, 12))
def test_a_whole_chain_is_sound(count):
    seals = chain(count)
    points = [Checkpoint(seal.id, seal.link, AT) for seal in seals]

    assert examine(seals, points).is_sound


@given(st.integers(2, 12), st.data())
def test_any_removed_link_is_found(count, data):
    seals = chain(count)
    del seals[data.draw(st.integers(0, count - 2))]

    assert not examine(seals).is_sound


@given(st.integers(2, 12), st.data())
def test_any_two_links_in_another_order_are_found(count, data):
    seals = chain(count)
    place = data.draw(st.integers(0, count - 2))
    seals[place], seals[place + 1] = seals[place + 1], seals[place]

    assert not examine(seals).is_sound


@given(st.integers(1, 12), st.data(), st.sampled_from([{"by": 2}, {"action": "z"}, {"subject": "z"}, {"id": 77}]))
def test_any_altered_row_is_found(count, data, changed):
    seals = chain(count)
    place = data.draw(st.integers(0, count - 1))
    seals[place] = replace(seals[place], row=replace(seals[place].row, **changed))

    assert not examine(seals).is_sound

"""The map of a scenario and its replay: pure, the same for the same scenario."""

import pytest

from app.authoring.rules.playing import pieces_of
from app.authoring.rules.scenario_map import HEIGHT, WIDTH, cut, draw_map
from app.dialogue.scenario import Beat, Ending, HiddenFact, Line, Opening, Option, Persona, Scenario
from app.kernel.bilingual import Bilingual
from app.utterance.values import Act

TEXT = Bilingual("话", "words")
SCENARIO = Scenario(
    id="drip",
    grade=1,
    trade="any",
    channel="phone",
    minutes=4,
    rubric="call",
    title=TEXT,
    brief=TEXT,
    persona=Persona(name=TEXT, about=TEXT),
    opening=Opening(anger=40, bands=(30, 60, 85), trust=30, patience=50),
    rules=(),
    lines=(
        Line(id="l-open", when="turn == 0", say=TEXT),
        Line(id="l-found", when="fact.address", say=TEXT),
        Line(id="l-done", when="seen.recap and said.l_open", say=TEXT),
        Line(id="l-cross", when="mood == furious", say=TEXT),
        Line(id="l-any", once=False, say=TEXT),
    ),
    endings=(Ending(id="gone", when="patience <= 0 or said.l_found", title=TEXT, result="fail"),),
    facts=(HiddenFact(id="address", say=TEXT, short=TEXT, acts=("ask_closed",)),),
    beats=(Beat(id="b-any", options=(Option(id="o-1", say=TEXT, acts=(Act("recap"),)),)),),
)


def test_everything_stands_in_the_column_of_what_it_waits_for():
    drawing = draw_map(SCENARIO)
    assert {node.id: node.column for node in drawing.nodes} == {
        "l-open": "opening",
        "address": "facts",
        "l-found": "known",
        "l-done": "known",
        "l-cross": "state",
        "l-any": "always",
        "b-any": "always",
        "gone": "endings",
    }
    assert [name for name, _ in drawing.columns] == ["opening", "facts", "known", "state", "always", "endings"]


def test_no_two_boxes_overlap_and_all_lie_in_the_drawing():
    drawing = draw_map(SCENARIO)
    for node in drawing.nodes:
        assert node.x + WIDTH <= drawing.width
        assert node.y + HEIGHT <= drawing.height
        others = [other for other in drawing.nodes if other is not node and other.x == node.x]
        assert all(abs(other.y - node.y) >= HEIGHT for other in others)


def test_a_curve_leads_from_each_thing_that_must_have_happened():
    assert len(draw_map(SCENARIO).edges) == 3  # address → l-found, l-open → l-done, l-found → gone


def test_an_empty_scenario_has_an_empty_map():
    from msgspec.structs import replace  # noqa: PLC0415 - beside its only use

    drawing = draw_map(replace(SCENARIO, lines=(), endings=(), facts=(), beats=()))
    assert (drawing.nodes, drawing.edges) == ((), ())


@pytest.mark.parametrize(
    ("text", "letters", "expected"),
    [("short", 10, "short"), ("空调滴水了", 6, "空调滴…"), ("a  b\nc", 10, "a b c"), ("", 3, "")],
)
def test_a_text_is_cut_to_its_width(text, letters, expected):
    assert cut(text, letters) == expected


def test_a_sentence_is_cut_where_acts_begin_and_end():
    acts = (Act("greet", 0, 2), Act("promise", 4, 9), Act("offer_visit", 6, 12), Act("recap"))
    pieces = pieces_of("您好，我明天三点前上门。", acts)
    assert [(piece.text, [act.id for act in piece.acts]) for piece in pieces] == [
        ("您好", ["greet"]),
        ("，我", []),
        ("明天", ["promise"]),
        ("三点前", ["promise", "offer_visit"]),
        ("上门。", ["offer_visit"]),
    ]
    assert "".join(piece.text for piece in pieces) == "您好，我明天三点前上门。"
    assert pieces_of("", acts[3:]) == ()

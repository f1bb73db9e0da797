"""The little language of conditions: what it takes, what it refuses and where, what can hold at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dialogue.expressions import ExpressionError, compile_when, declared_names, names_in
from app.dialogue.holding import always_holds, can_hold
from app.dialogue.scenario import MOODS
from app.utterance.acts import ACT_IDS
from tests.factories.scenario import a_scenario

BANDS = (30, 65, 95)
VALUES = {"anger": 50, "trust": 20, "turn": 3, "mood": 1, "seen.recap": 2, "promise.visit": 1, "fact.old_parent": 1}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("", True),
        ("   ", True),
        ("anger == 50", True),
        ("anger != 50", False),
        ("50 <= anger", True),
        ("30 <= anger < 65", True),
        ("65 <= anger < 95", False),
        ("anger > trust", True),
        ("trust >= 20 and anger < 60", True),
        ("trust > 20 or turn == 3", True),
        ("not seen.recap", False),
        ("not seen.close", True),
        ("seen.recap and promise.visit > 0", True),
        ("not (seen.recap and seen.close)", True),
        ("anger > 60 or anger < 55 and turn > 5", False),  # and binds closer
        ("(anger > 60 or anger < 55) and turn > 2", True),
        ("fact.old_parent", True),
        ("fact.address", False),
        ("mood == upset", True),
        ("mood != upset", False),
        ("calm == mood", False),
        ("patience <= 0", True),  # what is not given counts as 0
        ("ended", False),
        ("broken.visit + 0", None),
        ("  seen.recap\n  and turn == 3 ", True),
        ("not not seen.recap", True),
    ],
)
def test_conditions_are_read_and_hold(text, holds):
    if holds is None:
        with pytest.raises(ExpressionError):
            compile_when(text)
    else:
        assert compile_when(text).holds(VALUES) is holds


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("__import__('os')", 11),
        ("__import__", 0),
        ("anger > 'calm'", 8),
        ('mood == "calm"', 8),
        ("anger > 1.5", 8),
        ("anger > 1e3", 8),
        ("anger > -5", 8),
        ("anger + 5 > 3", 6),
        ("anger = 5", 6),
        ("anger >> 2", 0),
        ("anger := 3", 6),
        ("anger > 3; trust", 9),
        ("anger, trust", 5),
        ("[anger]", 0),
        ("{anger}", 0),
        ("lambda: anger", 6),
        ("anger if trust else turn", 0),
        ("seen.recap()", 0),
        ("seen.recap.real > 0", 0),
        ("seen.__class__.__mro__", 0),
        ("seen[0]", 4),
        ("anger is trust", 0),
        ("anger in trust", 0),
        ("anger not in trust", 0),
        ("True", 0),
        ("None", 0),
        ("anger == True", 9),
        ("1", 0),
        ("1 < 2", 0),
        ("0x10 < anger", 0),
        ("1_000 < anger", 0),
        ("1or anger", 0),
        ("anger < 10000000", 8),
        ("anger <", 7),
        ("and anger", 0),
        ("(anger > 3", 0),
        ("anger > 3)", 9),
        ("anger > (trust > 3)", 9),
        ("(anger > 3) == 1", 1),
        ("mood", 0),
        ("not mood", 4),
        ("mood > calm", 0),
        ("mood == 2", 0),
        ("mood == angry", 0),
        ("mood == calm == upset", 0),
        ("upset", 0),
        ("anger == calm", 9),
        ("happiness > 3", 0),
        ("turn > 0 and  joy", 14),
        ("things.recap", 0),
        ("fact . old_parent . x", 0),
        ("fact.old-parent", 8),
        ("愤怒 > 3", 0),
        ("anger > ３", 8),
        ("\x00", 0),
        ("await anger", 0),
        ("(" * 300 + "anger" + ")" * 300, None),
        ("anger or " * 200 + "anger", 1000),
    ],
)
def test_what_is_no_condition_is_refused_with_its_place(text, offset):
    with pytest.raises(ExpressionError) as refused:
        compile_when(text)
    assert 0 <= refused.value.offset <= len(text)
    assert refused.value.message.zh
    assert refused.value.message.en == str(refused.value)
    if offset is not None:
        assert refused.value.offset == offset


def test_a_deep_condition_within_the_limit_is_read():
    assert compile_when("not " * 240 + "anger").holds({"anger": 1})


def read_or_refused(text):
    try:
        return compile_when(text).holds({}) in (True, False)
    except ExpressionError as error:
        return 0 <= error.offset <= len(text) and error.message.zh != error.message.en


@given(st.text(max_size=60))
def test_any_text_is_either_read_or_refused(text):
    assert read_or_refused(text)


@given(
    st.lists(st.sampled_from([*"()<>=.,:[]{}'\"+-*/\\ \n19", "and", "or", "not", "anger", "seen", "exec", "lambda"]))
)
def test_any_salad_of_tokens_is_either_read_or_refused(parts):
    assert read_or_refused(" ".join(parts))


def test_names_must_be_declared_where_a_list_is_given():
    names = declared_names(a_scenario(), ACT_IDS)
    assert compile_when("fact.old_parent and said.l_open and doc.price_list and not flag.cc_safety", names)
    assert compile_when("seen.recap and now.close and promise.visit > broken.visit and recapped and ended", names)
    for text, name, offset in (
        ("seen.sing", "seen.sing", 0),
        ("anger > 3 and fact.adress", "fact.adress", 14),
        ("promise.holiday > 0", "promise.holiday", 0),
    ):
        with pytest.raises(ExpressionError) as refused:
            compile_when(text, names)
        assert (refused.value.name, refused.value.offset) == (name, offset)
        compile_when(text)  # the engine takes any name of a known shape


def test_names_of_a_condition():
    assert names_in("anger > 3 and (mood == calm or not seen.recap)") == {"anger", "mood", "seen.recap"}
    assert names_in("") == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "anger > 100",
        "anger < 0",
        "trust < 20 and trust >= 30",
        "mood == calm and anger >= 65",
        "mood == upset and mood == calm",
        "mood == furious and anger < 65",
        "anger > 60 and not anger > 40",
        "not (trust > 30 or trust <= 30)",
        "turn > 24",
        "turn == 0 and turn == 1",
        "ended and not ended",
        "now.recap > 1",
        "now.recap and not seen.recap",
        "broken.visit and promise.visit == 0",
        "fact.address > 1",
        "seen.recap < 0",
        "anger < anger",
        "30 <= anger < 30",
        "(trust < 10 or trust > 90) and 20 < trust < 80",
        "mood != calm and mood != upset and mood != furious and mood != out_of_control",
    ],
)
def test_what_contradicts_itself_never_holds(text):
    assert not can_hold(text, BANDS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "anger >= 100",
        "trust >= 20 and trust < 30",
        "mood == upset and anger >= 64",
        "mood == out_of_control and anger >= 95",
        "turn == 24",
        "anger < trust and trust < patience",
        "now.recap and seen.recap == 1",
        "not (mood == calm and anger >= 65)",
        "promise.visit > 5",
        " and ".join(f"seen.{act} != 3" for act in ACT_IDS),
    ],
)
def test_what_may_hold_is_left_alone(text):
    assert can_hold(text, BANDS)


@pytest.mark.parametrize(
    ("text", "earlier", "reachable"),
    [
        ("mood == calm", ["anger < 30"], False),
        ("", ["turn == 0", "turn > 0"], False),
        ("", ["turn == 0", "turn > 1"], True),
        ("anger > 70", [""], False),
        ("seen.recap", ["seen.recap and trust > 5"], True),
    ],
)
def test_what_comes_after_something_that_catches_everything_never_holds(text, earlier, reachable):
    assert can_hold(text, BANDS, unless=earlier) is reachable


@pytest.mark.parametrize(
    ("text", "always"), [("", True), ("anger >= 0", True), ("turn >= 0 or ended", True), ("anger > 0", False)]
)
def test_what_always_holds(text, always):
    assert always_holds(text, BANDS) is always


PARTS = st.one_of(
    st.builds(
        "{} {} {}".format,
        st.sampled_from(["anger", "trust", "turn", "seen.recap", "30"]),
        st.sampled_from(["<", "<=", ">", ">=", "==", "!="]),
        st.sampled_from(["anger", "0", "1", "20", "65", "100"]),
    ).filter(lambda text: not all(word.isdecimal() for word in text.split()[::2])),
    st.builds("mood {} {}".format, st.sampled_from(["==", "!="]), st.sampled_from(MOODS)),
    st.sampled_from(["ended", "seen.recap", "now.recap"]),
)
CONDITIONS = st.recursive(
    PARTS,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not ({})".format, inner),
    ),
    max_leaves=6,
)


@given(CONDITIONS, st.integers(0, 100), st.integers(0, 100), st.integers(0, 24), st.integers(0, 3))
def test_nothing_that_happens_is_called_impossible(text, anger, trust, turn, recaps):
    mood = sum(anger >= band for band in BANDS)
    values = {"anger": anger, "trust": trust, "turn": turn, "mood": mood, "seen.recap": recaps}
    values["now.recap"] = values["ended"] = min(recaps, 1)
    if compile_when(text).holds(values):
        assert can_hold(text, BANDS)
    else:
        assert not always_holds(text, BANDS)

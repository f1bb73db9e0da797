"""The customer's step: order, levels and moods, repeats, solutions before empathy, facts, criticals, endings, lines."""

import pytest
from msgspec.structs import replace

from app.dialogue.engine import advance, beat_for, begin, mood_of, replies, what_if
from app.dialogue.scenario import Beat, Critical, Ending, Line, Opening, Persona
from app.dialogue.state import Said
from tests.factories.scenario import (
    CRITICAL,
    ENDINGS,
    FACTS,
    LINES,
    RULES,
    TWO_DAYS,
    a_rule,
    a_scenario,
    a_visit,
    an_act,
    both,
)

SCENARIO = a_scenario()
EVEN = Persona(name=both("Mr Li"), about=both("Even-tempered."))


def told(scenario, *turns, left=False):
    """Return the steps of a conversation; a turn is an act id, an act, or several of them."""
    steps = [begin(scenario)]
    for turn in turns:
        acts = turn if isinstance(turn, list | tuple) else [turn]
        acts = [an_act(act) if isinstance(act, str) else act for act in acts]
        steps.append(advance(scenario, steps[-1], acts))
    if left:
        steps.append(advance(scenario, steps[-1], (), left=True))
    return tuple(steps)


def last(scenario, *turns, left=False):
    return told(scenario, *turns, left=left)[-1]


def with_rules(*rules, **changes):
    return a_scenario(rules=rules, persona=EVEN, facts=(), lines=(), critical=(), **changes)


def test_the_opening_has_the_first_line_and_what_the_learner_may_read():
    step = begin(SCENARIO)
    assert (step.seq, step.previous, step.state.turn, step.acts, step.effects) == (0, "", 0, (), ())
    assert (step.state.anger, step.state.trust, step.state.patience) == (60, 30, 60)
    assert step.state.documents == ("order",)
    assert step.state.facts == ("model",)  # it stands in the order
    assert step.reply == (Said("line", "l-open"),)
    assert replies(SCENARIO, step, "zh") == ("It leaks again!（中）",)


@pytest.mark.parametrize(
    ("anger", "mood"),
    [
        (0, "calm"),
        (29, "calm"),
        (30, "upset"),
        (64, "upset"),
        (65, "furious"),
        (94, "furious"),
        (95, "out_of_control"),
        (100, "out_of_control"),
    ],
)
def test_bands_of_mood(anger, mood):
    assert mood_of(SCENARIO, anger) == mood


def test_a_turn_applies_its_rules_in_order_with_their_places_in_the_text():
    step = last(SCENARIO, [an_act("safety_instruction", 0, 6), an_act("empathise", 7, 12)])
    effects = [(e.rule, e.act, e.start, e.end, e.anger, e.trust, e.patience, e.evidence) for e in step.effects]
    assert effects == [
        ("r-empathy", "empathise", 7, 12, -12, 8, 0, "empathy"),
        ("r-safety", "safety_instruction", 0, 6, 0, 12, 0, "safety"),
    ]
    assert (step.state.anger, step.state.trust) == (48, 50)
    assert step.state.seen == {"safety_instruction": 1, "empathise": 1}
    assert step.state.fired == {"r-empathy": 1, "r-safety": 1}


def test_a_later_rule_sees_what_an_earlier_one_changed():
    scenario = with_rules(
        a_rule("first", "greet", anger=-30),
        a_rule("second", "greet", when="anger <= 30", trust=5),
        a_rule("third", "greet", when="anger > 30", trust=50),
        a_rule("fourth", when="mood == upset and now.greet", flag="f"),
        a_rule("fifth", when="flag.f", patience=-1),
    )
    step = last(scenario, "greet")
    assert [effect.rule for effect in step.effects] == ["first", "second", "fourth", "fifth"]


def test_an_act_said_twice_in_a_turn_counts_once():
    step = last(SCENARIO, [an_act("empathise", 0, 2), an_act("empathise", 5, 7)])
    assert step.state.seen == {"empathise": 1}
    assert [(effect.rule, effect.start) for effect in step.effects] == [("r-empathy", 0)]


def test_nothing_recognised_wears_the_customer_out():
    for acts in ([], [an_act("promise", negated=True)]):
        step = last(SCENARIO, acts)
        assert [(e.rule, e.anger, e.patience) for e in step.effects] == [("unrecognised", 6, -1)]  # 4 at 150 %
        assert (step.state.anger, step.state.patience, step.state.seen) == (66, 59, {})


@pytest.mark.parametrize(
    ("repeat", "angers"), [("half", [-13, -6, -3, -1, 0]), ("once", [-13]), ("full", [-13, -13, -13, -13, -8])]
)
def test_a_repeated_act_is_worth_less(repeat, angers):
    scenario = with_rules(
        a_rule("r", "empathise", anger=-13, repeat=repeat), endings=(replace(ENDINGS[0], when="0 > turn"),)
    )
    steps = told(scenario, *["empathise"] * 5)
    assert [effect.anger for step in steps for effect in step.effects] == angers
    notes = [effect.note for step in steps for effect in step.effects]
    expected = {"half": ["", *["repeated"] * 4], "once": [""], "full": ["", "", "", "", "clamped"]}
    assert notes == expected[repeat]


def test_harm_is_halved_toward_zero_too():
    scenario = with_rules(a_rule("r", "deny", anger=5, trust=-5))
    steps = told(scenario, "deny", "deny", "deny")
    assert [(e.anger, e.trust) for step in steps for e in step.effects] == [(5, -5), (2, -2), (1, -1)]


@pytest.mark.parametrize(
    ("opening_anger", "turns", "anger", "note"),
    [
        (60, [["offer_visit"]], -7, "early"),
        (60, [["empathise", "offer_visit"]], -15, ""),
        (60, [["offer_visit", "apologise"]], -15, ""),
        (60, [["empathise"], ["offer_visit"]], -15, ""),
        (60, [["listen_ack"], ["offer_visit"]], -7, "early"),
        (60, [[an_act("empathise", negated=True), an_act("offer_visit")]], -7, "early"),
        (29, [["offer_visit"]], -15, ""),  # a calm customer takes a solution at once
    ],
)
def test_a_solution_before_empathy_earns_half(opening_anger, turns, anger, note):
    opening = Opening(anger=opening_anger, bands=(30, 65, 95), trust=50, patience=60)
    scenario = with_rules(a_rule("r", "offer_visit", anger=-15, trust=9, patience=4), opening=opening)
    effect = last(scenario, *turns).effects[-1]
    assert (effect.anger, effect.note) == (anger, note)
    assert effect.trust == (4 if note else 9)
    assert effect.patience == 4


def test_only_the_good_of_a_solution_is_halved_and_only_of_solutions():
    scenario = with_rules(a_rule("r", "offer_visit", "explain_plain", anger=10, trust=-9))
    assert [(e.anger, e.trust, e.note) for e in last(scenario, "offer_visit").effects] == [(10, -9, "")]
    scenario = with_rules(a_rule("r", "explain_plain", anger=-10))
    assert [(e.anger, e.note) for e in last(scenario, "explain_plain").effects] == [(-10, "")]


def test_a_persona_feels_anger_more_and_calms_down_less():
    persona = Persona(name=both("A"), about=both("B"), anger_up=150, anger_down=50)
    rules = (a_rule("up", "deny", anger=11, trust=-3), a_rule("down", "empathise", anger=-11, trust=3))
    scenario = replace(with_rules(*rules), persona=persona)
    assert [(e.anger, e.trust) for e in last(scenario, ["deny", "empathise"]).effects] == [(16, -3), (-5, 3)]


def test_levels_stay_on_their_scale_and_say_so():
    scenario = with_rules(a_rule("r", "empathise", anger=-70, trust=90, patience=90))
    step = last(scenario, "empathise")
    assert (step.state.anger, step.state.trust, step.state.patience) == (0, 100, 100)
    assert [(e.anger, e.trust, e.patience, e.note) for e in step.effects] == [(-60, 70, 40, "clamped")]


def test_a_rule_without_acts_works_every_turn():
    scenario = with_rules(a_rule("tick", patience=-1, repeat="full"))
    assert last(scenario, "greet", "close").state.patience == 58


@pytest.mark.parametrize(
    ("acts", "trust", "found"),
    [
        ([an_act("ask_closed", topic=["address"])], 20, ("model", "address")),
        ([an_act("ask_closed", topic=["address"])], 19, ("model",)),
        ([an_act("ask_closed", topic=["model", "symptom"])], 20, ("model",)),
        ([an_act("ask_open", topic=["address", "when"])], 20, ("model", "address")),
        ([an_act("ask_open", topic="address")], 20, ("model", "address")),
        ([an_act("ask_closed")], 20, ("model",)),
        ([an_act("recap", topic=["address"])], 20, ("model",)),
        ([an_act("ask_closed", negated=True, topic=["address"])], 20, ("model",)),
        ([an_act("ask_environment")], 0, ("model", "old-parent")),
        ([an_act("ask_environment", topic=["people"])], 0, ("model", "old-parent")),
        ([an_act("listen_ack")], 50, ("model", "wet")),  # volunteered once trusted
        ([an_act("listen_ack")], 49, ("model",)),
        ([an_act("check_cost")], 0, ("model", "call-out")),  # read in the list that is shown then
    ],
)
def test_facts_come_out_by_topic_trust_and_document(acts, trust, found):
    opening = replace(SCENARIO.opening, trust=trust)
    step = last(a_scenario(opening=opening, rules=tuple(r for r in RULES if r.id == "r-price")), acts)
    assert step.state.facts == found
    aloud = tuple(fact for fact in found if fact not in ("model", "call-out"))
    assert tuple(said.id for said in step.reply if said.kind == "fact") == aloud


def test_a_document_is_shown_once_and_can_be_asked_for():
    steps = told(SCENARIO, "check_cost", "check_cost")
    assert steps[0].state.documents == ("order",)
    assert steps[1].state.documents == steps[2].state.documents == ("order", "price-list")


def test_a_fact_is_told_once():
    asked = an_act("ask_closed", topic=["address"])
    steps = told(SCENARIO, [asked], [asked])
    assert replies(SCENARIO, steps[1], "en")[0] == "Number 18 Jinxiu Road."
    assert "fact" not in {said.kind for said in steps[2].reply}


def test_a_fact_may_wait_for_another_one_of_the_same_turn():
    second = replace(FACTS[1], id="second", when="fact.old_parent")
    scenario = a_scenario(facts=(FACTS[1], second))
    assert last(scenario, "ask_environment").state.facts == ("old-parent", "second")
    backwards = a_scenario(facts=(second, FACTS[1]))
    assert last(backwards, "ask_environment").state.facts == ("old-parent",)


@pytest.mark.parametrize(
    ("turns", "flags"),
    [
        ([["greet"]], ()),
        ([["offer_visit"]], ("cc-safety",)),
        ([["safety_instruction"], ["offer_visit"]], ()),
        ([["safety_instruction", "offer_visit"]], ()),
        ([a_visit(TWO_DAYS)], ("cc-safety", "cc-promise")),
        ([["safety_instruction"], a_visit(TWO_DAYS)], ("cc-promise",)),
        ([["over_promise"]], ("cc-promise",)),
        ([["over_promise"], ["greet"], ["over_promise"]], ("cc-promise",)),
        ([[an_act("over_promise", negated=True)]], ()),
    ],
)
def test_critical_errors_by_flag_and_by_condition(turns, flags):
    assert last(SCENARIO, *turns).state.flags == flags


def test_a_critical_error_may_end_the_conversation():
    endings = (Ending(id="stop", title=both("Stop"), result="fail", when="flag.cc_safety"), *ENDINGS)
    step = last(a_scenario(endings=endings), "offer_visit")
    assert step.state.ending == "stop"


def test_the_first_ending_that_holds_counts():
    both_hold = (
        Ending(id="one", title=both("1"), result="pass", when="seen.close"),
        Ending(id="two", title=both("2"), result="fail", when="seen.close or ended"),
    )
    assert last(a_scenario(endings=both_hold), "close").state.ending == "one"
    assert last(a_scenario(endings=both_hold[::-1]), "close").state.ending == "two"


def test_an_ending_says_its_last_word_after_the_facts():
    step = last(SCENARIO, ["safety_instruction", "empathise"], a_visit(), ["recap", "close", "ask_environment"])
    assert step.state.ending == "resolved"
    assert step.reply == (Said("fact", "old-parent"), Said("ending", "resolved"))


def test_after_the_ending_nothing_more_is_said():
    step = last(SCENARIO, left=True)
    assert (step.state.ending, step.state.ended, step.reply) == ("left", True, ())
    for acts, left in (((an_act("greet"),), False), ((), True)):
        with pytest.raises(ValueError, match="over"):
            advance(SCENARIO, step, acts, left=left)


def test_hanging_up_in_silence_moves_nothing():
    before, step = told(SCENARIO, "empathise", left=True)[1:]
    assert (step.effects, step.seq, step.state.turn) == ((), 2, 2)
    assert (step.state.anger, step.state.patience) == (before.state.anger, before.state.patience)


def test_who_says_something_and_hangs_up_is_heard():
    step = advance(SCENARIO, begin(SCENARIO), [an_act("blame")], left=True)
    assert [effect.rule for effect in step.effects] == ["r-blame"]
    assert step.state.ending == "left"


def test_the_limit_of_turns_uses_up_the_patience():
    scenario = a_scenario(opening=replace(SCENARIO.opening, limit=3))
    steps = told(scenario, "greet", "listen_ack", "greet")
    assert [step.state.ending for step in steps] == [None, None, None, "hung-up"]
    assert (steps[-1].effects[-1].rule, steps[-1].effects[-1].patience) == ("limit", -60)


def test_what_is_resolved_in_the_last_turn_is_resolved():
    scenario = a_scenario(opening=replace(SCENARIO.opening, limit=3))
    step = last(scenario, ["safety_instruction", "empathise"], a_visit(), ["recap", "close"])
    assert (step.state.ending, step.state.patience) == ("resolved", 60)


def test_without_a_fitting_ending_the_last_failing_one_stands_in():
    endings = (ENDINGS[1], Ending(id="lost", title=both("Lost"), result="fail", when="anger > 99"))
    scenario = a_scenario(endings=endings, opening=replace(SCENARIO.opening, limit=1))
    assert last(scenario, "greet").state.ending == "lost"
    assert last(scenario, left=True).state.ending == "lost"


def test_lines_are_used_up_unless_they_may_be_repeated():
    steps = told(SCENARIO, "safety_instruction", "greet", "greet")
    assert [step.reply for step in steps] == [
        (Said("line", "l-open"),),
        (Said("line", "l-off"),),
        (Said("line", "l-any"),),
        (Said("line", "l-any"),),
    ]
    assert steps[-1].state.said == ("l-open", "l-off", "l-any")


def test_a_line_may_ask_what_was_said_before():
    lines = (LINES[0], Line(id="again", when="said.l_open and turn == 1", say=both("As I said.")))
    step = last(a_scenario(lines=lines), "greet")
    assert step.reply == (Said("line", "again"),)
    assert last(a_scenario(lines=lines), "greet", "greet").reply == ()


def test_now_is_this_turn_only():
    scenario = a_scenario(critical=(replace(CRITICAL[0], when="now.greet and turn == 2"),))
    assert last(scenario, "greet", "close").state.flags == ()
    assert last(scenario, "close", "greet").state.flags == ("cc-safety",)


def test_beats_are_offered_by_what_was_taken_already():
    steps = told(SCENARIO, "greet", left=True)
    assert [beat and beat.id for beat in (beat_for(SCENARIO, step.state) for step in steps)] == [
        "b-first",
        "b-any",
        None,
    ]
    assert beat_for(a_scenario(beats=(Beat(id="never", options=(), when="turn > 9"),)), steps[0].state) is None


def test_what_if_goes_on_from_the_turn_before():
    steps = told(SCENARIO, "greet", "blame", "empathise")
    other = what_if(SCENARIO, steps, 2, [an_act("empathise")])
    assert (other.seq, other.previous) == (2, steps[1].hash)
    assert other == advance(SCENARIO, steps[1], [an_act("empathise")])
    assert what_if(SCENARIO, steps, 2, steps[2].acts) == steps[2]
    for turn in (0, 4, -1):
        with pytest.raises(ValueError, match="no turn"):
            what_if(SCENARIO, steps, turn, [])


def test_a_critical_is_raised_after_facts_and_promises():
    critical = Critical(id="told", title=both("T"), group="customer", when="fact.old_parent and promise.visit == 1")
    step = last(a_scenario(critical=(critical,)), ["ask_environment", *a_visit()])
    assert step.state.flags == ("cc-safety", "told")

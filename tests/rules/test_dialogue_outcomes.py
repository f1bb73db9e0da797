"""What comes of a conversation: checklist, ticket, golden transcripts, debrief."""

import pytest
from msgspec.structs import replace

from app.dialogue.debrief import debrief
from app.dialogue.engine import advance, begin
from app.dialogue.golden import Mismatch, meets, play, verdict_on
from app.dialogue.scenario import GoldenTest
from app.dialogue.score import checklist
from app.dialogue.ticket import compare_ticket
from app.kernel.bilingual import Bilingual
from app.utterance.lexicon import ActRules, Grammar, Lexicon
from tests.factories.scenario import (
    CRITERIA,
    CRITICAL,
    TESTS,
    TICKET,
    TWO_DAYS,
    a_rubric,
    a_scenario,
    a_visit,
    an_act,
    both,
)

SCENARIO, RUBRIC = a_scenario(), a_rubric()


def steps_of(*turns, scenario=SCENARIO):
    steps = [begin(scenario)]
    for acts in turns:
        steps.append(advance(scenario, steps[-1], [an_act(act) if isinstance(act, str) else act for act in acts]))
    return tuple(steps)


def state_after(*turns, **changes):
    return steps_of(*turns, **changes)[-1].state


@pytest.mark.parametrize(
    ("turns", "shares", "score"),
    [
        ([], [0, 0, 0, 0, None], 0),
        ([["empathise"]], [500, 0, 0, 0, None], 200),
        ([["empathise"], ["empathise"]], [500, 0, 0, 0, None], 200),  # distinct rules, not times
        ([["empathise", "apologise"]], [1000, 0, 0, 0, None], 400),
        ([["safety_instruction", "ask_environment"], ["explain_plain"]], [0, 1000, 0, 1000, None], 400),
        ([["safety_instruction"], a_visit(), ["recap"]], [0, 500, 1000, 0, None], 300),
        ([["recap"]], [0, 0, 0, 0, None], 0),  # before any promise the rule does not fire
    ],
)
def test_the_checklist_weighs_the_shares_of_evidence(turns, shares, score):
    marks = checklist(SCENARIO, RUBRIC, state_after(*turns))
    assert [criterion.id for criterion in marks.criteria] == list(CRITERIA)
    assert [criterion.score for criterion in marks.criteria] == shares
    assert marks.score == score


def test_the_checklist_names_rules_that_fired_and_those_still_open():
    marks = checklist(SCENARIO, RUBRIC, state_after(["empathise"]))
    assert (marks.criteria[0].fired, marks.criteria[0].open) == (("r-empathy",), ("r-sorry",))


def test_a_criterion_without_evidence_leaves_the_denominator():
    rules = tuple(rule for rule in SCENARIO.rules if rule.evidence in (None, "empathy"))
    scenario = a_scenario(rules=rules)
    marks = checklist(scenario, RUBRIC, state_after(["empathise", "apologise"], scenario=scenario))
    assert ([criterion.score for criterion in marks.criteria], marks.score) == ([1000, None, None, None, None], 1000)
    nothing = a_scenario(rules=())
    assert checklist(nothing, RUBRIC, begin(nothing).state).score == 0


def test_critical_errors_take_away_a_section_or_stand_beside_the_score():
    state = state_after(["empathise", "apologise"], a_visit(TWO_DAYS), ["recap"])
    marks = checklist(SCENARIO, RUBRIC, state)
    assert state.flags == ("cc-safety", "cc-promise")
    assert marks.failed == ("cc-safety",)
    ownership = marks.criteria[2]
    assert (ownership.score, ownership.fired, ownership.failed_by) == (0, ("r-visit", "r-recap"), ("cc-promise",))
    overruled = checklist(SCENARIO, RUBRIC, state, criticals=())
    assert (overruled.failed, overruled.criteria[2].score) == ((), 1000)
    confirmed = checklist(SCENARIO, RUBRIC, state, criticals={"cc-promise"})
    assert (confirmed.failed, confirmed.criteria[2].score) == ((), 0)


PROMISED = state_after(a_visit())
AGAIN = state_after(a_visit(TWO_DAYS), a_visit())


@pytest.mark.parametrize(
    ("state", "field", "given", "verdict"),
    [
        (PROMISED, "level", "level-3", "right"),
        (PROMISED, "level", "level-2", "wrong"),
        (PROMISED, "level", "nonsense", "wrong"),
        (PROMISED, "level", "", "missing"),
        (PROMISED, "address", "18 jinxiu road, flat 501", "right"),
        (PROMISED, "address", "Jinxiu Road 18", "right"),
        (PROMISED, "address", "１８　Ｊｉｎｘｉｕ", "right"),
        (PROMISED, "address", "锦绣路 18 号", "right"),
        (PROMISED, "address", "Jinxiu", "wrong"),
        (PROMISED, "address", "   ", "missing"),
        (PROMISED, "note", "", "open"),
        (PROMISED, "note", "an old parent at home", "right"),
        (PROMISED, "promise", "within two hours", "right"),
        (PROMISED, "promise", "today 23:40", "right"),  # the same instant
        (PROMISED, "promise", "within 3 hours", "differs_from_talk"),
        (PROMISED, "promise", "soon", "wrong"),
        (PROMISED, "promise", "", "missing"),
        (AGAIN, "promise", "within two hours", "right"),  # the latest one stands
        (AGAIN, "promise", "within 48 hours", "differs_from_talk"),
        (begin(SCENARIO).state, "promise", "within two hours", "differs_from_talk"),
        (begin(SCENARIO).state, "promise", "", "missing"),
    ],
)
def test_the_ticket_is_compared_with_scenario_and_talk(state, field, given, verdict):
    lines = {line.field.id: line for line in compare_ticket(SCENARIO, state, {field: given}, "en")}
    assert lines[field].verdict == verdict


def test_the_ticket_shows_what_belongs_there_in_words():
    values = {"level": "level-2", "address": "锦绣路", "promise": "三小时内"}
    lines = compare_ticket(SCENARIO, PROMISED, values, "zh")
    assert [(line.given, line.wanted) for line in lines] == [
        ("Level 2（中）", "Level 3（中）"),
        ("锦绣路", "锦绣路18号"),
        ("", "老人"),
        ("三小时内", "2 小时内"),
    ]
    assert [line.field for line in lines] == list(TICKET)


def test_fields_without_anything_laid_down_stay_open():
    fields = (replace(TICKET[0], right=None), replace(TICKET[1], accept={}))
    lines = compare_ticket(a_scenario(ticket=fields), PROMISED, {"level": "level-1", "address": "x"}, "en")
    assert [line.verdict for line in lines] == ["open", "open"]


@pytest.mark.parametrize("test", TESTS, ids=lambda test: test.id)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_golden_transcripts_of_the_sample_come_out_as_expected(test, lang):
    assert verdict_on(test, play(SCENARIO, None, test, lang), RUBRIC) == []


@pytest.mark.parametrize(
    ("expect", "found"),
    [
        ({"ending": "resolved", "score": 700, "mood": "calm", "turns": 3, "trust": ">50", "patience": "== 60"}, []),
        ({"ending": "hung-up"}, [Mismatch("ending", "hung-up", "resolved")]),
        ({"flags": ["cc-safety"]}, [Mismatch("flags", "cc-safety", "–")]),
        ({"anger": "<=18"}, [Mismatch("anger", "<=18", "19")]),
        ({"anger": 19, "score": ">= 701"}, [Mismatch("score", ">= 701", "700")]),
        ({"facts": ["model"]}, []),
        ({"facts": ["address", "model"]}, [Mismatch("facts", "address, model", "model, wet")]),
        ({"promises": ["visit"]}, []),
        ({"promises": ["visit", "refund"]}, [Mismatch("promises", "refund, visit", "visit")]),
        ({"promises": 1}, []),
        ({"promises": ">1"}, [Mismatch("promises", ">1", "visit")]),
        ({"promises": {"visit": 1, "refund": "<1"}}, []),
        ({"promises": {"visit": 2}}, [Mismatch("promises", "visit 2", "visit")]),
        ({"mood": "upset"}, [Mismatch("mood", "upset", "calm")]),
        ({}, []),
    ],
)
def test_what_a_golden_transcript_expects(expect, found):
    test = GoldenTest(id="t", choose=("b1-safe", "b-visit", "b-end"), expect=expect)
    assert verdict_on(test, play(SCENARIO, None, test, "en"), RUBRIC) == found


def test_without_a_rubric_the_score_is_not_looked_at():
    test = GoldenTest(id="t", choose=("b1-safe",), expect={"score": 1000})
    assert verdict_on(test, play(SCENARIO, None, test, "en"), None) == []


def test_a_wrong_ticket_of_a_golden_transcript_is_told_unless_it_was_expected():
    test = GoldenTest(id="t", choose=("b1-safe",), ticket={"level": both("level-1")})
    mismatch = Mismatch("ticket.level", "right", "wrong")
    assert verdict_on(test, play(SCENARIO, None, test, "en"), RUBRIC) == [mismatch]
    expected = replace(test, expect={"ticket": {"level": "wrong"}})
    assert verdict_on(expected, play(SCENARIO, None, expected, "en"), RUBRIC) == []


@pytest.mark.parametrize(
    ("choose", "mismatch"),
    [
        (("b-visit",), Mismatch("turn", "b-visit", "1: b1-safe, b1-wait")),
        (("b1-safe", "b1-safe"), Mismatch("turn", "b1-safe", "2: b-visit, b-end, b-shirk")),
        (("/end", "b-any"), Mismatch("turn", "b-any", "2: left")),
        (("/end", "/end"), Mismatch("turn", "/end", "2: left")),
    ],
)
def test_a_transcript_that_cannot_be_played_is_told(choose, mismatch):
    test = GoldenTest(id="t", choose=choose)
    assert verdict_on(test, play(SCENARIO, None, test, "en"), RUBRIC) == [mismatch]


def a_lexicon():
    def grammar(**patterns):
        found = tuple(ActRules(id=act, patterns=(pattern,)) for act, pattern in patterns.items())
        return Grammar(classes={}, negations=(), reports=(), questions=(), abbreviations=(), slots={}, rules=found)

    return Lexicon(acts=(), zh=grammar(greet="您好", close="再见"), en=grammar(greet="hello", close="goodbye"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_a_golden_transcript_says_is_read_in_its_language(lang):
    say = {"zh": ("您好。", "再见。", "/end"), "en": ("Hello.", "Goodbye.", "/end")}
    test = GoldenTest(id="t", say=say, expect={"ending": "left", "turns": 3})
    found = play(SCENARIO, a_lexicon(), test, lang)
    assert verdict_on(test, found, RUBRIC) == []
    assert [[act.id for act in step.acts] for step in found.steps] == [[], ["greet"], ["close"], []]
    assert found.turns == say[lang]


def test_a_test_that_speaks_needs_a_lexicon():
    with pytest.raises(ValueError, match="lexicon"):
        play(SCENARIO, None, GoldenTest(id="t", say={"zh": ("您好",), "en": ("Hello",)}), "zh")


@pytest.mark.parametrize(
    ("bound", "number", "meant"), [("<40", 39, True), (">=40", 39, False), ("39", 39, True), (39, 40, False)]
)
def test_bounds(bound, number, meant):
    assert meets(bound, number) is meant


@pytest.mark.parametrize("bound", ["", "<", "~40", "<-4", "4.5"])
def test_what_is_no_bound_is_refused(bound):
    with pytest.raises(ValueError, match="no bound"):
        meets(bound, 1)


STEPS = steps_of(
    [an_act("shirk", 0, 5)],
    [an_act("offer_visit", 2, 8, deadline=TWO_DAYS), an_act("promise", 2, 12, deadline=TWO_DAYS, kind="visit")],
    [],
)


def test_the_debrief_shows_the_curve_of_the_mood():
    found = debrief(SCENARIO, RUBRIC, STEPS)
    assert [(point.turn, point.anger, point.trust, point.patience, point.mood) for point in found.curve] == [
        (0, 60, 30, 60, "upset"),
        (1, 82, 20, 55, "furious"),
        (2, 75, 23, 55, "furious"),
        (3, 81, 23, 54, "furious"),
    ]


def test_the_debrief_gives_the_reason_for_every_effect():
    found = debrief(SCENARIO, RUBRIC, STEPS)
    rows = [
        (row.turn, row.effect.rule, row.effect.note, row.why.en, row.better and row.better.en) for row in found.effects
    ]
    assert rows == [
        (1, "r-shirk", "", "why r-shirk", "I will see to it."),
        (2, "r-visit", "early", "why r-visit", None),
        (2, "r-visit-unsafe", "", "why r-visit-unsafe", "Power off first."),
        (3, "unrecognised", "", "Nothing in this turn reached the customer.", None),
    ]


def test_the_debrief_names_promises_facts_and_critical_errors():
    found = debrief(SCENARIO, RUBRIC, STEPS)
    assert [(row.promise.id, row.rule.kind, row.broken) for row in found.promises] == [("p1", "visit", True)]
    assert [fact.id for fact in found.found] == ["model"]
    assert [fact.id for fact in found.missed] == ["address", "old-parent", "wet", "call-out"]
    raised = [(row.critical.id, row.turn, row.start, row.end) for row in found.criticals]
    assert raised == [("cc-safety", 2, 2, 8), ("cc-promise", 2, 2, 12)]


def test_a_critical_error_points_to_the_act_that_its_condition_names():
    found = debrief(SCENARIO, RUBRIC, steps_of([an_act("over_promise", 4, 9)]))
    assert [(row.critical.id, row.start, row.end) for row in found.criticals] == [("cc-promise", 4, 9)]
    silent = a_scenario(critical=(replace(CRITICAL[0], when="turn == 1"),))
    found = debrief(silent, RUBRIC, steps_of(["greet"], scenario=silent))
    assert [(row.critical.id, row.start, row.end) for row in found.criticals] == [("cc-safety", 0, 0)]


def test_what_to_practise_next_are_the_weakest_criteria_and_what_would_have_earned_them():
    found = debrief(
        SCENARIO, RUBRIC, steps_of(["apologise"], ["safety_instruction", "ask_environment"], ["explain_plain"])
    )
    assert [(row.criterion.id, row.score, row.acts, row.rules) for row in found.practise] == [
        ("ownership", 0, ("offer_visit", "recap"), ("r-visit", "r-recap")),
        ("empathy", 500, ("empathise",), ("r-empathy",)),
    ]
    nothing = debrief(SCENARIO, RUBRIC, STEPS[:1]).practise
    assert [row.criterion.id for row in nothing] == ["empathy", "safety", "ownership"]  # heavier first, three at most


def test_the_ticket_of_a_test_is_filled_in_the_language_played():
    test = GoldenTest(id="t", choose=("/end",), ticket={"address": Bilingual("锦绣路18号", "18 Jinxiu")})
    for lang in ("zh", "en"):
        assert [line.verdict for line in play(SCENARIO, None, test, lang).ticket if line.given] == ["right"]

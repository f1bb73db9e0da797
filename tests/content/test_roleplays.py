"""Scenarios, rubrics and acts: read, compiled, published, pinned; limits in minutes; walks from the command line."""

import json
from datetime import UTC, datetime

import click
import pytest
from click.testing import CliRunner

from app.content.changes import changes_against
from app.content.check.coverage import coverage
from app.content.cli import commands
from app.content.compile.scenarios import scenario_of
from app.content.compile.tree import compile_tree
from app.content.libraries import Libraries, assemble
from app.content.objects import read_object
from app.content.releases import finish_publishing, pending_changes, publish
from app.content.search import search
from app.content.simulating import quantiles
from app.content.source import read_tree
from app.dialogue.golden import play, verdict_on
from app.kernel.bilingual import Bilingual
from tests.content.sample_tree import FILES, seeded, write_tree
from tests.content.seeds import SEEDS

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SCENARIO, RUBRIC, POLICY = (
    "roleplays/scenarios/drip.yaml",
    "roleplays/rubrics/call.yaml",
    "courses/policies/aircon.yaml",
)


@pytest.fixture
def root(tmp_path):
    return write_tree(tmp_path / "content")


def change(root, file, old, new):
    text = (root / file).read_text(encoding="utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def scenario_in(root):
    tree = read_tree(root)
    assert tree.found == []
    return scenario_of(tree.scenarios["drip"].value, tree.policy_values())


def publish_in(database, root):
    with database.write() as session:
        return publish(session, root, by=None, at=AT)


def test_a_published_scenario_is_read_back_with_rubric_and_acts(database, root):
    publish_in(database, root)
    with database.read() as session:
        library = Libraries().published(session)
    scenario = library.scenarios["drip"]
    assert scenario.brief.zh == "周女士家的空调滴水。48 小时内上门。"
    assert scenario.policies == {"aircon.complaint.visit": 48}
    (visit,) = scenario.promises
    assert (visit.most, visit.least, visit.policy) == (48 * 60, 30, "aircon.complaint.visit")
    assert visit.words == Bilingual("48 小时", "48 hours")
    assert scenario.opening.minute == 600
    assert [field.order for field in scenario.ticket] == [("low", "high"), (), ()]
    assert scenario.hash
    rubric = library.rubrics["call"]
    assert (rubric.pass_score, len(rubric.criteria), rubric.criteria[0].anchors["5"].en) == (700, 5, "Empathy step 5")
    assert library.lexicon.hash
    test = scenario.tests[0]
    for lang in ("zh", "en"):
        assert verdict_on(test, play(scenario, library.lexicon, test, lang), rubric) == []


@pytest.mark.parametrize(
    ("most", "minutes", "words"),
    [
        ("30 min", 30, "30 minutes"),
        ("2 h", 120, "2 hours"),
        ("1 d", 24 * 60 + 14 * 60, "1 day"),  # until the end of the day: it begins at ten
        ("3 wd", 3 * 24 * 60 + 14 * 60, "3 working days"),
        ("1 week", 7 * 24 * 60 + 14 * 60, "1 week"),
    ],
)
def test_a_limit_is_a_number_of_minutes(root, most, minutes, words):
    change(root, SCENARIO, "most: aircon.complaint.visit", f'most: "{most}"')
    (visit,) = scenario_in(root).promises
    assert (visit.most, visit.policy, visit.words.en) == (minutes, None, words)


def test_an_amount_keeps_its_unit(root):
    change(root, SCENARIO, "promises:\n", 'promises:\n  goodwill: {most_amount: "50 yuan"}\n')
    goodwill = scenario_in(root).promises[0]
    assert (goodwill.most, goodwill.most_amount, goodwill.unit, goodwill.words.zh) == (None, 50, "yuan", "50 元")


def test_an_option_has_the_slots_that_a_reader_would_give(root):
    change(
        root, SCENARIO, "acts: [close]",
        'acts: [close, {act: promise, deadline: aircon.complaint.visit, kind: visit, owner: team}, '
        '{act: ask_closed, topic: [model, address]}, {act: offer_goodwill, amount: "50 yuan"}, '
        '{act: promise, deadline: {day: 1, minute: 900}}, {act: classify, level: 2}]',
    )  # fmt: skip
    acts = scenario_in(root).beats[1].options[0].acts
    assert [(act.id, act.slots) for act in acts] == [
        ("close", {}),
        ("promise", {"deadline": {"value": 48, "unit": "h"}, "kind": "visit", "owner": "team"}),
        ("ask_closed", {"topic": ["address", "model"]}),
        ("offer_goodwill", {"amount": {"value": 50, "unit": "yuan"}}),
        ("promise", {"deadline": {"day": 1, "minute": 900}}),
        ("classify", {"level": 2}),
    ]


@pytest.mark.parametrize(("grade", "markers"), [("1", 1), ("2", 1), ("3", 2), ("4", 2)])
def test_higher_grades_are_marked_by_two(root, grade, markers):
    change(root, SCENARIO, "grade: 1", f"grade: {grade}")
    assert scenario_in(root).markers == markers


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("patience: 50", 'patience: "50"', "E114"),
        ("{upset: 30,", "{upset: 70,", "E114"),
        ('time: "10:00"', "time: 1000", "E114"),
        ('least: "30 min"', 'least: "soon"', "E114"),
        ("acts: [close]", "acts: [{act: promise, deadline: {day: 1, hour: 3}}]", "E114"),
        ("expect: {ending: resolved}", "expect: {anger: calm}", "E110"),
        ("expect: {ending: resolved}", "expect: {promises: [vist]}", "E114"),
        ("  visit: {most", "  visitt: {most", "E114"),
        ("trust: 30\n", "trust: 30\n  joy: 3\n", "E113"),
        ("rubric: call", "rubric: cal", "E120"),
        ("examines: [P1.2]", "examines: [P9.9]", "E120"),
        ("  - {id: r-ask,", "  - {id: r-empathy,", "E108"),
        ("id: o-bye", "id: o-blame", "E108"),
    ],
)
def test_a_scenario_of_another_shape_is_reported(root, old, new, code):
    from app.content.check.run import check_tree  # noqa: PLC0415 - beside its only use

    change(root, SCENARIO, old, new)
    found = check_tree(read_tree(root))
    assert {item.code for item in found} == {code}
    assert {item.file for item in found} == {SCENARIO}


@pytest.mark.parametrize(
    ("file", "old", "new", "aspects"),
    [
        (SCENARIO, "空调滴了一地水！", "空调一直滴水！", ("text",)),
        (SCENARIO, "You named her feeling first.", "You began with her feeling.", ("explanation",)),
        (SCENARIO, "minutes: 4", "minutes: 5", ("presentation",)),
        (SCENARIO, "evidence: keeping", "evidence: asking", ("grading",)),
        (SCENARIO, "do: {anger: -20, trust: 10}", "do: {anger: -10, trust: 10}", ("structure",)),
        (RUBRIC, "Empathy step 5", "Empathy at step 5", ("text",)),
        (RUBRIC, "pass: 70", "pass: 80", ("grading",)),
        (POLICY, "value: 48", "value: 36", ("policy",)),
    ],
)
def test_the_class_of_a_change_is_computed(root, file, old, new, aspects):
    before = compile_tree(read_tree(root))
    change(root, file, old, new)
    manifest = {item.name: item.hash for item in before}
    changes = changes_against(manifest, {item.hash: item.parts for item in before}, compile_tree(read_tree(root)))
    kind = "rubric" if file == RUBRIC else "scenario"
    assert [item.aspects for item in changes if item.kind == kind] == [aspects]


def test_nothing_else_is_compiled_anew_for_a_changed_scenario(database, root):
    publish_in(database, root)
    change(root, SCENARIO, "minutes: 4", "minutes: 5")
    with database.read() as session:
        changes = pending_changes(session, read_tree(root))
    assert [(item.did, item.kind, item.key) for item in changes] == [("changed", "scenario", "drip")]


def test_a_removed_scenario_is_retired(database, root):
    publish_in(database, root)
    (root / SCENARIO).unlink()
    publish_in(database, root)
    with database.read() as session:
        finish_publishing(session, root)
    assert "  - scenario:drip\n" in (root / "roleplays/retired.yaml").read_text(encoding="utf-8")
    (root / SCENARIO).write_text(FILES[SCENARIO], encoding="utf-8")
    found = run("check", "--root", str(root)).output
    assert "E109 scenario drip is retired" in found


def test_a_programme_and_a_level_may_ask_for_role_plays(root):
    change(root, "courses/programmes/start.yaml", "{quiz: final}", "{quiz: final}, {roleplay: drip}")
    change(root, "courses/levels/aircon.yaml", "{quiz: final, score: 80}",
           "{roleplays: {grade: 1, distinct: 1, score: 70, no_critical: true, markers: 2}}")  # fmt: skip
    tree = read_tree(root)
    assert tree.found == []
    library = assemble(1, 1, {one.name: read_object(one.kind, one.hash, one.body) for one in compile_tree(tree)})
    assert library.programmes["start"].stages[1].items[1].kind == "roleplay"
    condition = library.tracks["aircon"].levels[0].require.of[1]
    assert (condition.grade, condition.distinct, condition.score) == (1, 1, 700)
    assert (condition.no_critical, condition.markers) == (True, 2)


def test_facts_examined_in_a_role_play_are_covered(root):
    fact = next(fact for fact in coverage(read_tree(root)).facts if fact.id == "P1.2")
    assert fact.scenarios == ("drip",)
    assert fact.is_examined


def test_search_finds_title_and_brief_and_nothing_that_the_customer_hides(root, tmp_path):
    objects = {item.name: read_object(item.kind, item.hash, item.body) for item in compile_tree(read_tree(root))}
    library = assemble(1, 1, objects)
    (hit,) = search(library, tmp_path, "滴水", "zh")
    assert (hit.scenario, hit.lesson, hit.title) == ("drip", "", "空调滴水")
    assert "<mark>滴水</mark>" in hit.snippet
    assert [hit.scenario for hit in search(library, tmp_path, "dripping", "en")] == ["drip"]
    assert search(library, tmp_path, "锦绣路") == ()
    assert search(library, tmp_path, "shut up") == ()


def run(*arguments):
    group = click.Group(commands={command.name: command for command in commands()})
    return CliRunner().invoke(group, arguments)


def test_walks_are_the_same_for_the_same_seed(root):
    arguments = ("simulate", "drip", "--root", str(root), "--runs", "30", "--json")
    first, again, other = run(*arguments), run(*arguments), run(*arguments, "--seed", "2")
    assert first.exit_code == 0
    rows = json.loads(first.stdout)
    assert rows["all"]["runs"] == 30
    assert set(rows["strategies"]) == {"careful", "mixed", "careless"}
    assert sum(rows["all"]["endings"].values()) == 30
    assert len(rows["all"]["score"]) == 5
    assert first.stdout == again.stdout != other.stdout


@pytest.mark.parametrize(("lang", "words"), [("zh", "仔细的学员 (34)"), ("en", "careful learners (34)")])
def test_walks_are_told_in_words(root, lang, words):
    result = run("simulate", "drip", "--root", str(root), "--runs", "100", "--lang", lang)
    assert result.exit_code == 0
    assert words in result.stdout


def test_a_scenario_that_is_not_there_is_wrong_use(root):
    assert run("simulate", "rain", "--root", str(root)).exit_code == 2


def test_a_scenario_with_mistakes_cannot_be_walked_through(tmp_path):
    root = write_tree(tmp_path, seeded(*SEEDS["E402"])[0])
    result = run("simulate", "drip", "--root", str(root))
    assert result.exit_code == 1
    assert "E402" in result.stderr


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [((), ()), ((7,), (7,) * 5), ((4, 1, 3, 2, 5), (1, 2, 3, 4, 5)), ((1, 2), (1, 1, 2, 2, 2))],
)
def test_quantiles_are_lowest_quartiles_and_highest(numbers, expected):
    assert quantiles(numbers) == expected

"""The commands for authors: exit codes and what scripts read."""

import json

import click
import pytest
from click.testing import CliRunner

from app import cli
from app.content.check.roleplays import remembering
from app.content.cli import commands
from app.content.libraries import Libraries
from tests.content.sample_tree import seeded, write_tree
from tests.content.seeds import SEEDS


class Context(cli.Context):
    """What commands work on, without settings."""

    def __init__(self, database=None):
        self.database = database

    def open_database(self):
        return self.database


def run(*arguments, database=None):
    group = click.Group(commands={command.name: command for command in commands()})
    return CliRunner().invoke(group, arguments, obj=Context(database))


@pytest.fixture
def root(tmp_path):
    return write_tree(tmp_path / "content")


@pytest.fixture
def broken(tmp_path):
    return write_tree(tmp_path / "broken", seeded(*SEEDS["E214"])[0])


def test_clean_files_end_with_0(root):
    result = run("check", "--root", str(root))
    assert result.exit_code == 0
    assert result.output == "0 errors, 0 warnings in 2 lessons, 6 questions and 1 scenarios\n"


def test_a_mistake_ends_with_1_and_shows_its_line(broken):
    result = run("check", "--root", str(broken))
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert lines[0] == ('quizzes/pool.yaml:23:5: E214 answer must be a number (got "about three")  help: answer: 3')
    assert lines[1] == "        answer: about three"
    assert lines[2] == "        ^"


def test_json_rows_hold_both_languages(broken):
    result = run("check", "--root", str(broken), "--format", "json")
    (row,) = json.loads(result.output)
    assert row == {
        "file": "quizzes/pool.yaml",
        "line": 23,
        "column": 5,
        "code": "E214",
        "severity": "error",
        "message": {
            "zh": '答案必须是数字（现在是 "about three"）',
            "en": 'answer must be a number (got "about three")',
        },
        "help": {"zh": "answer: 3", "en": "answer: 3"},
    }


def test_github_gets_annotations(broken):
    result = run("check", "--root", str(broken), "--format", "github", "--lang", "zh")
    assert result.output.startswith("::error file=quizzes/pool.yaml,line=23,col=5,title=E214::答案必须是数字")


def test_a_warning_fails_only_when_asked_to(tmp_path):
    root = write_tree(tmp_path / "content", seeded(*SEEDS["W602"])[0])
    assert run("check", "--root", str(root)).exit_code == 0
    assert run("check", "--root", str(root), "--strict").exit_code == 1


def test_a_missing_folder_ends_with_2(tmp_path):
    assert run("check", "--root", str(tmp_path / "nothing")).exit_code == 2


def test_verdicts_are_kept_for_the_next_run_and_nothing_stale_is_believed(root, tmp_path, monkeypatch):
    arguments, kept = ("check", "--root", str(root), "--data", str(tmp_path / "data")), tmp_path / "data/checked.json"
    monkeypatch.setattr(remembering, "_KNOWN", {})
    assert run(*arguments).exit_code == 0
    first = json.loads(kept.read_text(encoding="utf-8"))
    assert len(first["found"]) >= 2
    wrong = {key: [{"file": "x", "line": 1, "column": 1, "code": "E400", "severity": "error", "help": None,
                    "message": {"zh": "错", "en": "wrong"}}] for key in first["found"]}  # fmt: skip
    kept.write_text(json.dumps({"code": first["code"], "found": wrong}), encoding="utf-8")
    assert "E400 wrong" in run(*arguments, "--format", "github").output.replace("title=E400::", "E400 ")
    for text in (json.dumps({"code": "another", "found": wrong}), "no JSON", "[]", '{"code": "x"}'):
        monkeypatch.setattr(remembering, "_KNOWN", {})
        kept.write_text(text, encoding="utf-8")
        with remembering.remembering_in(tmp_path / "data"):
            assert remembering._KNOWN == {}


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setattr(remembering, "_KNOWN", {})
    with remembering.remembering_in(tmp_path / "file/below"):
        remembering.remembered("key", lambda: ())
    assert remembering._KNOWN == {"key": ()}


def test_coverage_lists_facts_that_nothing_carries(root):
    result = run("check", "--root", str(root), "--coverage")
    text = result.output
    assert result.exit_code == 1
    assert text.startswith("2 facts, 1 taught in a lesson, 2 examined in a question or role-play (1 in role-plays)")
    rows = json.loads(run("check", "--root", str(root), "--coverage", "--format", "json").output)
    assert rows["without_lesson"] == ["P1.2"]
    assert rows["without_item"] == []
    assert rows["rows"][0]["lessons"] == ["welcome/hello"]
    assert rows["objectives"] == {"first-words": 6}
    assert rows["counts"]["lessons_zh"] == rows["counts"]["lessons_en"] == 2
    assert rows["judgement_short"] == ["0%"]
    assert "share of situational judgement (tag judgement) below 40%" in text


def test_complete_coverage_ends_with_0_and_an_objective_needs_three_items(tmp_path):
    bank, lesson = "quizzes/pool.yaml", "courses/welcome/lessons/bye"
    tagged = [
        (bank, f"    type: {kind}\n", f"    type: {kind}\n    tags: [judgement]\n")
        for kind in ("single", "multiple", "order")
    ]
    taught = [(f"{lesson}.{lang}.md", "minutes: 3\n", "minutes: 3\nfacts: [P1.2]\n") for lang in ("zh", "en")]
    root = write_tree(tmp_path / "whole", seeded(*tagged, *taught)[0])
    result = run("check", "--root", str(root), "--coverage")
    assert result.exit_code == 0, result.output
    assert "situational judgement: 50% of 6 marked questions" in result.output

    course = (
        "courses/welcome/course.yaml",
        "Say the first words}",
        "Say the first words}\n  - {id: last-words, zh: 说好再见, en: Say goodbye}",
    )
    abilities = (
        "courses/competencies.yaml",
        "en: Listening}",
        "en: Listening}\n  - {id: clarity, zh: 表达, en: Clarity}",
    )
    root = write_tree(tmp_path / "gaps", seeded(*tagged, *taught, course, abilities)[0])
    result = run("check", "--root", str(root), "--coverage", "--format", "json")
    rows = json.loads(result.output)
    assert result.exit_code == 1
    assert rows["objectives_short"] == ["last-words"]
    assert rows["competencies_without_question"] == rows["competencies_without_roleplay"] == ["clarity"]


def test_blind_answerers_are_shown_beside_chance(root, tmp_path):
    result = run("check", "--root", str(root), "--guessing", "--seed", "7", "--sample", "3")
    assert result.exit_code == 1, result.output  # one question, and the shortest choice is right
    assert "all 1" in result.output
    assert "zh shortest" in result.output
    assert "TOO GOOD" in result.output
    rows = json.loads(run("check", "--root", str(root), "--guessing", "--format", "json").output)
    assert rows["sampled"] == ["shock"]
    assert {(row["lang"], row["answerer"]) for row in rows["scores"] if row["too_good"]} == {
        ("zh", "shortest"),
        ("en", "shortest"),
    }
    empty = write_tree(tmp_path / "empty", {"courses/facts.yaml": "schema: facts/1\nfacts: []\n"})
    assert run("check", "--root", str(empty), "--guessing").exit_code == 0


def test_publish_compare_and_roll_back(sqlite_database, root):
    assert run("publish", "--root", str(root), database=sqlite_database).output == "published: release 1\n"
    bank = root / "quizzes/pool.yaml"
    bank.write_text(bank.read_text(encoding="utf-8").replace("points: 2", "points: 3"), encoding="utf-8")
    result = run("check", "--root", str(root), "--against", "published", database=sqlite_database)
    assert "the key or points of question shock change; attempts that answered it: 0" in result.output
    assert result.exit_code == 0
    assert run("publish", "--root", str(root), database=sqlite_database).output == "published: release 2\n"
    assert run("rollback", "1", database=sqlite_database).exit_code == 0
    assert run("rollback", "9", database=sqlite_database).exit_code == 2
    with sqlite_database.read() as session:
        assert Libraries().published(session).seq == 1


def test_files_with_mistakes_are_not_published(sqlite_database, broken):
    result = run("publish", "--root", str(broken), database=sqlite_database)
    assert result.exit_code == 1
    assert "E214" in result.output


def test_schemas_are_written_for_editors(tmp_path):
    assert run("schemas", "--out", str(tmp_path / "schemas")).exit_code == 0
    schema = json.loads((tmp_path / "schemas/quiz.json").read_text(encoding="utf-8"))
    assert "pass" in schema["properties"]

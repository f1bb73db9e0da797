"""The commands import-questions and export-questions: files, reports, ids, and what the linter says afterwards."""

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.content.check.run import check_tree
from app.content.exchange.cli import export, import_questions
from app.content.source import read_tree
from app.items.specs import check_spec
from tests.content.sample_tree import FILES, write_tree

FOREIGN = Path(__file__).parent / "exchange"
BANK = "quizzes/pool.yaml"


@pytest.fixture
def root(tmp_path):
    return write_tree(tmp_path / "content")


def bring(root, file, to="quizzes/new.yaml", *more):
    return CliRunner().invoke(import_questions, [str(file), "--to", to, "--root", str(root), *more])


def take(root, id_, form, *more):
    return CliRunner().invoke(export, [id_, "--format", form, "--root", str(root), *more])


def gift(tmp_path, text, name="a.gift"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "name", ["service.gift", "service.moodle.xml", "service.aiken.txt", "cloze.qti3.xml", "choice.qti21.xml"]
)
def test_an_import_makes_a_bank_that_can_be_read_and_is_marked_as_unfinished(root, name):
    result = bring(root, FOREIGN / name)
    assert result.exit_code == 0, result.output
    tree = read_tree(root)
    assert tree.found == []
    mine = [question for question in tree.questions.values() if question.bank == "new"]
    assert mine
    assert [problem for question in mine for problem in check_spec(question.spec)] == []
    codes = {item.code for item in check_tree(tree) if item.file == "quizzes/new.yaml"}
    assert codes <= {"W609", "E290"}
    assert "E290" in codes


def test_the_report_names_every_loss_in_both_languages(root, tmp_path):
    result = bring(root, FOREIGN / "service.moodle.xml")
    lines = result.stderr.splitlines()
    assert lines[:2] == [
        "导入 9 道题到 quizzes/new.yaml，2 道没有导入。",
        "9 questions imported into quizzes/new.yaml, 2 left out.",
    ]
    assert "first-words: 提示没有保留 / hints are not kept [hint]" in lines

    report = tmp_path / "report.json"
    assert bring(root, FOREIGN / "service.moodle.xml", "quizzes/other.yaml", "--report", str(report)).exit_code == 0
    rows = json.loads(report.read_text(encoding="utf-8"))
    assert {"question": "first-words", "code": "hint", "degree": "lost", "detail": "",
            "message": {"zh": "提示没有保留", "en": "hints are not kept"}} in rows  # fmt: skip


def test_questions_are_added_at_the_end_and_comments_and_order_stay(root, tmp_path):
    path = root / BANK
    before = "# our own notes\n" + path.read_text(encoding="utf-8").replace(
        "  - id: tone", "  # about tone\n  - id: tone"
    )
    path.write_text(before, encoding="utf-8")
    assert bring(root, gift(tmp_path, "::ring-back::We ring back.{T#Always.#Always.}"), BANK).exit_code == 0
    after = path.read_text(encoding="utf-8")
    assert after.startswith(before)
    assert after.removeprefix(before).lstrip().startswith("- id: ring-back\n")
    assert "ring-back" in read_tree(root).questions


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        ("questions: []\n", ""),
        ("questions: []  # none yet\n", ""),
        ("questions:\n- id: one\n  type: truefalse\n  stem: {zh: 甲, en: A}\n  answer: true\n  why: {zh: 因, en: B}\n", "# the end\n"),
        ("questions:\n  - id: one\n    type: truefalse\n    stem: {zh: 甲, en: A}\n    answer: true\n    why: {zh: 因, en: B}\n\n# title\n",
         "title: {zh: 旧, en: Old}\n"),
    ],
)  # fmt: skip
def test_any_ordinary_layout_of_a_bank_can_be_added_to(root, tmp_path, head, tail):
    title = "" if "title" in tail else "title: {zh: 旧, en: Old}\n"
    text = f"schema: quiz/1\nid: old\nkind: bank\n{title}{head}{tail}"
    path = root / "quizzes/old.yaml"
    for newline in ("\n", "\r\n"):
        path.write_bytes(text.replace("\n", newline).encode())
        result = bring(root, gift(tmp_path, "::ring-back::We ring back.{T#Always.#Always.}"), "quizzes/old.yaml")
        assert result.exit_code == 0, result.output
        raw = path.read_bytes().decode()
        assert raw.count("\n") == raw.count(newline)
        tree = read_tree(root)
        assert tree.found == []
        assert [one.spec.id for one in tree.questions.values() if one.bank == "old"][-1] == "ring-back"
        for line in filter(str.strip, tail.splitlines()):
            assert line in raw


def test_importing_again_overwrites_nothing(root, tmp_path):
    file = gift(tmp_path, "::ring-back::We ring back.{T}")
    assert bring(root, file).exit_code == 0
    before = (root / "quizzes/new.yaml").read_bytes()
    result = bring(root, file)
    assert result.exit_code == 1
    assert "ring-back" in result.stderr
    assert (root / "quizzes/new.yaml").read_bytes() == before


def test_ids_are_new_in_the_whole_tree_and_never_retired_ones(root, tmp_path):
    text = "::tone::A{T}\n\n::old-question::B{T}\n\n::hello-c1::C{T}\n\n::Same!::D{T}\n\n::same::E{T}\n\n::第3题::F{T}\n\n::7::G{T}\n\nH{T}"
    assert bring(root, gift(tmp_path, text)).exit_code == 0
    ids = [one.spec.id for one in read_tree(root).questions.values() if one.bank == "new"]
    assert ids[:5] == ["tone-2", "old-question-2", "hello-c1-2", "same", "same-2"]
    assert ids[6] == "q-7"
    assert all(id_.startswith("q-") and len(id_) == 10 for id_ in (ids[5], ids[7]))
    assert {item.code for item in check_tree(read_tree(root))} == {"W609", "E290"}


def test_the_language_that_is_missing_is_marked_and_numbers_are_not(root, tmp_path):
    assert bring(root, gift(tmp_path, "::h::多少小时回电？{=24 ~48}")).exit_code == 0
    raw = next(one.raw for one in read_tree(root).questions.values() if one.spec.id == "h")
    assert raw["stem"] == {"zh": "多少小时回电？", "en": "[to translate] 多少小时回电？"}
    assert raw["choices"]["a"] == {"zh": "24", "en": "24", "ok": True}
    assert bring(root, gift(tmp_path, "::k::OK 吗？{=a ~b}"), "quizzes/two.yaml", "--lang", "en").exit_code == 0
    assert read_tree(root).questions["k"].raw["stem"] == {"zh": "【待译】OK 吗？", "en": "OK 吗？"}


def test_a_dry_run_prints_the_questions_and_writes_nothing(root, tmp_path):
    result = bring(root, gift(tmp_path, "::ring-back::We ring back.{T}"), "quizzes/new.yaml", "--dry-run")
    assert result.exit_code == 0
    assert result.stdout.startswith("  - id: ring-back\n    type: truefalse\n")
    assert not (root / "quizzes/new.yaml").exists()


def test_a_quiz_is_no_bank_to_import_into(root, tmp_path):
    result = bring(root, gift(tmp_path, "A{T}"), "quizzes/final.yaml")
    assert result.exit_code == 1
    assert (root / "quizzes/final.yaml").read_text(encoding="utf-8") == FILES["quizzes/final.yaml"]


def test_a_file_without_a_usable_question_is_refused_with_its_report(root, tmp_path):
    result = bring(root, gift(tmp_path, "::gap::Broken {=a"))
    assert result.exit_code == 1
    assert "gap: 读不懂" in result.stderr
    assert not (root / "quizzes/new.yaml").exists()


@pytest.mark.parametrize("form", ["gift", "moodle", "qti"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_bank_is_exported_with_its_company_numbers_and_comes_back(root, tmp_path, form, lang):
    out = tmp_path / f"out.{form}"
    result = take(root, "pool", form, "--lang", lang, "--out", str(out))
    assert result.exit_code == 0, result.output
    assert "6 of 6 questions exported." in result.stderr
    text = zipfile.ZipFile(out).read("items/shock.xml").decode() if form == "qti" else out.read_text(encoding="utf-8")
    assert ("48 小时" if lang == "zh" else "48 hours") in text
    assert "policy" not in text
    assert bring(root, out, "quizzes/back.yaml").exit_code == 0
    kinds = {one.spec.id: one.spec.type for one in read_tree(root).questions.values() if one.bank == "back"}
    wanted = {
        "shock": "single",
        "limit": "number",
        "tone": "multiple",
        "word": "text",
        "sort": "classify",
        "steps": "order",
    }
    assert set(kinds) == {f"{name}-2" for name in wanted}
    # One thing in each bucket is a plain match where nothing names buckets; the report has said so.
    changed = {"gift": {"sort": "match", "steps": "match"}, "moodle": {"sort": "match"}, "qti": {}}[form]
    assert {name: kinds[f"{name}-2"] for name in wanted if kinds[f"{name}-2"] != wanted[name]} == changed
    assert ("sort: 读回来有出入：classify -> match" in result.stderr) == (form != "qti")
    assert next(one.spec.key for one in read_tree(root).questions.values() if one.spec.id == "limit-2") == 48


def test_a_quiz_is_exported_with_everything_that_it_may_draw(root):
    result = take(root, "final", "gift")
    assert result.exit_code == 0
    assert result.stdout.count("// [id:") == 6


def test_what_does_not_exist_is_refused(root):
    result = take(root, "nothing", "gift")
    assert result.exit_code == 1
    assert "nothing" in result.stderr


def test_an_export_is_the_same_every_time(root):
    assert take(root, "pool", "qti").stdout_bytes == take(root, "pool", "qti").stdout_bytes

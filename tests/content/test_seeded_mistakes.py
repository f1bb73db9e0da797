"""Every code is found exactly where its mistake was put, and nothing else is."""

import json
import re

import pytest

from app.content.check.languages import LOCK, read_lock, write_lock
from app.content.check.run import check_tree
from app.content.codes import CODES
from app.content.source import read_tree
from tests.content.sample_tree import FILES, seeded, write_tree
from tests.content.seeds import SEEDS

AGAINST_PUBLISHED = {"E701", "E702", "E703", "E704"}  # tests/content/test_against_published.py
ELSEWHERE = {"W603"}


def lint(root):
    return check_tree(read_tree(root))


def test_the_sample_has_no_mistake(tmp_path):
    assert lint(write_tree(tmp_path)) == []


@pytest.mark.parametrize("code", sorted(SEEDS))
def test_a_seeded_mistake_is_found_where_it_stands(code, tmp_path):
    files, places = seeded(*SEEDS[code])
    raw = {name: text.encode("utf-8", "surrogateescape") for name, text in files.items()}
    for name, content in raw.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)

    found = lint(tmp_path)

    assert {item.code for item in found} == {code}, [item.as_row() for item in found]
    assert sorted((item.file, item.line, item.column) for item in found) == sorted(places)


def test_every_code_has_a_seed():
    assert set(SEEDS) | AGAINST_PUBLISHED | ELSEWHERE == set(CODES)


def test_every_message_is_there_in_both_languages():
    for code, entry in CODES.items():
        assert entry.message.zh, code
        assert entry.message.en, code
        places = [set(re.findall(r"\{(\w+)\}", text)) for text in entry.message]
        assert places[0] == places[1], code


def test_all_mistakes_of_all_files_are_reported_at_once(tmp_path):
    edits = [SEEDS[code][0] for code in ("E113", "E203", "E507", "W607", "E101")]
    files, places = seeded(*edits)
    found = lint(write_tree(tmp_path, files))
    assert {item.code for item in found} == {"E113", "E203", "E507", "W607", "E101"}
    assert len(places) == 5


def test_a_translation_older_than_its_source_is_reported_until_it_is_accepted(tmp_path):
    root = write_tree(tmp_path)
    write_lock(read_tree(root), {}, accept=False)
    assert lint(root) == []

    bank = root / "quizzes/pool.yaml"
    bank.write_text(FILES["quizzes/pool.yaml"].replace("zh: 断电,", "zh: 先拉闸,"), encoding="utf-8")
    (item,) = lint(root)
    assert (item.code, item.file, item.line, item.column) == ("W603", "quizzes/pool.yaml", 6, 5)

    write_lock(read_tree(root), read_lock(root), accept=False)
    assert [item.code for item in lint(root)] == ["W603"]
    write_lock(read_tree(root), read_lock(root), accept=True)
    assert lint(root) == []
    assert json.loads((root / LOCK).read_text(encoding="utf-8"))


def test_the_nearest_name_is_suggested(tmp_path):
    files, _ = seeded(*SEEDS["E120"])
    (item,) = lint(write_tree(tmp_path, files))
    assert item.help.en == "did you mean listening?"
    assert item.help.zh == "是不是 listening？"


def test_choices_that_become_equal_with_the_company_numbers_are_reported(tmp_path):
    files, places = seeded(
        ("quizzes/pool.yaml", "a: {zh: 我明白, en: I see",
         'a: {‸zh: "{{ policy.aircon.complaint.answer }}", ‸en: "{{ policy.aircon.complaint.answer }}"'),
        ("quizzes/pool.yaml", "    type: multiple\n", "    type: multiple\n    trade: aircon\n"),
        ("quizzes/pool.yaml", "b: {zh: 我来办, en: I will do it",
         'b: {zh: "{{ policy.aircon.complaint.twin }}", en: "{{ policy.aircon.complaint.twin }}"'),
    )  # fmt: skip
    found = lint(write_tree(tmp_path, files))
    assert [item.code for item in found] == ["E233", "E233"]
    assert len(places) == 2


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "- a\n", "text\n"])
def test_a_file_without_its_format_is_reported(tmp_path, text):
    (item,) = lint(write_tree(tmp_path, {**FILES, "courses/programmes/start.yaml": text}))
    assert (item.code, item.line, item.column) == ("E111", 1, 1)


def test_an_empty_head_lacks_its_fields(tmp_path):
    name = "courses/welcome/lessons/bye.zh.md"
    body = FILES[name].split("---\n")[2]
    found = lint(write_tree(tmp_path, {**FILES, name: f"---\n# later\n---\n{body}"}))
    assert [item.code for item in found] == ["E112", "E112", "E112"]


def test_windows_line_ends_are_read_like_any_other(tmp_path):
    root = write_tree(tmp_path, {name: text.replace("\n", "\r\n") for name, text in FILES.items()})
    assert lint(root) == []

"""Job aids: what the linter says beyond its codes, what a change of them does, what a release keeps of them."""

import pytest

from app.content.changes import changes_against
from app.content.check.run import check_tree
from app.content.compile.tree import compile_tree
from app.content.libraries import assemble
from app.content.objects import read_object
from app.content.source import read_tree
from app.kernel.bilingual import Bilingual
from tests.content.sample_tree import FILES, seeded, write_tree

PHRASES, CHECKLISTS, CASES = "courses/phrases.yaml", "courses/checklists.yaml", "courses/cases.yaml"
POLICY = "courses/policies/aircon.yaml"
AIDS = {PHRASES, CHECKLISTS, CASES}


def compiled(folder, files=None):
    return compile_tree(read_tree(write_tree(folder, files)))


def library_of(objects):
    return assemble(1, 1, {item.name: read_object(item.kind, item.hash, item.body) for item in objects})


def changed(tmp_path, *edits):
    """The changes that edits of the sample make, as (name, classes)."""
    before = compiled(tmp_path / "before")
    after = compiled(tmp_path / "after", seeded(*edits)[0])
    found = changes_against(
        {item.name: item.hash for item in before}, {item.hash: item.parts for item in before}, after
    )
    return {(change.did, f"{change.kind}:{change.key}", change.aspects) for change in found}


def test_a_library_holds_them_with_company_numbers_filled_in(tmp_path):
    library = library_of(compiled(tmp_path))
    situation = library.phrases["waiting"]
    assert situation.phrases[0].say == Bilingual("48 小时内上门。", "A visit within 48 hours.")
    assert situation.policies == {"aircon.complaint.visit": 48}
    assert [(step.id, step.stop) for step in library.checklists["leak"].steps] == [("cut", True), ("log", False)]
    assert library.cases["missed-visit"].whys[1] == Bilingual("改派没人打电话。", "Nobody rang after the change.")


def test_all_three_files_may_be_missing(tmp_path):
    files = {name: text for name, text in FILES.items() if name not in AIDS}
    tree = read_tree(write_tree(tmp_path, files))
    assert check_tree(tree) == []
    library = library_of(compile_tree(tree))
    assert (library.phrases, library.checklists, library.cases) == ({}, {}, {})


AVOIDED = (
    "courses/glossary.yaml",
    "also: {zh: [服务单], en: [job ticket]}",
    "also: {zh: [服务单], en: [job ticket]}\n    avoid: {zh: [维修票], en: [repair slip]}",
)


@pytest.mark.parametrize(
    ("edit", "codes"),
    [
        ((PHRASES, "我来跟进。", "我来跟进维修票!好吗？"), ["W903", "W931"]),
        ((CHECKLISTS, "en: Write down what happened", "en: Write down what's on the repair slip"), ["W912", "W931"]),
        ((CASES, "改派没人打电话。", "维修票没人看..."), ["W908", "W931"]),
    ],
)
def test_their_writing_is_looked_over(tmp_path, edit, codes):
    files = seeded(AVOIDED, edit)[0]
    found = check_tree(read_tree(write_tree(tmp_path, files)))
    assert [(problem.file, problem.code) for problem in found] == [(edit[0], code) for code in codes]


def test_a_phrase_shown_as_wrong_may_hold_any_word(tmp_path):
    edit = (PHRASES, "avoid: {zh: ", "avoid: {zh: 维修票")
    assert check_tree(read_tree(write_tree(tmp_path, seeded(AVOIDED, edit)[0]))) == []


def test_they_stand_in_the_authors_order(tmp_path):
    again = FILES[CASES].partition("cases:\n")[2].replace("missed-visit", "a-later-case")
    library = library_of(compiled(tmp_path, {**FILES, CASES: FILES[CASES] + again}))
    assert list(library.cases) == ["missed-visit", "a-later-case"]


@pytest.mark.parametrize(
    ("edit", "name", "classes"),
    [
        ((PHRASES, "我来跟进。", "我来办。"), "situation:waiting", ("text",)),
        ((PHRASES, "有人负责。", "有名有姓。"), "situation:waiting", ("explanation",)),
        ((PHRASES, "lesson: welcome/hello", "lesson: welcome/bye"), "situation:waiting", ("structure",)),
        ((CHECKLISTS, "触电会要命。", "先保人。"), "checklist:leak", ("explanation",)),
        ((CHECKLISTS, "zh: 记下经过", "zh: 登记"), "checklist:leak", ("text",)),
        (
            (CHECKLISTS, "en: Write down what happened}", "en: Write down what happened, stop: true}"),
            "checklist:leak",
            ("structure",),
        ),
        ((CASES, "tags: [visit]", "tags: [visit, urgent]"), "case:missed-visit", ("presentation",)),
        ((CASES, "zh: 师傅没收到单子。", "zh: 单子没到师傅手里。"), "case:missed-visit", ("text",)),
    ],
)
def test_a_change_is_of_the_class_of_what_was_changed(tmp_path, edit, name, classes):
    assert changed(tmp_path, edit) == {("changed", name, classes)}


def test_a_changed_company_number_changes_the_phrases_that_quote_it(tmp_path):
    found = changed(tmp_path, (POLICY, "complaint.visit: {value: 48", "complaint.visit: {value: 36"))
    assert ("changed", "situation:waiting", ("policy",)) in found
    assert not [name for _, name, _ in found if name.startswith(("checklist:", "case:"))]


def test_a_removed_case_is_told(tmp_path):
    again = FILES[CASES].partition("cases:\n")[2].replace("missed-visit", "second")
    before = compiled(tmp_path / "before", {**FILES, CASES: FILES[CASES] + again})
    after = compiled(tmp_path / "after")
    found = changes_against({one.name: one.hash for one in before}, {one.hash: one.parts for one in before}, after)
    assert [(change.did, change.kind, change.key) for change in found] == [
        ("changed", "aids", "aids"),
        ("removed", "case", "second"),
    ]


@pytest.mark.parametrize(
    ("code", "edit"),
    [
        ("E120", (CASES, "trade: aircon", "trade: ‸aircom")),
        ("E120", (CHECKLISTS, "lesson: welcome/hello", "lesson: ‸welcome/helo")),
        ("E120", (CHECKLISTS, "facts: [P1.1]", "facts: [‸P9.9]")),
        ("E120", (CASES, "competencies: [listening]", "competencies: [‸hearing]")),
        ("E120", (CASES, "tags: [visit]", "tags: [‸visits]")),
        ("E120", (CASES, "lesson: welcome/bye", "lesson: ‸welcome/by")),
        ("E108", (PHRASES, "id: waiting-who", "id: ‸waiting-when")),
        ("E108", (CHECKLISTS, "{id: log,", "{id: ‸cut,")),
        ("E112", (CASES, "    learnt: {zh: 改派先打电话。, en: Ring before changing hands.}\n", "")),
        ("E113", (CASES, "    learnt:", "    lesson_learnt: {zh: 一, en: One}\n    learnt:")),
        ("E114", (CASES, "      - {zh: 改派没人打电话。, en: Nobody rang after the change.}\n", "")),
        ("E110", (CASES, "lesson: welcome/bye", "lesson: bye")),
        ("W601", (PHRASES, "avoid: {zh: 您等通知。, en: Wait for news.}", "avoid: {zh: 您等通知。}")),
        ("W602", (PHRASES, "en: Wait for news.", "en: 您等通知。")),
        ("W606", (CASES, "zh: 当天补上门。", "zh: 57 分钟后补上门。")),
        ("W608", (PHRASES, 'zh: "{{ policy.aircon.complaint.visit }}内上门。"', "zh: 后天上门。")),
        ("E309", (CASES, "zh: 当天补上门。", 'zh: "见[课](lesson:welcome/by)。"')),
    ],
)
def test_the_linter_reports_a_mistake_in_them(tmp_path, code, edit):
    files, _ = seeded(edit)
    found = check_tree(read_tree(write_tree(tmp_path, files)))
    assert {item.code for item in found} == {code}, [item.as_row() for item in found]
    assert {item.file for item in found} == {edit[0]}


@pytest.mark.parametrize(
    ("name", "edit"),
    [
        ("situation:waiting", (PHRASES, "id: waiting\n", "‸id: waiting\n")),
        ("phrase:waiting-who", (PHRASES, "id: waiting-who", "‸id: waiting-who")),
        ("checklist:leak", (CHECKLISTS, "id: leak", "‸id: leak")),
        ("case:missed-visit", (CASES, "id: missed-visit", "‸id: missed-visit")),
    ],
)
def test_retired_ids_do_not_return(tmp_path, name, edit):
    files, places = seeded(edit)
    files["courses/retired.yaml"] += f"  - {name}\n"
    found = check_tree(read_tree(write_tree(tmp_path, files)))
    assert [(item.code, item.file, item.line, item.column) for item in found] == [("E109", *places[0])]

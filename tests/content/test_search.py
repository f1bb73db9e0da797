"""Search finds words of two Chinese characters, English stems, and the section they stand in."""

import pytest

from app.content.compile.tree import compile_tree
from app.content.libraries import assemble
from app.content.objects import read_object
from app.content.search import index_path, search
from app.content.source import read_tree
from tests.content.sample_tree import write_tree


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    tree = read_tree(write_tree(tmp_path_factory.mktemp("content")))
    objects = {item.name: read_object(item.kind, item.hash, item.body) for item in compile_tree(tree)}
    return assemble(1, 1, objects)


@pytest.mark.parametrize(
    ("query", "lang", "found"),
    [
        ("工单", "zh", {("welcome/hello", "s-listen")}),
        ("下一步", None, {("welcome/bye", "s-end")}),
        ("48 小时", None, {("welcome/hello", "s-listen"), ("drip", ""), ("phrase:waiting-when", "p-waiting-when")}),
        ("visits", "en", {("welcome/hello", "s-listen"), ("drip", ""), ("phrase:waiting-when", "p-waiting-when"),
                          ("case:missed-visit", "")}),
        ("等通知", "zh", {("phrase:waiting-when", "p-waiting-when")}),
        ("跟进", None, {("phrase:waiting-who", "p-waiting-who")}),
        ("麻手", "zh", {("checklist:leak", "")}),
        ("改派", "zh", {("case:missed-visit", "")}),
        ("nobody rang", None, {("case:missed-visit", "")}),
        ("next step", None, {("welcome/bye", "s-end")}),
        ("结束语", "zh", {("welcome/bye", ""), ("welcome/hello", "s-listen")}),
        ("单工", "zh", set()),
        ("工单", "en", set()),
        ("\"'*()-", None, set()),
        ("", None, set()),
    ],
)  # fmt: skip
def test_sections_are_found(library, tmp_path, query, lang, found):
    hits = search(library, tmp_path, query, lang)
    assert {(hit.lesson or hit.scenario or hit.aid, hit.anchor) for hit in hits} == found


def test_the_place_is_marked_and_everything_else_escaped(library, tmp_path):
    (hit,) = search(library, tmp_path, "工单", "zh")
    assert "<mark>工单</mark>" in hit.snippet
    assert (hit.title, hit.section, hit.lang) == ("第一句", "先听", "zh")


def test_answers_of_self_checks_are_not_found(library, tmp_path):
    assert search(library, tmp_path, "人先安全", None) == ()


def test_the_index_is_built_once_and_named_by_its_content(library, tmp_path):
    search(library, tmp_path, "工单")
    first = index_path(library, tmp_path).stat().st_mtime_ns
    search(library, tmp_path, "下一步")
    assert index_path(library, tmp_path).stat().st_mtime_ns == first
    assert list((tmp_path / "search").iterdir()) == [index_path(library, tmp_path)]

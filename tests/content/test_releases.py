"""Publishing, rolling back, pinned questions, classes of change, retired ids: on SQLite and PostgreSQL."""

from datetime import UTC, datetime, timedelta

import pytest

from app.content import queries
from app.content.compile import lessons as compiling
from app.content.libraries import Libraries
from app.content.releases import LintError, finish_publishing, lint_against, pending_changes, publish, roll_back
from app.content.source import read_tree
from app.kernel.bilingual import Bilingual
from app.kernel.errors import NotFoundError
from tests.content.sample_tree import FILES, write_tree

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
BANK, POLICY = "quizzes/pool.yaml", "courses/policies/aircon.yaml"


def publish_in(database, root, *, note="", channel="published", at=AT):
    with database.write() as session:
        return publish(session, root, by=None, at=at, note=note, channel=channel)


def change(root, file, old, new):
    text = (root / file).read_text(encoding="utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def root(tmp_path):
    return write_tree(tmp_path / "content")


def test_published_files_are_read_back_as_a_library(database, root):
    release = publish_in(database, root, note="first")
    with database.read() as session:
        library = Libraries().published(session)
        assert queries.releases(session) == (release,)
    assert (release.seq, release.note, release.at) == (1, "first", AT)
    assert library.courses["welcome"].lesson_keys == ("welcome/hello", "welcome/bye")
    lesson = library.lessons["welcome/hello"]
    assert lesson.title == Bilingual("第一句", "The first words")
    assert [section.anchor for section in lesson.sections] == ["s-listen", "s-key-points"]
    assert [kind for kind, _ in lesson.parts["zh"]] == ["html", "check", "html"]
    assert "<strong>48 小时</strong> 内" in lesson.parts["zh"][0][1]
    assert "<strong>48 hours</strong>" in lesson.parts["en"][0][1]
    assert lesson.policies == {"aircon.complaint.visit": 48}
    assert lesson.checks["hello-c1"].choices[0].right is True
    assert library.questions["limit"].spec.key == 48
    assert "48 小时内" in library.questions["shock"].spec.choices["log"].zh
    assert list(library.questions["steps"].spec.steps) == ["hear", "ask", "act"]
    assert library.tracks["aircon"].levels[0].valid_months == 12
    quiz = library.quizzes["final"]
    assert (quiz.pass_score, quiz.time_limit, quiz.question_count) == (800, timedelta(minutes=20), 3)
    assert [question.id for question in library.pool(quiz, quiz.draws[0])] == ["shock"]
    assert library.glossary["work-order"].also["zh"] == ("服务单",)
    assert library.policies["aircon.complaint.visit"].text.en == "48 hours"


def test_publishing_without_a_change_makes_no_release(database, root):
    first = publish_in(database, root)
    assert publish_in(database, root, at=AT + timedelta(days=1)) == first


def test_files_with_mistakes_are_not_published(database, root):
    publish_in(database, root)
    change(root, BANK, "competency: listening", "competency: hearing")
    with pytest.raises(LintError) as refused, database.write() as session:
        publish(session, root, by=None, at=AT)
    assert [item.code for item in refused.value.found] == ["E120"]
    with database.read() as session:
        assert len(queries.releases(session)) == 1


def test_rolling_back_shows_the_earlier_release_again(database, root):
    first = publish_in(database, root)
    change(root, "courses/welcome/course.yaml", "zh: 欢迎", "zh: 你好")
    second = publish_in(database, root)
    libraries = Libraries()
    with database.read() as session:
        assert libraries.published(session).courses["welcome"].title.zh == "你好"
    with database.write() as session:
        roll_back(session, first.id)
    with database.read() as session:
        assert libraries.published(session).courses["welcome"].title.zh == "欢迎"
        assert [release.seq for release in queries.releases(session)] == [second.seq, first.seq]


def test_rolling_back_to_nothing_is_refused(database, root):
    with pytest.raises(NotFoundError), database.write() as session:
        roll_back(session, 77)


def test_a_draft_is_seen_by_nobody_else(database, root):
    publish_in(database, root)
    change(root, "courses/welcome/course.yaml", "zh: 欢迎", "zh: 草稿")
    draft = publish_in(database, root, channel="draft")
    libraries = Libraries()
    with database.read() as session:
        assert libraries.published(session).courses["welcome"].title.zh == "欢迎"
        assert queries.find_release_id(session, "draft") == draft.id
        assert libraries.get(session, draft.id).courses["welcome"].title.zh == "草稿"
        assert len(queries.releases(session)) == 1


def test_a_pinned_question_stays_as_it_was(database, root):
    publish_in(database, root)
    libraries = Libraries()
    with database.read() as session:
        before = libraries.published(session).questions["shock"]
    change(root, POLICY, "value: 48", "value: 36")
    publish_in(database, root)
    fresh = Libraries()
    with database.read() as session:
        pinned = fresh.question(session, before.hash)
        now = fresh.published(session).questions["shock"]
        quoted = {(kind, key, value) for _, kind, key, value in queries.quotes_of(session, "aircon.complaint.visit")}
    assert pinned == before
    assert "48 小时" in pinned.spec.choices["log"].zh
    assert "36 小时" in now.spec.choices["log"].zh
    assert ("question", "shock", 48) in quoted
    assert ("lesson", "welcome/hello", 36) in quoted


def test_an_unknown_question_is_not_found(database):
    with pytest.raises(NotFoundError), database.read() as session:
        Libraries().question(session, "0" * 64)


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (BANK, "客户被麻了一下", "客户碰外机被麻了一下", {("question", "shock"): ("text",)}),
        (BANK, "why: {zh: 人先安全。", "why: {zh: 先保人。", {("question", "shock"): ("explanation",)}),
        (BANK, "points: 2", "points: 3", {("question", "shock"): ("grading",)}),
        (BANK, "facts: [P1.2]", "facts: [P1.1, P1.2]", {("question", "limit"): ("presentation",)}),
        (BANK, "      c: {zh: 不归我管", "      d: {zh: 再说吧, en: Later}\n      c: {zh: 不归我管",
         {("question", "tone"): ("text", "explanation", "presentation", "grading", "structure")}),
        (POLICY, "value: 48", "value: 36",
         {("policy", "aircon"): ("policy",), ("question", "shock"): ("policy",), ("question", "limit"): ("policy",),
          ("lesson", "welcome/hello"): ("policy",), ("scenario", "drip"): ("policy",),
          ("situation", "waiting"): ("policy",)}),
        ("courses/welcome/lessons/bye.zh.md", "再见之前", "说再见以前", {("lesson", "welcome/bye"): ("text",)}),
        ("quizzes/final.yaml", "pass: 80", "pass: 90", {("quiz", "final"): ("grading",)}),
        ("courses/levels/aircon.yaml", "score: 80", "score: 90", {("track", "aircon"): ("grading",)}),
    ],
)  # fmt: skip
def test_the_class_of_a_change_is_computed(sqlite_database, root, file, old, new, expected):
    publish_in(sqlite_database, root)
    change(root, file, old, new)
    with sqlite_database.read() as session:
        changes = pending_changes(session, read_tree(root))
    assert {(item.kind, item.key): item.aspects for item in changes} == expected


def test_additions_and_removals_are_listed(database, root):
    publish_in(database, root)
    text = FILES[BANK]
    start = text.index("  - id: sort")
    (root / BANK).write_text(text[:start] + text[start:].replace("id: sort", "id: fresh"), encoding="utf-8")
    with database.read() as session:
        changes = pending_changes(session, read_tree(root))
    assert {(item.did, item.kind, item.key) for item in changes} == {
        ("added", "question", "fresh"),
        ("removed", "question", "sort"),
        ("changed", "bank", "pool"),
    }


def test_only_a_substantive_change_changes_what_was_read(database, root):
    publish_in(database, root)
    libraries = Libraries()

    def text_hash():
        with database.read() as session:
            return libraries.published(session).lessons["welcome/hello"].text_hash

    first = text_hash()
    change(root, "courses/welcome/lessons/hello.zh.md", "林晓接起电话。", "林晓拿起话筒。")
    publish_in(database, root)
    assert text_hash() == first
    change(root, POLICY, "value: 48", "value: 36")
    publish_in(database, root)
    second = text_hash()
    assert second != first
    for lang in ("zh", "en"):
        change(root, f"courses/welcome/lessons/hello.{lang}.md", "minutes: 5", "minutes: 5\nedition: 2")
    publish_in(database, root)
    assert text_hash() != second


def test_an_unchanged_lesson_is_not_compiled_again(sqlite_database, root, monkeypatch):
    publish_in(sqlite_database, root)
    change(root, "courses/welcome/lessons/bye.zh.md", "再见之前", "说再见以前")
    seen = []
    original = compiling.lesson_html
    monkeypatch.setattr(compiling, "lesson_html", lambda text, shown: seen.append(text) or original(text, shown))
    publish_in(sqlite_database, root)
    assert len(seen) == 2
    assert any("说再见以前" in text for text in seen)


def test_removed_ids_are_retired_and_may_not_return(database, root):
    publish_in(database, root)
    change(root, BANK, "id: sort", "id: fresh")
    publish_in(database, root)
    with database.read() as session:
        finish_publishing(session, root)
    assert "  - question:sort\n" in (root / "quizzes/retired.yaml").read_text(encoding="utf-8")
    change(root, BANK, "id: fresh", "id: sort")
    with pytest.raises(LintError) as refused, database.write() as session:
        publish(session, root, by=None, at=AT)
    assert [item.code for item in refused.value.found] == ["E109"]


def test_a_removed_phrase_is_retired_and_so_is_a_removed_case(database, root):
    publish_in(database, root)
    change(root, "courses/phrases.yaml", "id: waiting-who", "id: waiting-whom")
    change(root, "courses/cases.yaml", "id: missed-visit", "id: no-show")
    publish_in(database, root)
    with database.read() as session:
        finish_publishing(session, root)
    retired = (root / "courses/retired.yaml").read_text(encoding="utf-8")
    assert "  - case:missed-visit\n" in retired
    assert "  - phrase:waiting-who\n" in retired
    assert "waiting-when" not in retired
    assert "situation" not in retired


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "place"),
    [
        (BANK, "id: limit\n    type: number", "id: limit\n    type: text", "E701", (18, 5)),
        (BANK, "      c: {zh: 不归我管", "      d: {zh: 不归我管", "E702", (29, 5)),
        (BANK, "en: Dust, in: later", "en: Dust, in: now", "E703", (38, 5)),
        ("courses/welcome/lessons/hello.en.md", "(log)", "(note)", "E704", (22, 5)),
    ],
)
def test_what_people_have_answered_keeps_its_shape(sqlite_database, root, file, old, new, code, place):
    publish_in(sqlite_database, root)
    change(root, file, old, new)
    if code == "E701":
        change(root, BANK, "    answer: {policy: aircon.complaint.visit}\n    unit: {zh: 小时, en: hours}\n",
               "    accept: {zh: [四十八], en: [forty-eight]}\n")  # fmt: skip
    with sqlite_database.read() as session:
        found = lint_against(session, read_tree(root), Libraries(), lambda questions: dict.fromkeys(questions, 12))
    assert [(item.code, item.file, item.line, item.column) for item in found] == [(code, file, *place)]
    if code == "E703":
        assert "12" in found[0].message.en


def test_a_choice_added_under_an_old_id_is_not_published(database, root):
    publish_in(database, root)
    change(root, BANK, "      c: {zh: 不归我管", "      d: {zh: 再说吧, en: Later}\n      c: {zh: 不归我管")
    with pytest.raises(LintError) as refused, database.write() as session:
        publish(session, root, by=None, at=AT)
    assert [item.code for item in refused.value.found] == ["E702"]
    assert publish_in(database, root, channel="draft").seq == 2


def test_nothing_is_compared_before_the_first_release(database, root):
    with database.read() as session:
        assert lint_against(session, read_tree(root), Libraries()) == []

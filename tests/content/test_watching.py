"""Saved files go to the draft at once, mistakes are remembered, learners see nothing of it; quiet files cost nothing."""

import time
from threading import Event, Thread

import pytest

from app.content import queries
from app.content.libraries import Libraries
from app.content.releases import publish
from app.content.watching import DraftState, Watcher, keep_watching, read_draft_state
from app.kernel.clock import utc_now
from tests.content.sample_tree import seeded, write_tree
from tests.content.seeds import SEEDS


@pytest.fixture
def root(tmp_path):
    return write_tree(tmp_path / "content")


@pytest.fixture
def data_dir(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def watcher(sqlite_database, root, data_dir):
    return Watcher(sqlite_database, root, data_dir)


def save(root, old="zh: 欢迎", new="zh: 草稿", file="courses/welcome/course.yaml"):
    path = root / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def release_in(database, channel="draft"):
    with database.read() as session:
        return queries.find_release_id(session, channel)


def draft_title(database):
    with database.read() as session:
        return Libraries().get(session, queries.find_release_id(session, "draft")).courses["welcome"].title.zh


def test_saved_files_are_in_the_draft_and_learners_see_none_of_it(database, root, data_dir):
    with database.write() as session:
        published = publish(session, root, by=None, at=utc_now()).id
    watcher = Watcher(database, root, data_dir)
    watcher.look()
    save(root)
    assert watcher.look()
    assert draft_title(database) == "草稿"
    assert release_in(database, "published") == published


def test_files_that_rest_are_not_read_again(watcher, monkeypatch):
    assert watcher.look()
    monkeypatch.setattr("app.content.watching.publish", None)
    assert not watcher.look()


def test_a_new_start_does_not_publish_the_same_files_again(watcher, sqlite_database, root, data_dir, monkeypatch):
    watcher.look()
    monkeypatch.setattr("app.content.watching.publish", None)
    assert not Watcher(sqlite_database, root, data_dir).look()


def test_what_was_saved_while_nobody_watched_is_found_at_the_start(watcher, sqlite_database, root, data_dir):
    watcher.look()
    save(root)
    assert Watcher(sqlite_database, root, data_dir).look()
    assert draft_title(sqlite_database) == "草稿"


def test_a_database_without_a_draft_gets_one_whatever_was_found_before(watcher, postgres_database, root, data_dir):
    watcher.look()
    assert Watcher(postgres_database, root, data_dir).look()
    assert draft_title(postgres_database) == "欢迎"


def test_mistakes_leave_the_draft_and_are_remembered_until_they_are_mended(watcher, sqlite_database, root, data_dir):
    watcher.look()
    before = release_in(sqlite_database)
    write_tree(root, seeded(*SEEDS["E214"])[0])
    watcher.look()
    assert release_in(sqlite_database) == before
    assert [row["code"] for row in read_draft_state(data_dir).mistakes] == ["E214"]
    write_tree(root)
    watcher.look()
    assert read_draft_state(data_dir).mistakes == ()
    assert release_in(sqlite_database) == before


@pytest.mark.parametrize("text", [None, "", "no JSON", "[]", "{}"])
def test_a_state_that_cannot_be_read_is_none(tmp_path, text):
    if text is not None:
        (tmp_path / "draft-state.json").write_text(text, encoding="utf-8")
    assert read_draft_state(tmp_path) == DraftState()


def test_a_save_is_in_the_draft_within_two_seconds_and_faults_are_survived(watcher, sqlite_database, root):
    stop = Event()
    thread = Thread(target=keep_watching, args=(watcher, stop))
    thread.start()
    try:
        wait_for(lambda: release_in(sqlite_database))
        watcher.database, database = None, watcher.database
        save(root, new="zh: 一半")
        time.sleep(1)
        watcher.database = database
        wait_for(lambda: draft_title(sqlite_database) == "一半")
        save(root, "zh: 一半", "zh: 完成")
        saved = time.monotonic()
        wait_for(lambda: draft_title(sqlite_database) == "完成")
        assert time.monotonic() - saved < 2
    finally:
        stop.set()
        thread.join(5)
    assert not thread.is_alive()


def wait_for(condition, within=10.0):
    end = time.monotonic() + within
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)

"""An author writes in an editor and looks at the open page: it follows every save, and leaves on a word."""

import shutil
import time
from dataclasses import replace
from threading import Event, Thread

import pytest

from app.content.source import FOLDERS
from app.content.watching import Watcher, keep_watching
from tests.browser import DESK, PHONE, axe_problems, open_context, overflow, picture, served, sign_in, wants_pictures
from tests.factories.content import ROOT

pytestmark = pytest.mark.browser
LESSON = "complaint-handling/closed-loop"
COURSE, NAME = LESSON.split("/")
URL = f"/courses/{COURSE}/lessons/{NAME}"


@pytest.fixture
def root(live_app, tmp_path):
    """The application's content in a folder of its own, watched as on the local start."""
    root = tmp_path / "content"
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, root / folder)
    services = live_app.extensions["aftercare"]
    settings = replace(services.settings, content_dir=root, data_dir=tmp_path / "state")
    live_app.extensions["aftercare"] = replace(services, settings=settings, is_watching=True)
    stop = Event()
    watcher = Thread(target=keep_watching, args=(Watcher(services.database, root, settings.data_dir), stop))
    watcher.start()
    yield root
    stop.set()
    watcher.join(10)


@pytest.fixture
def base(live_app, root):
    with served(live_app) as address:
        yield address


def save(root, old, new):
    path = root / "courses" / COURSE / "lessons" / f"{NAME}.en.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def title_of(root):
    text = (root / "courses" / COURSE / "lessons" / f"{NAME}.en.md").read_text(encoding="utf-8")
    return next(line.partition(": ")[2] for line in text.splitlines() if line.startswith("title:"))


def enter_draft(page, base):
    """Look at the lesson in the draft, as the button on the content page does."""
    token = page.locator('meta[name="csrf-token"]').get_attribute("content")
    page.request.post(f"{base}/authoring/draft", form={"csrf_token": token}, headers={"Origin": base})
    page.goto(base + URL)
    page.locator("[data-draft]").wait_for()


@pytest.mark.parametrize(("size", "dark"), [(PHONE, True), (DESK, False)], ids=["390-dark", "1280-light"])
def test_the_open_lesson_follows_what_is_saved(browser, base, root, size, dark):
    context = open_context(browser, lang="en", size=size, dark=dark)
    page = context.new_page()
    sign_in(page, base, "author", target=URL)
    enter_draft(page, base)
    title = title_of(root)
    page.locator("#end a, #end button").last.focus()
    page.evaluate("scrollTo(0, 700)")
    focused = page.evaluate("document.activeElement.textContent")

    saved = time.monotonic()
    save(root, f"title: {title}", "title: A new name")
    page.get_by_role("heading", level=1, name="A new name").wait_for()
    assert time.monotonic() - saved < 6
    page.wait_for_function("scrollY > 600 && scrollY < 800")
    assert page.evaluate("document.activeElement.textContent") == focused

    save(root, "minutes:", "minuten:")
    notice = page.locator("[data-notice]")
    notice.get_by_text(f"{NAME}.en.md").wait_for()
    assert "so this is still the draft before" in notice.text_content()
    assert page.get_by_role("heading", level=1, name="A new name").is_visible()
    assert axe_problems(page) == []
    assert overflow(page) == 0
    if wants_pictures():
        page.evaluate("scrollTo(0, 0)")
        picture(page, f"draft-{'dark' if dark else 'light'}", full=False)

    page.get_by_role("button", name="Leave the preview").click()
    page.wait_for_url("**/authoring")
    assert page.locator("[data-draft]").count() == 0
    page.goto(base + URL)
    assert page.get_by_role("heading", level=1, name=title.strip('"')).is_visible()
    context.close()


def test_the_preview_of_the_files_follows_them_and_typed_text_is_not_lost(browser, base, root):
    context = open_context(browser, lang="en", size=DESK)
    page = context.new_page()
    sign_in(page, base, "author", target=f"/authoring/preview/{LESSON}")
    title = title_of(root)
    save(root, f"title: {title}", "title: Another name")
    page.get_by_role("heading", level=1, name="Another name").wait_for()

    enter_draft(page, base)
    page.goto(f"{base}/authoring")
    note = page.get_by_label("What changes")
    note.fill("Names")
    save(root, "title: Another name", "title: A third name")
    page.get_by_role("button", name="Show the newer draft").wait_for()
    assert note.input_value() == "Names"
    context.close()

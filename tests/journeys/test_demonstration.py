"""The demonstration as its visitors see it: full pages stay accessible; the README's picture is taken here."""

import shutil
from pathlib import Path

import pytest

from app.factory import create_app
from app.identity.queries import find_person_by_identifier
from app.kernel.clock import utc_now
from app.settings import Settings
from tests.browser import (
    DESK,
    PHONE,
    axe_problems,
    open_context,
    overflow,
    picture,
    served,
    sign_in,
    take_picture,
    wants_pictures,
)

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def demo_app(demo_template: Path, _data_dir: Path, tmp_path_factory):
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    shutil.copy(demo_template, path)
    settings = Settings(_data_dir, ROOT, f"sqlite:///{path}", "t" * 40)
    app = create_app(settings, clock=utc_now, is_demo=True)
    yield app
    app.extensions["aftercare"].database.engines.dispose()


def pages_of(app) -> dict[str, list[str]]:
    with app.extensions["aftercare"].database.read() as session:
        certified = find_person_by_identifier(session, "S1003")[0]
        stuck = find_person_by_identifier(session, "S1005")[0]
    return {
        "learner": ["/today", "/programmes/aircon-agent", "/certificates"],
        "S1003": ["/today", "/certificates", f"/people/{certified}"],
        "mentor": ["/newcomers", f"/people/{stuck}", f"/people/{stuck}/sign-offs"],
        "manager": ["/overview", "/overview/people", f"/people/{certified}"],
        "author": ["/authoring"],
        "admin": ["/administration", "/administration/people", "/administration/teams", "/administration/audit"],
    }


@pytest.mark.parametrize(
    ("lang", "size", "dark"), [("zh", PHONE, True), ("en", DESK, False)], ids=["zh-390-dark", "en-1280-light"]
)
def test_full_pages_are_accessible(browser, demo_app, lang, size, dark):
    problems = []
    with served(demo_app) as base:
        for person, addresses in pages_of(demo_app).items():
            context = open_context(browser, lang=lang, size=size, dark=dark)
            page = context.new_page()
            sign_in(page, base, person)
            for address in addresses:
                assert page.goto(base + address).status == 200, address
                problems += axe_problems(page)
                problems += [f"{address} is wider than the screen"] if overflow(page) > 0 else []
                picture(page, f"demo-{person}{address.replace('/', '-')}-{lang}")
            context.close()
    assert problems == [], "\n".join(problems)


def test_the_readme_shows_a_picture_of_today(browser, demo_app):
    with served(demo_app) as base:
        context = open_context(browser, lang="zh", size={"width": 1280, "height": 760})
        page = context.new_page()
        sign_in(page, base, "learner", target="/today")
        taken = take_picture(page, "readme-today", full=False)
        context.close()
    if wants_pictures():
        shutil.copy(taken, ROOT / "docs" / "today.png")

    assert "docs/today.png" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert (ROOT / "docs" / "today.png").stat().st_size > 10_000
    assert taken.stat().st_size > 10_000

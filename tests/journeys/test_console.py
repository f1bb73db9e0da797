"""The console of a sitting in a browser: a return shows without reloading, and its time is given back with one click."""

from datetime import timedelta
from functools import partial

import pytest

from app.assessment.actions import NewSitting, create_sitting, note_return, start_attempt
from app.kernel.clock import utc_now
from tests.browser import DESK, open_context, sign_in

pytestmark = pytest.mark.browser


def test_the_console_shows_a_return_without_reloading(browser, base, live_app, world):
    services, at = live_app.extensions["aftercare"], utc_now()
    with services.database.write() as session:
        library, hour = services.libraries.published(session), timedelta(hours=1)
        new = NewSitting("communication-final", "March", at - hour, at + hour, "submit", timedelta(), (world.region,))
        sitting = create_sitting(session, new, by=world.manager, at=at)
        begin = partial(start_attempt, session, lambda _release: library, "communication-final", world.colleague)
        attempt = begin(release_id=library.release_id, by=world.colleague, at=at - timedelta(minutes=5))
    page = open_context(browser, lang="en", size=DESK).new_page()
    sign_in(page, base, "manager")
    page.goto(f"{base}/sittings/{sitting}/console")
    row = page.locator(f"#person-{world.colleague}")
    assert "No contact" in row.inner_text()
    with services.database.write() as session:
        note_return(session, attempt, "tab", at=utc_now())
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.locator(f"#person-{world.colleague}[data-state=in]").wait_for()
    assert page.locator("#counts .exam-in dd").inner_text() == "1"
    row.get_by_role("button", name="Give 5 minutes back to Colleague").click()
    assert "1 paper got its lost time back: 5 minutes altogether." in page.get_by_role("status").first.inner_text()
    page.context.close()

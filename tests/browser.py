"""A real Chromium against a real server: starting both, signing in by the form, looking for mistakes with axe."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright
from werkzeug.serving import make_server

from tests.factories.organisation import PASSWORD

_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
# The shell is the same engine without windows and profiles: most tests take half the time in it.
_PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# Contrast takes most of axe's time. What has the same class, letters and colours before the same backgrounds has the
# same contrast: the first of each kind that holds words of its own stands for all.
_FIRST_OF_EACH_KIND = """() => {
  const behind = new Map(), seen = new Set();
  for (const element of document.querySelectorAll("body, body *")) {
    const { backgroundColor, backgroundImage, opacity, position, color, fontSize, fontWeight } = getComputedStyle(element);
    const own = [backgroundColor, backgroundImage, opacity, position].join();
    const ground = (behind.get(element.parentElement) ?? "") + (own === "rgba(0, 0, 0, 0),none,1,static" ? "" : own);
    behind.set(element, ground);
    const speaks = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    const kind = [element.localName, element.getAttribute("class"), color, fontSize, fontWeight, ground].join();
    if ((speaks || "value" in element) && !seen.has(kind)) element.setAttribute("data-looked-at", "");
    if (speaks) seen.add(kind);
  }
}"""
_VIOLATIONS = """async (options) => {
  axe.configure({ rules: [{ id: "color-contrast", selector: "[data-looked-at]" }] });
  return (await axe.run(options)).violations;
}"""
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
PICTURES = Path(__file__).parents[1] / "build" / "screenshots"


def launch(playwright: Playwright) -> Browser:
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    assert program, "Chromium is not installed: run `make test`, or install Debian's package chromium-headless-shell"
    return playwright.chromium.launch(executable_path=program, args=list(_FLAGS))


@contextmanager
def served(app) -> Iterator[str]:
    """Serve the application from threads of this process."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)


def open_context(
    browser: Browser, *, lang: str = "zh", size=PHONE, dark: bool = False, script: bool = True
) -> BrowserContext:
    context = browser.new_context(
        viewport=size,
        locale="zh-CN" if lang == "zh" else "en-GB",
        timezone_id="Asia/Shanghai",
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    return context


def sign_in(page: Page, base: str, identifier: str, password: str = PASSWORD, target: str = "/") -> None:
    page.goto(f"{base}/sign-in?next={target}")
    page.locator("input[name=identifier]").fill(identifier)
    page.locator("input[name=password]").fill(password)
    page.locator("form.card button[type=submit]").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def axe_problems(page: Page) -> list[str]:
    """Return what axe finds wrong with the page, worst first."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
        page.add_init_script(Axe().axe_script)  # from now on it comes with the page and need not be carried there
    page.evaluate(_FIRST_OF_EACH_KIND)
    # Without the second option axe also describes every element that is right, which takes a third of its time.
    violations = page.evaluate(_VIOLATIONS, {"runOnly": _RULES, "resultTypes": ["violations"]})
    return [
        f"{page.url} {found['id']}: {found['help']} → {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
        for found in violations
        for node in found["nodes"][:3]
    ]


def overflow(page: Page) -> int:
    """Return how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def picture(page: Page, name: str, *, full: bool = True) -> None:
    """Keep a screenshot in build/screenshots, to be looked at, when pictures are wanted."""
    if wants_pictures():
        take_picture(page, name, full=full)


def take_picture(page: Page, name: str, *, full: bool = True) -> Path:
    """Keep a screenshot in build/screenshots; return its place."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, full_page=full)
    return path


def wants_pictures() -> bool:
    return os.environ.get("AFTERCARE_SCREENSHOTS") == "1"

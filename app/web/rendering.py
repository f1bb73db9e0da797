"""Rendering: templates get one page value; instants, days and scores read as people write them."""

from datetime import date, datetime
from functools import partial
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from flask import Flask, current_app, render_template, request
from flask_babel import format_date, format_datetime, ngettext
from flask_babel import gettext as _

from app.kernel.bilingual import Bilingual
from app.web.csrf import csrf_token
from app.web.navigation import current, entries, tabs
from app.web.request import draft_release, find_actor, lang
from app.web.services import services
from app.web.translation import zone

_MARKS = ("\x02title\x03", "\x02content\x03", "\x02csrf\x03", "\x02name\x03", "\x02path\x03", "\x02scripts\x03")

_MOST_SHELLS = 500  # every draft has its own; beyond this all are rendered anew


def render(template: str, page: Any, **more: Any) -> str:
    """Render a template whose `page` is a documented value."""
    return render_template(template, page=page, **more)


def render_part(template: str, page: Any) -> str:
    """Render a piece of a page, which needs nothing of what every page shows: for answers to the script."""
    return current_app.jinja_env.get_template(template).render(page=page)


def in_zone(at: datetime) -> datetime:
    """Return an instant in the zone of the person who looks."""
    return at.astimezone(ZoneInfo(zone()))


def moment(at: datetime | None) -> str:
    """Write an instant as day and time, with the year only when it is another one."""
    if at is None:
        return "–"
    local = in_zone(at)
    year = "" if local.year == in_zone(services().clock()).year else ("y年" if lang() == "zh" else " y")
    pattern = f"{year}M月d日 HH:mm" if lang() == "zh" else f"d MMM{year}, HH:mm"
    return str(format_datetime(local.replace(tzinfo=None), pattern, rebase=False))


def period(start: datetime, end: datetime) -> str:
    """Write from when until when; the day once when both are of the same one."""
    if in_zone(start).date() == in_zone(end).date():
        return f"{moment(start)} – {in_zone(end):%H:%M}"
    return f"{moment(start)} – {moment(end)}"


def day(on: date | datetime | None) -> str:
    """Write a day, with the year only when it is another one."""
    if on is None:
        return "–"
    local = in_zone(on).date() if isinstance(on, datetime) else on
    year = "" if local.year == in_zone(services().clock()).year else ("y年" if lang() == "zh" else " y")
    return str(format_date(local, f"{year}M月d日" if lang() == "zh" else f"d MMM{year}"))


def full_day(on: date | datetime | None) -> str:
    """Write a day with its year."""
    if on is None:
        return "–"
    local = in_zone(on).date() if isinstance(on, datetime) else on
    return str(format_date(local, "y年M月d日" if lang() == "zh" else "d MMMM y"))


def percent(thousandths: int | None) -> str:
    """Write thousandths as per cent: whole ones plain, others with one decimal: never rounded up to a pass."""
    if thousandths is None:
        return "–"
    whole, rest = divmod(thousandths, 10)
    return f"{whole}.{rest}%" if rest else f"{whole}%"


def bi(text: Bilingual | dict[str, str] | None) -> str:
    """Return the wording in the language of the request."""
    if text is None:
        return ""
    return text[lang()] if isinstance(text, dict) else text.in_lang(lang())


def shell(active: str) -> tuple[str, ...]:
    """Return the base page of this language and these roles, split at title, content, token, name, path and scripts.

    For the few pages that are too hot to render from templates: join the pieces with `fill_shell`.
    """
    actor = find_actor()
    roles = frozenset(grant.role for grant in actor.grants) if actor else frozenset()
    key = (lang(), roles, active, draft_release())
    cache: dict[Any, tuple[str, ...]] = services().shells
    if key not in cache:
        if len(cache) >= _MOST_SHELLS:
            cache.clear()
        cache[key] = _split(render_template("shell.html", page=None, marks=_MARKS, active=active))
    return cache[key]


def fill_shell(pieces: tuple[str, ...], values: dict[int, str]) -> str:
    """Join a shell; `values` gives the text of each mark by its number in title, content, csrf, name, path, scripts."""
    filled = list(pieces)
    for place in range(1, len(filled), 2):
        filled[place] = values[int(filled[place])]
    return "".join(filled)


def _split(html: str) -> tuple[str, ...]:
    pieces = [html]
    for number, mark in enumerate(_MARKS):
        pieces = [part for piece in pieces for part in _cut(piece, mark, number)]
    return tuple(pieces)


def _cut(piece: str, mark: str, number: int) -> list[str]:
    if len(piece) <= 1:  # the number of an earlier mark
        return [piece]
    parts: list[str] = []
    for chunk in piece.split(mark):
        parts += [chunk, str(number)]
    return parts[:-1]


def _other_language_url() -> str:
    other = "en" if lang() == "zh" else "zh"
    kept = {name: value for name, value in request.args.items() if name != "lang"}
    query = "&".join(["lang=" + other, *(f"{name}={value}" for name, value in kept.items() if value.isalnum())])
    here = "/" + quote(request.path.lstrip("/\\"))  # an address that begins with two slashes leads elsewhere
    return f"{here}?{query}" if request.method == "GET" else f"/?lang={other}"


def _context() -> dict[str, Any]:
    return {
        "lang": lang(),
        "html_lang": "zh-Hans" if lang() == "zh" else "en",
        "actor": find_actor(),
        "asset": services().assets.url,
        "csrf_token": csrf_token,
        "nav_entries": partial(entries, find_actor()),
        "nav_current": current,
        "nav_tabs": tabs,
        "other_language_url": _other_language_url,
        "here": request.path,
        "draft_release": draft_release(),
        "is_demo": services().is_demo,
    }


def init_rendering(app: Flask) -> None:
    """Give templates the filters and the shared context."""
    app.context_processor(_context)
    app.jinja_env.globals.update(_=_, gettext=_, ngettext=ngettext)
    app.jinja_env.filters.update(moment=moment, period=period, day=day, full_day=full_day, percent=percent, bi=bi)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

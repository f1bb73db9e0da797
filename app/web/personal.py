"""Fields and words about people that several features show: phone, e-mail, zone, trade, roles."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, TelField
from wtforms.validators import Length, Optional, Regexp

from app.identity.rules import ROLE_NAMES, TRADES, ZONES, Grant
from app.kernel.bilingual import Lang

_PHONE = re.compile(r"\+?[\d\s\-]{5,30}\Z")
# Parts without dots between dots: a pattern that could divide the dots otherwise would try all ways for minutes.
_EMAIL = re.compile(r"[^@\s]{1,200}@[^@\s.]{1,200}(?:\.[^@\s.]{1,200})+\Z")


def phone_field() -> TelField:
    """Return a field for a phone number: it may be used for signing in, so it has to look like one."""
    wrong = _l("Please type a phone number in digits, such as 138 0000 0000.")
    return TelField(_l("Phone"), [Optional(), Regexp(_PHONE, message=wrong), Length(max=40)])


def email_field() -> EmailField:
    """Return a field for an e-mail address."""
    wrong = _l("Please type an e-mail address, such as name@example.com.")
    return EmailField(_l("E-mail"), [Optional(), Regexp(_EMAIL, message=wrong), Length(max=200)])


def zone_choices(present: str | None, lang: Lang, at: datetime) -> list[tuple[str, str]]:
    """Return the zones to choose from, the present one among them, each with city and distance from UTC."""
    zones: Sequence[str] = ZONES if not present or present in ZONES else (*ZONES, present)
    return [(zone, _zone_name(zone, lang, at)) for zone in zones]


def trade_name(trade: str | None) -> str:
    """Return a trade in words."""
    return str(_(TRADES.get(trade, trade)) if trade else _("none"))


def role_name(role: str) -> str:
    """Return a role in words."""
    return str(_(ROLE_NAMES.get(role, role)))


def role_names(grants: Iterable[Grant]) -> tuple[str, ...]:
    """Return the roles held, each once, in words."""
    held = {grant.role for grant in grants}
    return tuple(role_name(role) for role in ROLE_NAMES if role in held)


def _zone_name(zone: str, lang: Lang, at: datetime) -> str:
    locale = "zh_Hans" if lang == "zh" else "en"
    offset = at.astimezone(ZoneInfo(zone)).strftime("%z")
    city = "UTC" if zone == "Etc/UTC" else get_timezone_location(zone, locale=locale, return_city=True)
    return f"{city} (UTC{offset[:3]}:{offset[3:]})"

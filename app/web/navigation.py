"""The main navigation: what each role finds there, first things first."""

from dataclasses import dataclass

from flask_babel import gettext as _

from app.identity.rules import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: address, words, icon."""

    url: str
    text: str
    icon: str


def entries(actor: Actor | None) -> tuple[Entry, ...]:
    """Return the entries for who asks; the phone shows the first six."""
    if actor is None:
        return (Entry("/sign-in", _("Sign in"), "me"), Entry("/verify", _("Verify"), "seal"))
    found = [Entry("/today", _("Today"), "today")]
    if actor.has("manager", "admin"):
        found.append(Entry("/overview", _("Overview"), "chart"))
    if actor.has("mentor") and not actor.has("manager", "admin"):
        found.append(Entry("/newcomers", _("My people"), "people"))
    found.append(Entry("/programmes", _("Learn"), "learn"))
    if actor.has("author", "admin"):
        found.append(Entry("/authoring", _("Content"), "pen"))
    if actor.has("admin"):
        found.append(Entry("/administration", _("People"), "people"))
    if not actor.has("manager", "admin", "author"):
        found.append(Entry("/certificates", _("Certificates"), "seal"))
        found.append(Entry("/search", _("Search"), "search"))
    found.append(Entry("/profile", _("Me"), "me"))
    return tuple(found)

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


MOST_TABS = 6  # at the foot of a phone
_SPARED = ("/search", "/certificates", "/role-plays", "/sittings", "/aids")  # in this order, where there are more

# Pages that stand below an entry without sharing its address; the first entry somebody has wins.
_BELOW = (
    ("/courses", ("/programmes",)),
    ("/quizzes", ("/programmes",)),
    ("/attempts", ("/programmes",)),
    ("/appeals", ("/authoring", "/programmes")),
    ("/bookmarks", ("/programmes",)),
    ("/corrections", ("/authoring",)),
    ("/item-health", ("/authoring", "/overview")),
    ("/panels", ("/authoring", "/bench", "/overview")),
    ("/answer-files", ("/sittings",)),
    ("/role-play-sessions", ("/role-plays",)),
    ("/marking", ("/bench",)),
    ("/people", ("/newcomers", "/overview")),
    ("/my-data", ("/profile",)),
    ("/privacy", ("/profile",)),
)


def current(found: tuple[Entry, ...], path: str) -> str:
    """Return the address of the entry a page belongs to, or nothing."""
    urls = [entry.url for entry in found]
    above = next((places for start, places in _BELOW if path.startswith(start)), ())
    fitting = [url for url in urls if path.startswith(url)] or [url for url in above if url in urls]
    return fitting[0] if fitting else ""


def entries(actor: Actor | None) -> tuple[Entry, ...]:
    """Return the entries for who asks, in the order of the rail."""
    if actor is None:
        return (Entry("/sign-in", _("Sign in"), "me"), Entry("/verify", _("Verify"), "seal"))
    found = [Entry("/today", _("Today"), "today")]
    if actor.has("manager", "admin"):
        found.append(Entry("/overview", _("Overview"), "chart"))
        found.append(Entry("/sittings", _("Exams"), "exam"))
    if actor.has("mentor") and not actor.has("manager", "admin"):
        found.append(Entry("/newcomers", _("My people"), "people"))
    if actor.has("mentor"):
        found.append(Entry("/bench", _("Bench"), "queue"))
    found.append(Entry("/programmes", _("Learn"), "learn"))
    found.append(Entry("/role-plays", _("Practice"), "play"))
    found.append(Entry("/aids", _("Job aids"), "book"))
    if actor.has("author", "admin"):
        found.append(Entry("/authoring", _("Content"), "pen"))
    if actor.has("admin"):
        found.append(Entry("/administration", _("People"), "people"))
    if not actor.has("manager", "admin", "author"):
        found.append(Entry("/certificates", _("Certificates"), "seal"))
        found.append(Entry("/search", _("Search"), "search"))
    found.append(Entry("/profile", _("Me"), "me"))
    return tuple(found)


def tabs(found: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Return the entries for which a phone has room: what is spared can be reached from Today and from Learn."""
    kept = list(found)
    for url in _SPARED:
        if len(kept) > MOST_TABS:
            kept = [entry for entry in kept if entry.url != url]
    return tuple(kept[:MOST_TABS])

"""When sign-in is refused for a while, what a password must be, which device is which."""

import hashlib
import ipaddress
import re
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from app.kernel.errors import N_
from app.kernel.text import fold

WINDOW = timedelta(minutes=15)
PER_IDENTIFIER = 10
PER_ADDRESS = 100
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
LONGEST_IDENTIFIER = 200  # folding a longer one would take seconds
FEWEST_DIFFERENT = 5  # characters in a password: `aaaaaaaaaa` is none

_BROWSERS = (
    ("MicroMessenger/", "WeChat"),
    ("DingTalk/", "DingTalk"),
    ("Edg", "Edge"),
    ("HuaweiBrowser/", "Huawei Browser"),
    ("MiuiBrowser/", "Mi Browser"),
    ("UCBrowser/", "UC Browser"),
    ("MQQBrowser/", "QQ Browser"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
_NO_CODE = re.compile(r"[\s\-‐-―_.]+")
_CONTROL = re.compile(r"[\x00-\x20\\]")


def throttle_keys(identifier: str, address: str) -> tuple[str, str]:
    """Return the keys under which failed sign-ins are counted: digests, so that the table names nobody."""
    return _digested(f"identifier:{_as_looked_up(identifier)}", _whereabouts(address))


def reset_keys(identifier: str, address: str) -> tuple[str, str]:
    """Return the keys of failed one-time codes: apart from sign-in, because a code is the way out of a locked one."""
    return _digested(f"reset:{_as_looked_up(identifier)}", _whereabouts(address))


def password_keys(person_id: int, address: str) -> tuple[str, str]:
    """Return the keys of failed tries to name one's present password."""
    return _digested(f"password:{person_id}", _whereabouts(address))


def is_throttled(keys: tuple[str, str], failures: Mapping[str, int]) -> bool:
    """Tell whether this identifier or this address has failed too often within the window."""
    return failures.get(keys[0], 0) >= PER_IDENTIFIER or failures.get(keys[1], 0) >= PER_ADDRESS


def safe_target(target: str | None) -> str:
    """Return where to go after sign-in: a path of ours, else the start page.

    Browsers drop tabs and line ends from addresses and read a backslash as a slash: none of them may occur.
    """
    if not target or not target.startswith("/") or target.startswith("//") or _CONTROL.search(target):
        return "/"
    parts = urlsplit(target)
    return "/" if parts.scheme or parts.netloc else target


def password_problem(password: str, known: tuple[str | None, ...]) -> str | None:
    """Return what is wrong with a new password, or None; `known` are the words that everybody knows of the person."""
    if len(password) < SHORTEST_PASSWORD:
        return N_("Please use at least 10 characters; a short sentence is easy to remember.")
    if len(set(password)) < FEWEST_DIFFERENT:
        return N_("Too many repeated characters. Please use more different ones.")
    if fold(password[:LONGEST_PASSWORD]) in {fold(word) for word in known if word}:
        return N_("This is too easy to guess. Please choose something else.")
    return None


def tidy_code(text: str) -> str:
    """Return a one-time code as it was made: without blanks and dashes, in small letters."""
    return _NO_CODE.sub("", text).casefold()


def spaced_code(code: str) -> str:
    """Write a code in groups of five, as people read it aloud."""
    return " ".join(code[start : start + 5] for start in range(0, len(code), 5))


def device_of(user_agent: str) -> tuple[str, str]:
    """Return browser and system as far as a user agent names them; "" for what it does not."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return browser, system


def _as_looked_up(identifier: str) -> str:
    """Return one spelling for all that find the same person: phones are found however blanks and dashes stand."""
    return fold(identifier[:LONGEST_IDENTIFIER]).replace(" ", "").replace("-", "")


def _whereabouts(address: str) -> str:
    """Return who counts as one address: of IPv6 the network of 64 bits, which one subscriber has to himself."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return f"address:{address}"
    network = ipaddress.ip_network((found, 64 if found.version == 6 else 32), strict=False)  # noqa: PLR2004
    return f"address:{network.network_address}"


def _digested(first: str, second: str) -> tuple[str, str]:
    return hashlib.sha256(first.encode()).hexdigest(), hashlib.sha256(second.encode()).hexdigest()

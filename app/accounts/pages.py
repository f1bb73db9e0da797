"""What the account templates show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app.accounts.rules import device_of
from app.identity.queries import PersonRecord, SessionLine
from app.web.forms import AppForm
from app.web.kept import KeptForm


@dataclass(frozen=True, slots=True)
class SignInPage:
    """The sign-in page; `notice` says why somebody is here again."""

    form: AppForm
    target: str
    notice: str = ""
    demo_people: tuple[tuple[str, str], ...] = ()
    kept: KeptForm | None = None


@dataclass(frozen=True, slots=True)
class GoOnPage:
    """What was typed before the session had ended, ready to be sent by who has signed in again."""

    kept: KeptForm


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """What the house knows about somebody, and what that person may change."""

    record: PersonRecord
    team: str | None
    trade: str
    roles: tuple[str, ...]
    form: AppForm
    is_saved: bool = False


@dataclass(frozen=True, slots=True)
class PasswordPage:
    """The change of one's password; `is_due` when nothing else can be done before."""

    form: AppForm
    is_due: bool


@dataclass(frozen=True, slots=True)
class ResetPage:
    """Setting a password by a one-time code."""

    form: AppForm
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Device:
    """One signed-in device; `is_this` the one that asks."""

    id: int
    name: str
    created_at: datetime
    expires_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class SessionsPage:
    """Where somebody is signed in."""

    devices: tuple[Device, ...]
    password_changed: bool = False


@dataclass(frozen=True, slots=True)
class KeptPart:
    """One kind of thing that is kept about a person, and how many there are."""

    name: str
    why: str
    count: int


@dataclass(frozen=True, slots=True)
class MyDataPage:
    """Everything that is kept about the person who asks."""

    parts: tuple[KeptPart, ...]


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    """What we keep and why; `days` is how long a sign-in lasts."""

    days: int


def devices(lines: Iterable[SessionLine], present_id: int) -> tuple[Device, ...]:
    """Name the devices of sign-in sessions."""
    return tuple(
        Device(line.id, _device_name(line.device), line.created_at, line.expires_at, line.id == present_id)
        for line in lines
    )


def kept_parts(export: Mapping[str, object]) -> tuple[KeptPart, ...]:
    """Say what each part of an export is, why it is kept and how many entries it has."""
    words = {
        "profile": (_("Profile"), _("to know who learns here and to reach you")),
        "memberships": (_("Teams"), _("so that results count for the team of their day")),
        "roles": (_("Roles"), _("to decide what you may see and do")),
        "sign_in_sessions": (_("Sign-ins"), _("so that you can end a session on a lost device")),
        "evidence": (_("Evidence"), _("what levels and certificates rest on")),
        "enrolments": (_("Enrolments"), _("your programme and its planned days")),
        "assignments": (_("Assignments"), _("what is due and until when")),
        "reading": (_("Lessons read"), _("where you stopped reading")),
        "self_checks": (_("Self-checks"), _("so that a lesson knows which you answered; nobody marks them")),
        "attempts": (_("Quiz attempts"), _("when you took which quiz, and the result")),
        "answers": (_("Quiz answers"), _("every answer as it was acknowledged")),
        "certificates": (_("Certificates"), _("so that they can be verified")),
        "audit": (_("Audit entries"), _("what you did and what was done about you")),
    }
    return tuple(
        KeptPart(*words.get(name, (name.replace("_", " "), "")), count=len(part) if isinstance(part, list) else 1)
        for name, part in export.items()
    )


def _device_name(user_agent: str) -> str:
    browser, system = device_of(user_agent)
    if browser and system:
        return str(_("%(browser)s on %(system)s", browser=browser, system=system))
    return browser or system or str(_("An unknown device"))

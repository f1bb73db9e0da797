"""Who a person is to the system: roles held over subtrees of teams, and what they cover."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Literal, get_args

from app.kernel.errors import N_

Role = Literal["learner", "mentor", "manager", "author", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
TEAM_ROLES: frozenset[Role] = frozenset({"mentor", "manager"})  # held over a team and all below it
TRADES: Mapping[str, str] = MappingProxyType(
    {
        "aircon": N_("Air conditioning"),
        "automotive": N_("Automotive"),
        "sanitary-ware": N_("Sanitary ware"),
        "appliance": N_("Household appliances"),
    }
)
ZONES = (
    "Asia/Shanghai",
    "Asia/Urumqi",
    "Asia/Hong_Kong",
    "Asia/Taipei",
    "Asia/Singapore",
    "Asia/Kuala_Lumpur",
    "Asia/Bangkok",
    "Asia/Ho_Chi_Minh",
    "Asia/Jakarta",
    "Asia/Manila",
    "Asia/Seoul",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Asia/Dubai",
    "Europe/Moscow",
    "Europe/Berlin",
    "Europe/London",
    "America/Sao_Paulo",
    "America/New_York",
    "America/Los_Angeles",
    "Australia/Sydney",
    "Etc/UTC",
)
ROLE_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "learner": N_("Learner"),
        "mentor": N_("Mentor"),
        "manager": N_("Manager"),
        "author": N_("Author"),
        "admin": N_("Administrator"),
    }
)


@dataclass(frozen=True, slots=True)
class Grant:
    """A role, and the path of the team it is held over (`/1/4/`); "" means everywhere."""

    role: Role
    team_path: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who asks: what the session row, the person row and the grants of this instant say."""

    person_id: int
    name: str
    session_id: int
    grants: tuple[Grant, ...] = ()
    lang: str | None = None
    zone: str | None = None
    trade: str | None = None
    team_path: str = ""
    must_change_password: bool = False

    def has(self, *roles: str) -> bool:
        """Tell whether the person holds one of the roles anywhere."""
        return any(grant.role in roles for grant in self.grants)

    def covers(self, role: Role, team_path: str) -> bool:
        """Tell whether the person holds the role over the team at this path, or over one above it."""
        return any(grant.role == role and team_path.startswith(grant.team_path) for grant in self.grants)

    def paths(self, role: Role) -> tuple[str, ...]:
        """Return the topmost team paths over which the role is held, none inside another."""
        held = sorted({grant.team_path for grant in self.grants if grant.role == role})
        return tuple(p for p in held if not any(p != q and p.startswith(q) for q in held))


def read_grants(packed: str | None) -> tuple[Grant, ...]:
    """Read grants packed by the session query as `role:path,role:path`."""
    if not packed:
        return ()
    pairs = (entry.partition(":") for entry in packed.split(","))
    return tuple(Grant(role=role, team_path=path) for role, _, path in pairs if role in ROLES)


def in_force(valid_from: datetime, valid_to: datetime | None, at: datetime) -> bool:
    """Tell whether something valid from (inclusive) to (exclusive) holds at an instant."""
    return valid_from <= at and (valid_to is None or at < valid_to)


def may_see_person(actor: Actor, person_id: int, team_path: str) -> bool:
    """Oneself; mentors and managers of the person's team or above; admins."""
    return (
        actor.person_id == person_id
        or actor.has("admin")
        or actor.covers("manager", team_path)
        or actor.covers("mentor", team_path)
    )


def is_below(path: str, top: str) -> bool:
    """Tell whether the team at `path` is the one at `top` or lies below it."""
    return path.startswith(top)


def may_issue_code(actor: Actor, person_id: int, held: tuple[Grant, ...]) -> bool:
    """Tell whether the actor may let somebody set a new password.

    Nobody for oneself: a session left open must not become a new password. A manager not for somebody who holds
    roles beyond the manager's own teams: the code would give the manager those roles.
    """
    if actor.person_id == person_id:
        return False
    if actor.has("admin"):
        return True
    return all(
        grant.role == "learner" or (grant.role in TEAM_ROLES and actor.covers("manager", grant.team_path))
        for grant in held
    )

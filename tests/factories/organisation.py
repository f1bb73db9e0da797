"""A small organisation: two sister teams under one region, one person of each role, an outsider in the other region."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from argon2 import PasswordHasher

from app.identity.actions import NewPerson, create_person, create_team, grant_role, set_password

PASSWORD = "aftercare-demo"


@dataclass(frozen=True)
class World:
    """Ids by name; `learner`, `mentor` and `manager` belong to one region, the `other_*` to another."""

    release_id: int
    region: int
    team: int
    sister_team: int
    other_region: int
    other_team: int
    people: dict[str, int]

    def __getattr__(self, name: str) -> int:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None


def hire_somebody(session, *, at: datetime) -> int:
    """Somebody real beside the demonstration, in a team of his own; return his id."""
    team = create_team(session, "真实的班组", by=None, at=at)
    return create_person(session, NewPerson("REAL1", "真实的人", at.date()), team_id=team, by=None, at=at)


@cache
def password_hash() -> str:
    """The hash by which the tests' people sign in: of the application's kind, but cheap to verify."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def make_world(session, *, release_id: int, at: datetime) -> World:
    company = create_team(session, "总部", by=None, at=at)
    region = create_team(session, "华东区", parent_id=company, by=None, at=at)
    team = create_team(session, "苏州一组", parent_id=region, by=None, at=at)
    sister = create_team(session, "苏州二组", parent_id=region, by=None, at=at)
    other_region = create_team(session, "华南区", parent_id=company, by=None, at=at)
    other_team = create_team(session, "广州一组", parent_id=other_region, by=None, at=at)
    people: dict[str, int] = {}

    def add(name: str, team_id: int, role: str | None = None, over: int | None = None) -> None:
        new = NewPerson(name, name.replace("_", " ").title(), date(2026, 2, 1), trade="aircon")
        people[name] = create_person(session, new, team_id=team_id, by=None, at=at)
        set_password(session, people[name], password_hash(), by=None, at=at)
        if role:
            grant_role(session, people[name], role, team_id=over, by=None, at=at)

    add("learner", team)
    add("colleague", sister)
    add("mentor", team, "mentor", region)
    add("manager", region, "manager", region)
    add("author", company, "author")
    add("admin", company, "admin")
    add("outsider", other_team)
    add("other_mentor", other_team, "mentor", other_region)
    add("other_manager", other_region, "manager", other_region)
    return World(release_id, region, team, sister, other_region, other_team, people)

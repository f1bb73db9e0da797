"""What the administration's templates show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from flask_babel import gettext as _

from app.administration.rules import ACTIONS, Span
from app.audit.queries import AuditLine
from app.identity.actions import NewPerson
from app.identity.queries import GrantLine, MembershipLine, PersonLine, PersonRecord, TeamLine
from app.jobs.queries import JobLine, QueueState
from app.web.forms import AppForm
from app.web.personal import role_name, trade_name


@dataclass(frozen=True, slots=True)
class StartPage:
    """Counts and ways to go."""

    people: int
    closed: int
    teams: int
    audit_rows: int
    unsealed: int
    queue: QueueState


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of a list of people; `before` and `after` are the addresses of its neighbours."""

    form: AppForm
    people: Sequence[PersonLine]
    span: Span
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class NewPersonPage:
    """The form for a new person; without any team it says so."""

    form: AppForm
    has_teams: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that somebody else has saved differently meanwhile."""

    label: str
    now: str
    typed: str


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person with everything that can be changed; `notice` says what just happened."""

    record: PersonRecord
    form: AppForm
    team_form: AppForm
    grant_form: AppForm
    grants: Sequence[GrantLine]
    memberships: Sequence[MembershipLine]
    may_issue_code: bool
    notice: str = ""
    differences: tuple[Difference, ...] = ()

    def role_name(self, role: str) -> str:
        """Return a role in words."""
        return role_name(role)


@dataclass(frozen=True, slots=True)
class CodePage:
    """A one-time code, shown this once."""

    person_id: int
    name: str
    employee_number: str
    code: str
    until: datetime
    back: str


@dataclass(frozen=True, slots=True)
class TeamsPage:
    """The tree, and the form for a new team."""

    teams: Sequence[TeamLine]
    form: AppForm
    has_closed: bool


@dataclass(frozen=True, slots=True)
class TeamPage:
    """One team: its name, its place, its end."""

    team: TeamLine
    above: tuple[TeamLine, ...]
    below: tuple[TeamLine, ...]
    name_form: AppForm
    place_form: AppForm


@dataclass(frozen=True, slots=True)
class Deed:
    """One audit row in words."""

    id: int
    at: datetime
    by: str
    by_id: int | None
    what: str
    subject: str
    subject_url: str | None
    detail: tuple[tuple[str, str], ...]
    is_erased: bool
    is_sealed: bool


@dataclass(frozen=True, slots=True)
class AuditPage:
    """One page of deeds; `older` is the address of the next."""

    form: AppForm
    deeds: tuple[Deed, ...]
    older: str | None
    nobody: bool = False


@dataclass(frozen=True, slots=True)
class JobsPage:
    """The state of the queue and what needs a look."""

    queue: QueueState
    jobs: Sequence[JobLine]


def differences(form: AppForm, typed: NewPerson, present: NewPerson) -> tuple[Difference, ...]:
    """Return the fields in which what was typed differs from what is saved now; the form gives their labels."""
    found = []
    for name in NewPerson.__dataclass_fields__:
        now, mine = getattr(present, name), getattr(typed, name)
        if (now or None) != (mine or None):
            show = trade_name if name == "trade" else _shown
            found.append(Difference(str(form[name].label.text), show(now), show(mine)))
    return tuple(found)


def deeds(lines: Sequence[AuditLine], people: Mapping[int, str], teams: Mapping[int, str]) -> tuple[Deed, ...]:
    """Write audit rows in words."""
    return tuple(_deed(line, people, teams) for line in lines)


def subject_of(subject: str) -> tuple[str, int | None]:
    """Split `person:12` into its kind and its number, None when it has none."""
    kind, _colon, rest = subject.partition(":")
    return kind, int(rest) if rest.isascii() and rest.isdigit() else None


def with_query(path: str, **values: str | int | None) -> str:
    """Return an address with the values that are not empty."""
    query = urlencode({name: value for name, value in values.items() if value})
    return f"{path}?{query}" if query else path


def _deed(line: AuditLine, people: Mapping[int, str], teams: Mapping[int, str]) -> Deed:
    kind, number = subject_of(line.subject)
    known = {"person": people, "team": teams}.get(kind, {})
    has_page = kind in {"person", "team"} and number in known
    pages = {"person": "people", "team": "teams"}
    return Deed(
        id=line.id,
        at=line.at,
        by=people.get(line.by, "?") if line.by is not None else _("the system"),
        by_id=line.by,
        what=_(ACTIONS.get(line.action, line.action)),
        subject=known.get(number or 0, line.subject),
        subject_url=f"/administration/{pages[kind]}/{number}" if has_page else None,
        detail=tuple((name, _shown(value)) for name, value in sorted((line.detail or {}).items())),
        is_erased=line.detail is None,
        is_sealed=line.is_sealed,
    )


def _shown(value: object) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value)
    return str(value)

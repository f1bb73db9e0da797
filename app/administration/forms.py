"""Forms for people, teams and roles."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, Field, HiddenField, SearchField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp, ValidationError

from app.identity.actions import NewPerson
from app.identity.queries import TeamLine
from app.identity.rules import ROLE_NAMES, TRADES
from app.web.forms import AppForm, options
from app.web.personal import email_field, phone_field, zone_choices
from app.web.request import lang, now

_NUMBER = r"[^\s@:,]{1,40}\Z"
_INDENT = "　"  # an ideographic space: options of a select cannot be indented otherwise
EARLIEST, LATEST = date(1950, 1, 1), date(2100, 1, 1)


def _short(value: object) -> object:
    """Keep what fits a name: a search is not an error, however long somebody types."""
    return value.strip()[:100] if isinstance(value, str) else value


class PersonForm(AppForm):
    """All details of a person; `version` is what an edit was begun from."""

    version = HiddenField(default="0", validators=[Regexp(r"\d{1,9}\Z")])
    name = StringField(_l("Full name"), [InputRequired(_l("Please type the person's name.")), Length(max=120)])
    employee_number = StringField(
        _l("Employee number"),
        [
            InputRequired(_l("Please type the employee number.")),
            Regexp(_NUMBER, message=_l("At most 40 letters, digits and signs; no spaces, commas, colons or @.")),
        ],
    )
    hire_date = DateField(
        _l("First day at work"), [InputRequired(_l("Please give the first day as year, month and day."))]
    )
    trade = SelectField(_l("Trade"))
    region = StringField(_l("Region"), [Optional(), Length(max=80)])
    shift = StringField(_l("Shift"), [Optional(), Length(max=40)])
    phone = phone_field()
    email = email_field()
    lang = SelectField(_l("Language"))
    zone = SelectField(_l("Time zone"))

    def validate_hire_date(self, field: Field) -> None:
        """Refuse days that can only be slips of the keyboard."""
        if field.data is None or not EARLIEST <= field.data <= LATEST:
            raise ValidationError(_("Please look at the year."))

    def offer(self, trade: str | None, zone: str | None) -> None:
        """Fill in the choices; what the person has now is always among them."""
        trades = dict.fromkeys([*TRADES, *([trade] if trade else [])])
        self.trade.choices = options([("", _("none")), *((key, _(TRADES.get(key, key))) for key in trades)])
        self.lang.choices = options([("", _("same as the browser")), ("zh", "中文"), ("en", "English")])
        zones = zone_choices(zone, lang(), now())
        self.zone.choices = options([("", _("same as the system")), *zones])

    def wanted(self) -> NewPerson:
        """Return what was typed, as the actions take it."""
        return NewPerson(
            employee_number=self.employee_number.data or "",
            name=self.name.data or "",
            hire_date=self.hire_date.data or EARLIEST,
            phone=self.phone.data or None,
            email=self.email.data or None,
            trade=self.trade.data or None,
            region=self.region.data or None,
            shift=self.shift.data or None,
            lang=self.lang.data or None,
            zone=self.zone.data or None,
        )


class NewPersonForm(PersonForm):
    """A new person, with a team."""

    team = SelectField(_l("Team"))


class TeamChoiceForm(AppForm):
    """The team somebody belongs to from now on."""

    team = SelectField(_l("Team"), [InputRequired(_l("Please choose a team."))])


class GrantForm(AppForm):
    """A role over a team, or everywhere."""

    role = SelectField(_l("Role"), [InputRequired(_l("Please choose a role."))], id="grant-role")
    team = SelectField(_l("Over which team"), id="grant-team")

    def offer(self, teams: Sequence[TeamLine]) -> None:
        """Fill in the choices."""
        self.role.choices = options([(role, _(name)) for role, name in ROLE_NAMES.items()])
        self.team.choices = team_options(teams, _("everywhere"))


class TeamForm(AppForm):
    """The name of a team and the team above it."""

    name = StringField(_l("Name"), [InputRequired(_l("Please type the name.")), Length(max=120)])
    parent = SelectField(_l("Below"))


class TeamNameForm(AppForm):
    """Another name for a team."""

    name = StringField(_l("Name"), [InputRequired(_l("Please type the name.")), Length(max=120)])


class TeamPlaceForm(AppForm):
    """Another place for a team."""

    parent = SelectField(_l("Below"))


class PeopleSearchForm(AppForm):
    """Whom to list."""

    q = SearchField(_l("Name or number"), filters=(_short,))
    team = SelectField(_l("Team and below"), validate_choice=False)
    role = SelectField(_l("Role"), validate_choice=False)
    closed = BooleanField(_l("Include closed"))

    def offer(self, teams: Sequence[TeamLine]) -> None:
        """Fill in the choices."""
        self.team.choices = team_options(teams, _("all"))
        self.role.choices = options([("", _("all")), *((role, _(name)) for role, name in ROLE_NAMES.items())])


class AuditSearchForm(AppForm):
    """Which deeds to list."""

    action = SelectField(_l("What was done"), validate_choice=False)
    number = StringField(_l("Employee number"), filters=(_short,))
    subject = StringField(_l("Concerning"), filters=(_short,))


def team_options(teams: Sequence[TeamLine], nothing: str | None = None) -> list[Any]:
    """Return the teams as choices in the order of the tree; `nothing` is the words of the empty choice."""
    found: list[tuple[str, object]] = [] if nothing is None else [("", nothing)]
    return options([*found, *((str(team.id), _INDENT * team.depth + team.name) for team in teams)])

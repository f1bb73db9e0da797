"""Forms of exam days: sittings, accommodations, deeds of the console, answer files."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    Field,
    FileField,
    Form,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.assessment.actions import NewAccommodation, NewSitting
from app.content.library import Quiz
from app.identity.queries import TeamLine
from app.kernel.bilingual import Lang
from app.web.forms import AppForm, options

_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_MOST_NUMBERS = 500


def _is_believable(_form: Form, field: Field) -> None:
    if field.data is not None and not _FIRST_YEAR <= field.data.year < _LAST_YEAR:
        raise ValidationError(_("Please look at the year."))


class SittingForm(AppForm):
    """A sitting: which quiz, when, for whom, and what happens to late papers; times are in the editor's zone."""

    quiz = SelectField(_l("Quiz"), [InputRequired(_l("Please choose a quiz."))])
    title = StringField(_l("Name of the sitting"), [InputRequired(_l("Please give it a name.")), Length(max=120)])
    opens_at = DateTimeLocalField(
        _l("Opens"), [InputRequired(_l("Please give day and time.")), _is_believable], format="%Y-%m-%dT%H:%M"
    )
    closes_at = DateTimeLocalField(
        _l("Closes"), [InputRequired(_l("Please give day and time.")), _is_believable], format="%Y-%m-%dT%H:%M"
    )
    late = SelectField(_l("When the time is over"), [InputRequired()])
    grace = IntegerField(_l("Minutes to hand in late"), [Optional(), NumberRange(min=1, max=1440)])
    teams = SelectMultipleField(_l("Teams"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())
    people = TextAreaField(_l("People by employee number"), [Length(max=8000)])
    version = HiddenField()

    def offer(self, quizzes: Iterable[Quiz], teams: Sequence[TeamLine], lang: Lang) -> None:
        """List the quizzes, the late policies and the teams that may be invited."""
        self.quiz.choices = [(quiz.id, quiz.title.in_lang(lang)) for quiz in quizzes]
        self.late.choices = options(
            [
                ("submit", _("It is handed in as it stands")),
                ("overdue", _("No new answers; it may be handed in for some minutes more")),
                ("zero", _("What is not handed in by then counts as zero")),
            ]
        )
        top = min((team.depth for team in teams), default=0)
        self.teams.choices = options((str(team.id), "\u3000" * (team.depth - top) + team.name) for team in teams)

    def numbers(self) -> tuple[str, ...]:
        """Return the employee numbers typed, each once."""
        words = (self.people.data or "").replace(",", " ").replace("，", " ").replace("、", " ").split()
        return tuple(dict.fromkeys(words))[:_MOST_NUMBERS]

    def wanted(self, people: Iterable[int], zone: str) -> NewSitting:
        """Return the sitting as actions take it."""
        grace = timedelta(minutes=self.grace.data or 0)
        return NewSitting(
            quiz_id=self.quiz.data,
            title=self.title.data or "",
            opens_at=_instant(self.opens_at.data, zone),
            closes_at=_instant(self.closes_at.data, zone),
            late_policy=self.late.data,
            grace=grace,
            teams=tuple(int(team) for team in self.teams.data or ()),
            people=tuple(people),
        )

    def known_version(self) -> int:
        """Return the version that the form was made from, 0 for something that is none."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004


class AccommodationForm(AppForm):
    """More time: per cent of the usual time or minutes, why, and from when until when."""

    percent = IntegerField(_l("More time in per cent"), [Optional(), NumberRange(min=1, max=200)])
    minutes = IntegerField(_l("or in minutes"), [Optional(), NumberRange(min=1, max=240)])
    reason = TextAreaField(
        _l("Reason"), [InputRequired(_l("Please say why. The person can read it.")), Length(max=400)]
    )
    starts_on = DateField(_l("From"), [InputRequired(_l("Please give a day.")), _is_believable])
    until = DateField(_l("Until and with"), [Optional(), _is_believable])

    def wanted(self, zone: str) -> NewAccommodation:
        """Return the accommodation as actions take it; days begin and end in the editor's zone."""
        last = None if self.until.data is None else self.until.data + timedelta(days=1)
        return NewAccommodation(
            multiplier=None if self.percent.data is None else 1000 + 10 * self.percent.data,
            minutes=self.minutes.data,
            reason=self.reason.data or "",
            valid_from=_midnight(self.starts_on.data or date.min, zone),
            valid_to=None if last is None else _midnight(last, zone),
        )


class DeedForm(AppForm):
    """Why something is done to one paper (its id) or, without one, to all."""

    paper = HiddenField()
    reason = StringField(
        _l("Reason"), [InputRequired(_l("Please say why. It is kept in the audit log.")), Length(max=400)]
    )

    def named(self, place: str) -> Self:
        """Give the fields ids of their own, because several such forms stand on one page."""
        for field in self:
            field.id = field.label.field_id = f"{place}-{field.short_name}"
        return self

    def paper_id(self) -> int | None:
        """Return the paper meant, None for all; 0 (which is nobody's) for something that is no number."""
        text = self.paper.data or ""
        if not text:
            return None
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0  # noqa: PLR2004


class MinutesForm(DeedForm):
    """A deed that gives minutes."""

    minutes = IntegerField(
        _l("Minutes"),
        [
            InputRequired(_l("Give between 1 and 240 minutes.")),
            NumberRange(1, 240, _l("Give between 1 and 240 minutes.")),
        ],
    )


class AnswerFileForm(AppForm):
    """A file of answers that a page made when the network did not return."""

    file = FileField(_l("File of answers"), [InputRequired()])


class TakeFileForm(AppForm):
    """The file again, after its effect was shown, and why it is taken."""

    text = HiddenField()
    reason = StringField(
        _l("Reason"), [InputRequired(_l("Please say why. It is kept in the audit log.")), Length(max=400)]
    )
    in_time = BooleanField(_l("Count the paper as handed in on time"))


def local(at: datetime, zone: str) -> datetime:
    """Return an instant as a form shows it in a zone."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def shown_dates(at: datetime, zone: str) -> date:
    """Return the day of an instant in a zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def _instant(typed: datetime | None, zone: str) -> datetime:
    return (typed or datetime.min).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)  # noqa: DTZ901 - typed is required


def _midnight(on: date, zone: str) -> datetime:
    return datetime.combine(on, time(), ZoneInfo(zone)).astimezone(UTC)

"""Forms of self-checks, enrolments and assignments."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, Form, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from app.content.library import Library
from app.kernel.bilingual import Lang
from app.web.forms import AppForm

_DIGITS = 4  # of 1000, the end of a lesson
_EARLIEST, _LATEST = date(2000, 1, 1), date(2100, 1, 1)


def _is_believable(_form: Form, field: Field) -> None:
    """Refuse days that can only be slips of the keyboard: nobody could count days from them or to them."""
    if field.data is not None and not _EARLIEST <= field.data <= _LATEST:
        raise ValidationError(_("Please look at the year."))


class CheckForm(AppForm):
    """The choice taken in a self-check."""

    choice = StringField(validators=[InputRequired(_l("Please choose an answer.")), Length(max=80)])


class PositionForm(AppForm):
    """Where the reader stands: the heading above, and thousandths of the lesson as written by the script."""

    anchor = StringField(validators=[Length(max=80)])
    position = StringField(validators=[InputRequired(), Length(max=_DIGITS)])

    def thousandths(self) -> int:
        """Return the position, −1 (which no action takes) for something that is no number."""
        text = self.position.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else -1


class BookmarkForm(AppForm):
    """The heading of the section that is meant; empty for the lesson as a whole."""

    anchor = StringField(validators=[Length(max=80)])


class EnrolForm(AppForm):
    """A programme and its first day."""

    programme = SelectField(
        _l("Programme"), [InputRequired(_l("Please choose one of the programmes."))], validate_choice=False
    )
    starts_on = DateField(_l("First day"), [InputRequired(_l("Please give a day.")), _is_believable])

    def offer(self, library: Library, lang: Lang, today: date) -> None:
        """List the programmes; the first day is today unless another one was typed."""
        self.programme.choices = [(found.id, found.title.in_lang(lang)) for found in library.programmes.values()]
        self.starts_on.data = self.starts_on.data or (None if self.starts_on.raw_data else today)


class AssignForm(AppForm):
    """A course or quiz, the day by which it is to be done, and a word about why."""

    what = SelectField(
        _l("Course or quiz"), [InputRequired(_l("Please choose a course or a quiz."))], validate_choice=False
    )
    due_on = DateField(_l("Due on"), [InputRequired(_l("Please give a day.")), _is_believable])
    note = TextAreaField(_l("Note for the person"), [Length(max=500)])

    def offer(self, library: Library, lang: Lang) -> None:
        """List courses and quizzes under their own headings."""
        self.what.choices = {
            _("Courses"): [(f"course:{found.id}", found.title.in_lang(lang)) for found in library.courses.values()],
            _("Quizzes"): [(f"quiz:{found.id}", found.title.in_lang(lang)) for found in library.quizzes.values()],
        }

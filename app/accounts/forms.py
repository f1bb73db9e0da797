"""Forms of sign-in, password and profile."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, PasswordField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from app.accounts.rules import password_problem
from app.identity.actions import OwnDetails
from app.web.forms import AppForm, options
from app.web.personal import email_field, phone_field


class SignInForm(AppForm):
    """Employee number, phone or e-mail, and the password."""

    identifier = StringField(
        _l("Employee number, phone or e-mail"),
        [InputRequired(_l("Please type your employee number, phone or e-mail.")), Length(max=200)],
    )
    password = PasswordField(_l("Password"), [InputRequired(_l("Please type your password.")), Length(max=200)])


class NewPasswordForm(AppForm):
    """A new password, twice; `known` are the words that may not be it."""

    known: tuple[str | None, ...] = ()

    password = PasswordField(_l("New password"), [InputRequired(_l("Please type a new password.")), Length(max=200)])
    again = PasswordField(_l("New password again"), [InputRequired(_l("Please type it a second time."))])

    def validate_password(self, field: Field) -> None:
        """Refuse what is short or known to everybody."""
        problem = password_problem(field.data or "", self.known)
        if problem is not None:
            raise ValidationError(_(problem))

    def validate_again(self, field: Field) -> None:
        """Both have to be the same."""
        if field.data != self.password.data:
            raise ValidationError(_("The two passwords differ."))


class PasswordForm(NewPasswordForm):
    """The present password and a new one."""

    current = PasswordField(
        _l("Current password"), [InputRequired(_l("Please type your current password.")), Length(max=200)]
    )


class ResetForm(NewPasswordForm):
    """Who one is, the one-time code and a new password."""

    identifier = StringField(
        _l("Employee number, phone or e-mail"),
        [InputRequired(_l("Please type your employee number, phone or e-mail.")), Length(max=200)],
    )
    code = StringField(_l("One-time code"), [InputRequired(_l("Please type the code.")), Length(max=60)])


class ProfileForm(AppForm):
    """What people change about themselves."""

    lang = RadioField(_l("Language"), choices=options((("zh", "中文"), ("en", "English"))))
    zone = SelectField(_l("Time zone"))
    phone = phone_field()
    email = email_field()

    def wanted(self) -> OwnDetails:
        """Return what was typed, as the action takes it."""
        return OwnDetails(self.phone.data or None, self.email.data or None, self.lang.data, self.zone.data)


class SessionForm(AppForm):
    """Which session to end."""

    session_id = HiddenField(validators=[InputRequired(), Regexp(r"\d{1,18}\Z")])

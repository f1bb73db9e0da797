"""Forms of sign-in, password and profile."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from app.web.forms import AppForm


class SignInForm(AppForm):
    """Employee number, phone or e-mail, and the password."""

    identifier = StringField(
        _l("Employee number, phone or e-mail"),
        [InputRequired(_l("Please type your employee number, phone or e-mail.")), Length(max=200)],
    )
    password = PasswordField(_l("Password"), [InputRequired(_l("Please type your password.")), Length(max=200)])

"""The base of all WTForms forms: translated messages, blanks trimmed, the CSRF field for templates."""

from collections.abc import Iterable, Mapping
from typing import Any, Self

from flask import request
from flask_babel import get_translations, gettext
from wtforms import Form
from wtforms.fields import Field
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs

from app.kernel.errors import InvalidError


class _Translations:
    def gettext(self, message: str) -> str:
        """Translate through our own catalogue first: WTForms' messages stand in it."""
        return gettext(message)  # type: ignore[no-any-return]

    def ngettext(self, one: str, many: str, n: int) -> str:
        """Choose and translate a plural without filling it in: WTForms names its places differently."""
        return get_translations().ungettext(one, many, n)  # type: ignore[no-any-return]


class AppForm(Form):
    """A form of ours; the token itself is checked for every POST before any view runs."""

    class Meta:
        """Hooks of WTForms."""

        def get_translations(self, _form: Form) -> _Translations:
            """Speak the language of the request."""
            return _Translations()

        def bind_field(self, form: Form, unbound: Any, options: Mapping[str, Any]) -> Field:
            """Drop NULs; trim what was typed into text fields, unless the field has filters of its own."""
            filters = unbound.kwargs.get("filters", ())
            is_text = unbound.field_class.__name__ in {"StringField", "EmailField", "TelField", "SearchField"}
            if is_text and not filters:
                filters = (_trim,)
            if unbound.field_class.__name__ != "PasswordField":
                filters = (_without_nul, *filters)
            return unbound.bind(form=form, filters=filters, **options)  # type: ignore[no-any-return]

    @classmethod
    def from_request(cls, **values: Any) -> Self:
        """Make the form from what was sent, or empty with the given values for a GET."""
        return cls(request.form if request.method == "POST" else None, **values)

    def blame(self, error: InvalidError) -> None:
        """Show an error that a rule or an action found at the field that is to blame."""
        message = gettext(error.message, **error.values)
        field = self._fields.get(error.field)
        if field is None:
            self.form_errors.append(message)
        else:
            field.errors = [*field.errors, message]


def options(pairs: Iterable[tuple[str, object]]) -> list[Any]:
    """Return the choices of a select or radio field from values and words."""
    return [SelectChoice(value, words) for value, words in pairs]


def _without_nul(value: object) -> object:
    """Drop what no keyboard types and PostgreSQL refuses to keep."""
    return value.replace("\0", "") if isinstance(value, str) else value


def _trim(value: object) -> object:
    return value.strip() if isinstance(value, str) else value

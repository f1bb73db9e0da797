"""The forms of item analysis."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.web.forms import AppForm, options


class QuarantineForm(AppForm):
    """Keeping a question off new papers."""

    reason = TextAreaField(
        _l("Reason"), validators=[InputRequired(), Length(max=400)], render_kw={"rows": 2, "maxlength": 400}
    )


class PanelForm(AppForm):
    """Calling a panel together."""

    subject = SelectField(_l("About"), validators=[InputRequired()])
    title = StringField(_l("Title"), validators=[InputRequired(), Length(max=120)], render_kw={"maxlength": 120})
    judges = SelectMultipleField(_l("Judges"), validators=[InputRequired()])

    def offer(self, subjects: Sequence[tuple[str, str]], judges: Sequence[tuple[int, str]]) -> "PanelForm":
        """Offer what may be judged, and by whom."""
        self.subject.choices = options(subjects)
        self.judges.choices = options((str(person), name) for person, name in judges)
        return self


def shares_in(fields: Sequence[tuple[str, str]]) -> dict[str, int | None]:
    """Read the fields `share-<question>`, per cent as thousandths; None for what is no number; blanks are left out."""
    found: dict[str, int | None] = {}
    for name, text in fields:
        if name.startswith("share-") and text.strip():
            found[name.removeprefix("share-")] = _thousandths(text.strip())
    return found


def _thousandths(text: str) -> int | None:
    short = text.isascii() and text.isdigit() and len(text) <= 3  # noqa: PLR2004 - up to 100
    return int(text) * 10 if short else None

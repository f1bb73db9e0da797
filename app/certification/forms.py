"""Forms: a signature, a revocation, the code on a certificate."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length

from app.certification.actions import LONGEST_NOTE
from app.web.forms import AppForm


class SignatureForm(AppForm):
    """One signature for one level; the role says as what the actor signs."""

    track = HiddenField(validators=[InputRequired(), Length(max=40)])
    level = HiddenField(validators=[InputRequired(), Length(max=40)])
    role = HiddenField(validators=[AnyOf(("mentor", "manager"))])
    note = TextAreaField(_l("Note"), validators=[Length(max=LONGEST_NOTE)])

    def wanted(self) -> dict[str, str]:
        """Return track, level and note as the action takes them."""
        return {"track": self.track.data or "", "level": self.level.data or "", "note": self.note.data or ""}


class RevocationForm(AppForm):
    """Why a certificate is taken back."""

    reason = TextAreaField(_l("Reason"), validators=[InputRequired(), Length(max=LONGEST_NOTE)])


class CodeForm(AppForm):
    """The code that is printed on a certificate."""

    code = StringField(_l("Code on the certificate"), validators=[InputRequired(), Length(max=200)])

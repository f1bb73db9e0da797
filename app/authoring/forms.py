"""Forms for authors."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length

from app.web.forms import AppForm


class PublishForm(AppForm):
    """What a release is about, for the list of releases."""

    note = StringField(_l("What changes, in a few words"), [Length(max=200, message=_l("Use at most 200 characters."))])

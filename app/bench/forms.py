"""The forms of the bench that are not the marking sheet itself."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from app.bench.rules.sheet import LONGEST_NOTE
from app.web.forms import AppForm


class ReturnForm(AppForm):
    """Why a conversation goes back to the learner."""

    reason = TextAreaField(
        _l("What should the learner do differently?"),
        [
            InputRequired(_l("Say in one or two sentences what the learner should do differently.")),
            Length(max=LONGEST_NOTE),
        ],
    )

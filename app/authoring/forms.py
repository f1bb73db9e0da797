"""Forms for authors."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length

from app.authoring.rules.playing import END, LONGEST_MOVE, OPTION, SAID
from app.web.forms import AppForm


class PublishForm(AppForm):
    """What a release is about, for the list of releases."""

    note = StringField(_l("What changes, in a few words"), [Length(max=200, message=_l("Use at most 200 characters."))])


class PlayForm(AppForm):
    """One more move in a scenario: a sentence, an option, hanging up, or taking the last move back."""

    text = StringField(_l("What you say"), [Length(max=LONGEST_MOVE, message=_l("Use at most %(max)d characters."))])
    option = StringField()
    deed = StringField()

    @property
    def takes_back(self) -> bool:
        """Whether the last move is to be taken back."""
        return self.deed.data == "back"

    def moves_after(self, made: Sequence[str]) -> tuple[str, ...]:
        """Return the moves made so far with what this form adds or takes back."""
        if self.takes_back:
            return tuple(made[:-1])
        if self.deed.data == "end":
            return (*made, END)
        if self.option.data:
            return (*made, OPTION + self.option.data)
        return (*made, SAID + self.text.data) if self.text.data else tuple(made)

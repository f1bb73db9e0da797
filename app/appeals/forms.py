"""Forms of appeals: the claim, the reviewer's own view, the decision."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.appeals.actions import Decision
from app.appeals.rules import LONGEST, Action
from app.web.forms import AppForm, options


class ClaimForm(AppForm):
    """What a learner thinks is wrong."""

    claim = TextAreaField(
        _l("What is wrong about the question or its mark?"),
        [InputRequired(_l("Say what is wrong about the question or its mark.")), Length(max=LONGEST)],
    )


class LookForm(AppForm):
    """What a reviewer thinks before the key is shown."""

    look = TextAreaField(
        _l("Which answers would you accept, and why?"),
        [InputRequired(_l("Say which answers you would accept, and why.")), Length(max=LONGEST)],
    )


class DecisionForm(AppForm):
    """What a reviewer decides."""

    outcome = RadioField(_l("Outcome"), [InputRequired(_l("Please choose an outcome."))])
    action = RadioField(_l("What follows"), [InputRequired(_l("Please choose what follows."))])
    reason = TextAreaField(
        _l("Reason for the learner"), [InputRequired(_l("Give the learner a reason.")), Length(max=LONGEST)]
    )

    def offer(self, marked_by: str) -> None:
        """List the outcomes, and what may follow for this kind of question."""
        self.outcome.choices = options(
            (("upheld", _("Upheld")), ("partly", _("Partly upheld")), ("rejected", _("Rejected")))
        )
        follow: list[tuple[Action, str]] = [("none", _("Nothing further"))]
        if marked_by == "people":
            follow.append(("remark", _("Another marker marks this answer again")))
        follow.append(("correct", _("The question is corrected for everybody")))
        self.action.choices = options(follow)

    def decision(self) -> Decision:
        """Return what was decided."""
        return Decision(self.outcome.data, self.action.data, self.reason.data or "")

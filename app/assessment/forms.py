"""The form by which a manager grants a further attempt."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.content.library import Quiz
from app.kernel.bilingual import Lang
from app.web.forms import AppForm


class GrantForm(AppForm):
    """A quiz whose attempts are used, and why there shall be another one."""

    quiz = SelectField(_l("Quiz"), [InputRequired(_l("Please choose a quiz."))])
    reason = TextAreaField(
        _l("Reason"), [InputRequired(_l("Please say why. It is kept with the attempt.")), Length(max=400)]
    )

    def offer(self, quizzes: list[Quiz], lang: Lang) -> None:
        """List the quizzes that have no attempt left."""
        self.quiz.choices = [(quiz.id, quiz.title.in_lang(lang)) for quiz in quizzes]

"""The form of a correction: what happens to a question's marks, for whom, and why."""

import json
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.assessment.actions import CorrectionDraft
from app.assessment.queries import Scope
from app.assessment.rules.marking import Action
from app.content.library import Question, Quiz
from app.corrections.rules import KEYED, key_of, with_key
from app.items.base import ItemSpec
from app.kernel.bilingual import Lang
from app.web.forms import AppForm, options

_CHOSEN = frozenset({"single", "multiple", "truefalse"})
_LONGEST = 2000


class CorrectionForm(AppForm):
    """What is to happen; `seen` carries the counts of the dry run that is confirmed."""

    action = RadioField(_l("What shall happen"), [InputRequired(_l("Please choose what shall happen."))])
    chosen_key = SelectMultipleField(
        _l("Right from now on"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    typed_key = TextAreaField(_l("Right from now on, one answer a line"), [Length(max=_LONGEST)])
    harm = RadioField(_l("Who may lose by it"), [InputRequired(_l("Please choose who may lose by it."))])
    quiz = SelectField(_l("In which quizzes"))
    reason = TextAreaField(
        _l("Reason"), [InputRequired(_l("Say why. Everybody whose result changes can read it.")), Length(max=1000)]
    )
    explain_zh = TextAreaField(_l("Corrected explanation in Chinese"), [Length(max=_LONGEST)])
    explain_en = TextAreaField(_l("Corrected explanation in English"), [Length(max=_LONGEST)])
    appeal = IntegerField(validators=[Optional()], widget=HiddenInput())
    seen = HiddenField()
    accepts_harm = BooleanField(_l("I have seen who loses, and want it all the same"))

    def offer(self, question: Question | None, quizzes: Iterable[Quiz], lang: Lang) -> None:
        """List what can be done with this question."""
        actions = [
            ("void", _("Void: it counts for nobody, and no new paper takes it")),
            ("drop", _("Drop: it does not count in these papers, and stays in use")),
            ("full_credit", _("Full credit: everybody gets its points")),
        ]
        if question is not None:
            actions.append(("regrade", _("Regrade: mark it anew as the question is published now")))
        if question is not None and question.kind in KEYED:
            actions.append(("rekey", _("New key: mark it anew by the answers chosen here")))
        self.action.choices = options(actions)
        self.harm.choices = options(
            (
                ("raise_only", _("Nobody: a score may rise, never fall")),
                ("hold_harmless", _("Nobody loses a pass; scores may fall")),
                ("as_computed", _("Everybody gets what the corrected question says")),
            )
        )
        named = sorted((quiz.id, quiz.title.in_lang(lang)) for quiz in quizzes)
        self.quiz.choices = options([("", _("All")), *named])
        self.chosen_key.choices = options(_choices(question, lang))

    @property
    def is_chosen(self) -> bool:
        """Whether the key is chosen from a list."""
        return bool(self.chosen_key.choices)

    def draft(self, question_id: str, question: Question | None) -> CorrectionDraft:
        """Return what was asked for; InvalidError at `key` when the new key does not fit."""
        wanted = str(self.action.data)
        spec = self._spec(wanted, question)
        action: Action = "rekey" if wanted in {"regrade", "rekey"} else wanted  # type: ignore[assignment]
        explain = {"zh": self.explain_zh.data or "", "en": self.explain_en.data or ""}
        return CorrectionDraft(
            scope=Scope(question_id, self.quiz.data or None),
            action=action,
            harm=self.harm.data,
            reason=self.reason.data or "",
            spec=spec,
            explain=explain if any(explain.values()) else None,
            appeal_id=self.appeal.data,
        )

    def counts(self) -> dict[str, Any]:
        """Return the counts that the page showed, nothing when they cannot be read."""
        try:
            found = json.loads(self.seen.data or "{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def _spec(self, wanted: str, question: Question | None) -> ItemSpec | None:
        if question is None or wanted not in {"regrade", "rekey"}:
            return None
        if wanted == "regrade":
            return question.spec
        key = self.chosen_key.data if self.is_chosen else (self.typed_key.data or "").splitlines()
        return with_key(question.spec, key or [])


def _choices(question: Question | None, lang: Lang) -> list[tuple[str, str]]:
    if question is None or question.kind not in _CHOSEN:
        return []
    if question.kind == "truefalse":
        return [("true", _("True")), ("false", _("False"))]
    choices = question.spec.choices.items()  # type: ignore[attr-defined]
    return [(name, Markup(choice.in_lang(lang)).striptags()) for name, choice in choices]  # noqa: S704 - tags go away


def present_key(question: Question | None) -> dict[str, Any]:
    """Return the present key as the form's values."""
    if question is None:
        return {}
    key = key_of(question.spec)
    return {"chosen_key": list(key), "typed_key": "\n".join(key)}

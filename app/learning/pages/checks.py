"""A self-check of the reader as HTML: the form, and what is shown once it is answered."""

from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import escape

from app.content.library import Check, CheckChoice
from app.kernel.bilingual import Lang


@dataclass(frozen=True, slots=True)
class CheckPieces:
    """A check before it is answered (`form`, around the token) and afterwards, by the choice that was taken.

    Reasons and the right choice stand only in `answered`.
    """

    id: str
    form: tuple[str, str]
    answered: dict[str, str]

    def html(self, choice: str | None, token: str) -> str:
        """Return the check as this person sees it."""
        known = self.answered.get(choice) if choice is not None else None
        return f"{self.form[0]}{token}{self.form[1]}" if known is None else known


def check_pieces(check: Check, url: str, lang: Lang) -> CheckPieces:
    """Render a check of a lesson at `url` in one language; all its texts are HTML already."""
    answered = {choice.id: _answered(check, choice, lang) for choice in check.choices}
    return CheckPieces(check.id, _form(check, url, lang), answered)


def _form(check: Check, url: str, lang: Lang) -> tuple[str, str]:
    name, eyebrow = escape(check.id), escape(_("Check yourself"))
    button, problem = escape(_("Check my answer")), escape(_("This could not be sent. Try again."))
    options = "".join(
        f'<div class="opt"><input type="radio" name="choice" id="{name}-{choice.id}" value="{choice.id}" required>'
        f'<label for="{name}-{choice.id}">{choice.text.in_lang(lang)}</label></div>'
        for choice in check.choices
    )
    before = (
        f'<section class="check" id="check-{name}"><form method="post" action="{url}/checks/{name}" data-check>'
        '<input type="hidden" name="csrf_token" value="'
    )
    after = (
        f'"><fieldset><legend><span class="eyebrow">{eyebrow}</span>'
        f'<span class="question">{check.question.in_lang(lang)}</span></legend>{options}</fieldset>'
        f'<p class="check-send"><button class="btn quiet" type="submit">{button}</button>'
        f'<span class="small" role="status" hidden>{problem}</span></p>'
        "</form></section>"
    )
    return before, after


def _answered(check: Check, chosen: CheckChoice, lang: Lang) -> str:
    verdict = _("That is right") if chosen.right else _("Not quite")
    eyebrow = escape(_("Check yourself"))
    kind = "ok" if chosen.right else "warn"
    rows = "".join(_choice(choice, chosen, lang) for choice in check.choices)
    return (
        f'<section class="check" id="check-{escape(check.id)}"><p class="eyebrow">{eyebrow}</p>'
        f'<p class="question">{check.question.in_lang(lang)}</p>'
        f'<p class="feedback"><span class="chip {kind}" tabindex="-1">{escape(verdict)}</span></p>'
        f'<ul class="answers">{rows}</ul></section>'
    )


def _choice(choice: CheckChoice, chosen: CheckChoice, lang: Lang) -> str:
    kind = " right" if choice.right else " wrong" if choice is chosen else ""
    sign = "✓" if choice.right else "✗" if choice is chosen else "·"
    marks = [_("your answer")] if choice is chosen else []
    marks += [_("right answer")] if choice.right else []
    noted = "".join(f' <span class="chip">{escape(mark)}</span>' for mark in marks)
    reason = choice.reason.in_lang(lang)
    why = f'<span class="reason">{reason}</span>' if reason else ""
    return (
        f'<li class="opt{kind}"><span class="sign" aria-hidden="true">{sign}</span>'
        f'<span class="grow">{choice.text.in_lang(lang)}{noted}{why}</span></li>'
    )

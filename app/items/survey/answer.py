"""Reading of a survey's answer, which is the id taken from the scale or one's own words; nothing is marked."""

import unicodedata

from app.items.base import Answer, Grade, Prepared, Reason, Values
from app.items.survey.spec import LONGEST_TEXT, SurveySpec
from app.kernel.bilingual import Bilingual
from app.kernel.errors import N_, InvalidError

_CREDIT = Bilingual("没有对错，不计分。", "There is no right or wrong here, and no points.")
_LAYOUT = "\n\t"  # the only control characters that belong to a text


def prepare(spec: SurveySpec, seed: str, shuffle: bool) -> Prepared:  # noqa: ARG001, FBT001 - one signature for all kinds
    """Fix nothing: a scale keeps its order."""
    return Prepared()


def read(values: Values, spec: SurveySpec) -> Answer:
    """Return the id taken or the words, None for no answer; InvalidError for unknown ids and what is no text."""
    given = [value.strip() for value in values.get("", ()) if value.strip()]
    if any(part and any(texts) for part, texts in values.items()):
        raise InvalidError(spec.id, N_("This choice does not belong to the question."))
    if not given:
        return None
    if spec.open:
        return _words("\n".join(given).replace("\r\n", "\n"), spec)
    if len(set(given)) > 1:
        raise InvalidError(spec.id, N_("Choose one answer only."))
    if given[0] not in spec.scale:
        raise InvalidError(spec.id, N_("This choice does not belong to the question."))
    return given[0]


def grade(spec: SurveySpec, answer: Answer) -> Grade:  # noqa: ARG001 - one signature for all kinds
    """Give nothing, and want nothing."""
    return Grade(0, (Reason("", answer, None, right=False),))


def credit(spec: SurveySpec) -> Bilingual:  # noqa: ARG001 - one signature for all kinds
    """Say that it does not count."""
    return _CREDIT


def _words(text: str, spec: SurveySpec) -> str:
    if len(text) > LONGEST_TEXT:
        raise InvalidError(spec.id, N_("Use at most %(limit)s characters."), limit=LONGEST_TEXT)
    if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in _LAYOUT for sign in text):
        raise InvalidError(spec.id, N_("Type the answer as plain text."))
    return text

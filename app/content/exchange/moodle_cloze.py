"""Moodle's embedded answers: `{1:SHORTANSWER:=word~%50%part#why}` inside the text."""

import re
from collections.abc import Sequence
from decimal import Decimal
from html import unescape

from app.content.exchange.gaps import MARK, held, laid
from app.content.exchange.markup import from_html, one_line, to_html
from app.content.exchange.reading import FULL, Weighted, chosen, forms_of, joined, number_of
from app.content.exchange.report import Notes, SkippedError
from app.content.exchange.value import Filling, Gap, place_id

_GAP = re.compile(r"\{(\d*):([A-Z_]+):((?:\\.|[^\\{}])*)\}")
_TYPED = frozenset({"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"})
_CHOSEN = re.compile(r"(?:MULTICHOICE(?:_[VHS]{1,2})?|MC[VHS]{0,2})")
_NUMBERS = frozenset({"NUMERICAL", "NM"})
_PART = re.compile(r"(?:\\.|[^\\~])+", re.DOTALL)
_WEIGHT = re.compile(r"^%(-?\d+(?:\.\d+)?)%")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_SPECIAL = re.compile(r'([\\~#}{"/=%])')


def read_cloze(html: str, notes: Notes) -> Filling:
    """Return the text and its gaps; SkippedError when a gap is of a kind that we have not."""
    html = html.replace(MARK, "")
    found = list(_GAP.finditer(html))
    if not found:
        raise SkippedError("empty", "gaps")
    gaps = tuple(_gap(place_id(index), match[2], match[3], notes) for index, match in enumerate(found))
    weights = {match[1] or "1" for match in found}
    if len(weights) > 1:
        notes.add("weights", ", ".join(f"{match[1] or 1}" for match in found))
    text = from_html(_GAP.sub(MARK, html), notes)
    return Filling(laid(text, [gap.id for gap in gaps]), gaps)


def cloze_html(body: Filling, lead: str, notes: Notes) -> str:
    """Return the text (after an instruction, when there is one) with its gaps written out."""
    text = f"{lead}\n\n{body.text}" if lead else body.text
    held_text, gaps = held(text, body)
    pieces = to_html(held_text, notes).replace("{", "&#123;").split(MARK)
    return pieces[0] + "".join(_written(gap, notes) + piece for gap, piece in zip(gaps, pieces[1:], strict=True))


def _gap(id_: str, kind: str, answers: str, notes: Notes) -> Gap:
    parts = [_part(part, notes, raw=_CHOSEN.fullmatch(kind) is None) for part in _PART.findall(answers)]
    if _CHOSEN.fullmatch(kind):
        return Gap(id_, choices=chosen(parts, notes, many=False).choices)
    if kind in _NUMBERS:
        parts = [_number(part, notes) for part in parts]
    elif kind not in _TYPED:
        raise SkippedError("kind", kind)
    elif kind.endswith("C"):
        notes.add("case")
    whys = joined((part.why for part in parts if part.weight > 0), notes)
    if any(part.why for part in parts if part.weight <= 0):
        notes.add("feedback", "wrong answers")
    return Gap(id_, accept=forms_of(parts, notes), why=whys)


def _part(part: str, notes: Notes, *, raw: bool) -> Weighted:
    text, _, why = _cut(part)
    text = text.strip()
    weight, worth = _WEIGHT.match(text), Decimal(0)
    if text.startswith("="):
        text, worth = text[1:], FULL
        weight = _WEIGHT.match(text)
    if weight:
        text, worth = text[weight.end() :], number_of(weight[1])
    # What these fields hold is HTML that was written into HTML: a typed word is plain behind its entities.
    plain = _ESCAPE.sub(r"\1", text)
    words = one_line(unescape(plain)) if raw else from_html(plain, notes)
    return Weighted(words, worth, from_html(_ESCAPE.sub(r"\1", why), notes))


def _cut(part: str) -> tuple[str, str, str]:
    match = re.match(r"((?:\\.|[^\\#])*)(#?)(.*)", part, re.DOTALL)
    return (match[1], match[2], match[3]) if match else (part, "", "")


def _number(part: Weighted, notes: Notes) -> Weighted:
    answer, _, tolerance = part.text.partition(":")
    if part.text == "*":
        return part
    if tolerance.strip() and number_of(tolerance):
        notes.add("tolerance", part.text)
    return Weighted(f"{number_of(answer):f}", part.weight, part.why)


def _written(gap: Gap, notes: Notes) -> str:
    why = f"#{_escaped(to_html(gap.why, notes))}" if gap.why else ""
    if gap.choices:
        return "{1:MULTICHOICE:" + "~".join(_choices(gap, notes)) + "}"
    forms = (form.replace("*", "\\*") for form in gap.accept)
    typed = (
        "=" + _escaped(form.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")) + why for form in forms
    )
    return "{1:SHORTANSWER:" + "~".join(typed) + "}"


def _choices(gap: Gap, notes: Notes) -> Sequence[str]:
    return [
        ("=" if choice.right else "")
        + _escaped(to_html(choice.text, notes))
        + (f"#{_escaped(to_html(choice.why, notes))}" if choice.why else "")
        for choice in gap.choices
    ]


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)

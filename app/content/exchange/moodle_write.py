"""Moodle XML written: every text as HTML, names and typed answers plain."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from app.content.exchange.criteria import criteria_html
from app.content.exchange.markup import excerpt, to_html, to_plain
from app.content.exchange.moodle_cloze import cloze_html
from app.content.exchange.moodle_read import read_moodle
from app.content.exchange.reading import FULL, as_pairs, percent, right_weight, wrong_weight
from app.content.exchange.report import Notes
from app.content.exchange.value import (
    Choosing,
    Counting,
    Filling,
    Judging,
    Matching,
    Ordering,
    Question,
    Sorting,
    Typing,
    Writing,
    kind_of,
)
from app.content.exchange.writing import Written, rendered

_TYPES = {
    "single": "multichoice",
    "multiple": "multichoice",
    "truefalse": "truefalse",
    "number": "numerical",
    "text": "shortanswer",
    "order": "ordering",
    "match": "matching",
    "classify": "matching",
    "essay": "essay",
    "cloze": "cloze",
}
_ZERO = Decimal(0)


def write_moodle(questions: Iterable[Question]) -> Written:
    """Write a Moodle XML file."""
    notes = Notes()
    texts = [item.text for item in rendered(questions, _render, lambda text: read_moodle(_file([text])), notes)]
    return Written(_file(texts), notes.found)


def _file(texts: Iterable[str]) -> bytes:
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n' + "".join(texts) + "</quiz>\n").encode()


def _render(question: Question, notes: Notes) -> str:
    lines = "".join(f"    {line}\n" for line in _Writer(question, notes).lines())
    return f'  <question type="{_TYPES[kind_of(question.body)]}">\n{lines}  </question>\n'


class _Writer:
    def __init__(self, question: Question, notes: Notes) -> None:
        self._question = question
        self._notes = notes

    def lines(self) -> Iterator[str]:
        question, body = self._question, self._question.body
        if isinstance(body, Filling):
            if question.stem:
                self._notes.add("merged-stem")
            html = cloze_html(body, question.stem, self._notes)
        else:
            html = to_html(question.stem, self._notes)
        shown = body.text if isinstance(body, Filling) else question.stem
        yield f"<name>{_text(question.name or question.id or excerpt(shown))}</name>"
        if question.id:
            yield f"<idnumber>{escape(question.id)}</idnumber>"
        yield f'<questiontext format="html">{_text(html)}</questiontext>'
        yield self._html("generalfeedback", question.explain)
        yield f"<defaultgrade>{question.points}</defaultgrade>"
        yield "<penalty>0</penalty>"
        yield from self._body()
        if question.tags:
            yield "<tags>" + "".join(f"<tag>{_text(tag)}</tag>" for tag in question.tags) + "</tags>"

    def _body(self) -> Iterator[str]:
        body = self._question.body
        writers: Mapping[type, Callable[[Any], Iterator[str]]] = {
            Choosing: self._choosing,
            Judging: self._judging,
            Typing: self._typing,
            Counting: self._counting,
            Matching: self._matching,
            Sorting: self._matching,
            Ordering: self._ordering,
            Writing: self._writing,
            Filling: self._filling,
        }
        return writers[type(body)](body)

    def _judging(self, body: Judging) -> Iterator[str]:
        for answer in (True, False):
            word, weight = ("true" if answer else "false"), (FULL if body.answer == answer else _ZERO)
            yield self._answer(word, weight, body.why, format_="moodle_auto_format")

    def _typing(self, body: Typing) -> Iterator[str]:
        yield "<usecase>0</usecase>"
        for form in body.accept:
            yield self._answer(form.replace("*", "\\*"), FULL, body.why, format_="moodle_auto_format")

    def _filling(self, body: Filling) -> Iterator[str]:
        """Write nothing more, the gaps stand in the text; only note what they cannot say."""
        if not body.partial and len(body.gaps) > 1:
            self._notes.add("credit", "all")
        return iter(())

    def _choosing(self, body: Choosing) -> Iterator[str]:
        if body.many and not body.partial:
            self._notes.add("credit", "all")
        right, wrong = (right_weight(body.choices), wrong_weight(body.choices)) if body.many else (FULL, _ZERO)
        yield f"<single>{'false' if body.many else 'true'}</single>"
        yield "<shuffleanswers>true</shuffleanswers>"
        yield "<answernumbering>ABCD</answernumbering>"
        for choice in body.choices:
            yield self._answer(to_html(choice.text, self._notes), right if choice.right else wrong, choice.why)

    def _counting(self, body: Counting) -> Iterator[str]:
        tolerance = f"<tolerance>{body.tolerance:f}</tolerance>"
        yield self._answer(f"{body.answer:f}", FULL, body.why, format_="moodle_auto_format", more=tolerance)
        if body.unit:
            name = to_plain(body.unit, self._notes)
            yield f"<units><unit><multiplier>1</multiplier><unit_name>{escape(name)}</unit_name></unit></units>"
            yield "<unitgradingtype>0</unitgradingtype><unitpenalty>0</unitpenalty>"
            yield "<showunits>0</showunits><unitsleft>0</unitsleft>"

    def _matching(self, body: Matching | Sorting) -> Iterator[str]:
        if isinstance(body, Sorting):
            pairs, extra = as_pairs(body)
        else:
            pairs = [(pair.id, pair.left, pair.right) for pair in body.pairs]
            extra = [(part.id, part.text) for part in body.extra]
            if not body.partial:
                self._notes.add("credit", "all")
        yield "<shuffleanswers>true</shuffleanswers>"
        for _, left, right in [*pairs, *((id_, "", text) for id_, text in extra)]:
            answer = f"<answer>{_text(to_plain(right, self._notes))}</answer>"
            yield f'<subquestion format="html">{_text(to_html(left, self._notes))}{answer}</subquestion>'

    def _ordering(self, body: Ordering) -> Iterator[str]:
        grading = "RELATIVE_NEXT_EXCLUDE_LAST" if body.partial else "ALL_OR_NOTHING"
        yield "<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype><selectcount>0</selectcount>"
        yield f"<gradingtype>{grading}</gradingtype><showgrading>SHOW</showgrading>"
        for place, step in enumerate(body.steps, start=1):
            yield f'<answer fraction="{place}" format="html">{_text(to_html(step.text, self._notes))}</answer>'

    def _writing(self, body: Writing) -> Iterator[str]:
        yield "<responseformat>editor</responseformat><responserequired>1</responserequired>"
        if body.least:
            yield f"<minwordlimit>{body.least}</minwordlimit>"
        if body.most:
            yield f"<maxwordlimit>{body.most}</maxwordlimit>"
        criteria = criteria_html(body.criteria, self._notes)
        if criteria:
            yield f'<graderinfo format="html">{_text(criteria)}</graderinfo>'

    def _answer(self, text: str, weight: Decimal, why: str, *, format_: str = "html", more: str = "") -> str:
        feedback = self._html("feedback", why)
        return (
            f'<answer fraction="{percent(weight)}" format={quoteattr(format_)}>{_text(text)}{feedback}{more}</answer>'
        )

    def _html(self, name: str, text: str) -> str:
        return f'<{name} format="html">{_text(to_html(text, self._notes))}</{name}>'


def _text(text: str) -> str:
    return f"<text>{escape(text)}</text>"

"""Moodle XML read after its public documentation: `<quiz>` with a `<question type="…">` each."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from xml.etree.ElementTree import Element

from app.content.exchange.criteria import criteria_from
from app.content.exchange.markup import excerpt, from_html, from_markdown, from_plain, one_line
from app.content.exchange.moodle_cloze import read_cloze
from app.content.exchange.reading import (
    MOST_QUESTIONS,
    Reading,
    Weighted,
    chosen,
    counted,
    forms_of,
    joined,
    matched,
    number_of,
    points_of,
)
from app.content.exchange.refusal import FileRefusedError
from app.content.exchange.report import Notes, SkippedError
from app.content.exchange.value import (
    Body,
    Choosing,
    Counting,
    Filling,
    Judging,
    Matching,
    Ordering,
    Part,
    Question,
    Sorting,
    Typing,
    Writing,
    place_id,
)
from app.content.exchange.xml import read_xml

_FEEDBACK = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
_ALL = "ALL_OR_NOTHING"
_MOST_WORDS = 5_000
_SMALL = re.compile(r"[0-9]{1,6}")


def read_moodle(data: bytes) -> Reading:
    """Read a Moodle XML file; questions that cannot be read are noted and left out.

    Raises:
        FileRefusedError: When it is no such file, or a hostile one.
    """
    root = read_xml(data)
    if root.tag != "quiz":
        raise FileRefusedError("这不是 Moodle XML（缺少 <quiz>）。", "This is no Moodle XML: there is no <quiz>.")
    notes = Notes()
    questions: list[Question] = []
    title = ""
    for number, element in enumerate(root.iter("question"), start=1):
        if element.get("type") == "category":
            category = one_line(_text(element.find("category")))
            title = title or category
            notes.about("")
            notes.add("category", category)
            continue
        source = _Source(element, notes)
        notes.about(source.id or source.name or f"question {number}")
        try:
            questions.append(source.question())
        except SkippedError as skipped:
            notes.add(skipped.code, skipped.detail)
        if len(questions) >= MOST_QUESTIONS:
            break
    return Reading(tuple(questions), notes.found, title)


class _Source:
    """One question element."""

    def __init__(self, element: Element, notes: Notes) -> None:
        self._element = element
        self._notes = notes
        self.id = one_line(_plain(element, "idnumber"))
        self.name = one_line(_text(element.find("name")))

    def question(self) -> Question:
        """Return the question; SkippedError when it is none that we know."""
        kind = self._element.get("type", "")
        readers: Mapping[str, Callable[[], Body]] = {
            "multichoice": self._choosing,
            "truefalse": self._judging,
            "shortanswer": self._typing,
            "numerical": self._counting,
            "matching": self._matching,
            "ordering": self._ordering,
            "essay": self._writing,
        }
        if kind == "cloze":
            html = _text(self._element.find("questiontext"))
            body: Body = read_cloze(html, self._notes)
            return self._filled("", body)
        if kind == "description":
            raise SkippedError("not-a-question")
        if kind not in readers:
            raise SkippedError("kind", kind)
        stem = self._words("questiontext")
        if not stem:
            raise SkippedError("empty", "questiontext")
        return self._filled(stem, readers[kind]())

    def _filled(self, stem: str, body: Body) -> Question:
        self._note_losses()
        tags = (one_line(_text(tag)) for tag in self._element.iterfind("tags/tag"))
        grade = _plain(self._element, "defaultgrade").strip()
        shown = body.text if isinstance(body, Filling) else stem
        return Question(
            stem,
            body,
            id=self.id,
            name=self.name if self.name not in {self.id, excerpt(shown)} else "",
            explain=self._words("generalfeedback"),
            points=points_of(number_of(grade), self._notes) if grade else 1,
            tags=tuple(filter(None, tags)),
        )

    def _note_losses(self) -> None:
        for name in _FEEDBACK:
            words = self._words(name)
            if words:
                self._notes.add("feedback", words)
        if self._element.find("hint") is not None:
            self._notes.add("hint")
        penalty = _plain(self._element, "penalty").strip()
        if penalty and number_of(penalty):
            self._notes.add("penalty", penalty)
        for file in self._element.iter("file"):
            self._notes.add("file", file.get("name", ""))
        if _plain(self._element, "shuffleanswers").strip().lower() in {"0", "false"}:
            self._notes.add("order")

    def _choosing(self) -> Choosing:
        many = _plain(self._element, "single").strip().lower() in {"0", "false"}
        return chosen([self._weighted(answer) for answer in self._element.iterfind("answer")], self._notes, many=many)

    def _judging(self) -> Judging:
        answers = {_text(answer).strip().lower(): answer for answer in self._element.iterfind("answer")}
        if answers.keys() != {"true", "false"}:
            raise SkippedError("unreadable", "answer")
        worth = {name: _fraction(answer) for name, answer in answers.items()}
        if worth["true"] == worth["false"]:
            raise SkippedError("empty", "right answer")
        whys = (self._feedback(answers[name]) for name in ("true", "false"))
        return Judging(worth["true"] > worth["false"], joined(whys, self._notes))

    def _typing(self) -> Typing:
        if _plain(self._element, "usecase").strip() == "1":
            self._notes.add("case")
        parts = [self._weighted(answer, raw=True) for answer in self._element.iterfind("answer")]
        wrong = [part.why for part in parts if part.weight <= 0 and part.why]
        if wrong:
            self._notes.add("feedback", ", ".join(wrong))
        return Typing(
            forms_of(parts, self._notes), joined((part.why for part in parts if part.weight > 0), self._notes)
        )

    def _counting(self) -> Counting:
        parts = []
        for answer in self._element.iterfind("answer"):
            part = self._weighted(answer, raw=True)
            if part.text.strip() == "*":
                parts.append((Decimal(0), Decimal(0), part))
            else:
                tolerance = _plain(answer, "tolerance").strip() or "0"
                parts.append((number_of(part.text), abs(number_of(tolerance)), part))
        found = counted(parts, self._notes)
        units = [one_line(_plain(unit, "unit_name")) for unit in self._element.iterfind("units/unit")]
        if len(units) > 1:
            self._notes.add("forms", ", ".join(units[1:]))
        unit = from_plain(units[0], self._notes) if units else ""
        return Counting(found.answer, found.tolerance, unit, found.why)

    def _matching(self) -> Matching | Sorting:
        pairs, extra = [], []
        for sub in self._element.iterfind("subquestion"):
            left, right = self._marked(sub), from_plain(_text(sub.find("answer")), self._notes)
            if left:
                pairs.append(("", left, right))
            else:
                extra.append(("", right))
        return matched(pairs, extra, self._notes)

    def _ordering(self) -> Ordering:
        texts = [self._marked(answer) for answer in self._element.iterfind("answer")]
        if len(texts) < 2 or not all(texts):  # noqa: PLR2004 - one step has no order
            raise SkippedError("empty", "steps")
        grading = _plain(self._element, "gradingtype").strip().upper()
        steps = tuple(Part(place_id(index), text) for index, text in enumerate(texts))
        return Ordering(steps, partial=grading not in {_ALL, "-1"})

    def _writing(self) -> Writing:
        limits = [_words_in(_plain(self._element, name)) for name in ("minwordlimit", "maxwordlimit")]
        if self._words("responsetemplate"):
            self._notes.add("format", "responsetemplate")
        return Writing(limits[0], limits[1], criteria_from(self._listed("graderinfo")))

    def _weighted(self, answer: Element, *, raw: bool = False) -> Weighted:
        text = one_line(_text(answer)) if raw else self._marked(answer)
        return Weighted(text, _fraction(answer), self._feedback(answer))

    def _feedback(self, answer: Element) -> str:
        feedback = answer.find("feedback")
        return "" if feedback is None else self._marked(feedback)

    def _words(self, name: str) -> str:
        element = self._element.find(name)
        return "" if element is None else self._marked(element)

    def _listed(self, name: str) -> str:
        """Return a text whose list becomes lines, as it should."""
        return from_html(_text(self._element.find(name)), Notes())

    def _marked(self, element: Element) -> str:
        text, format_ = _text(element), element.get("format", "html")
        if format_ == "plain_text":
            return from_plain(text, self._notes)
        if format_ == "markdown":
            return from_markdown(text, self._notes)
        if format_ == "moodle_auto_format":
            return from_html(text.strip().replace("\n", "<br>"), self._notes)
        return from_html(text, self._notes)


def _text(element: Element | None) -> str:
    inner = element.find("text") if element is not None else None
    return (inner.text or "") if inner is not None else ""


def _plain(element: Element, name: str) -> str:
    """Return the text of a field, which some exports put into `<text>`."""
    found = element.find(name)
    if found is None:
        return ""
    return _text(found) or found.text or ""


def _fraction(answer: Element) -> Decimal:
    return number_of(answer.get("fraction", "0"))


def _words_in(text: str) -> int | None:
    number = int(text) if _SMALL.fullmatch(text.strip()) else 0
    return number if 1 <= number <= _MOST_WORDS else None

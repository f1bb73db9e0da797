"""GIFT, Moodle's text format, read after its public documentation: one block of lines a question."""

import re
from collections.abc import Iterator
from decimal import Decimal

from app.content.exchange.gaps import MARK, gap_of, laid
from app.content.exchange.markup import from_html, from_markdown, from_plain, one_line
from app.content.exchange.reading import (
    FULL,
    MOST_QUESTIONS,
    Reading,
    Weighted,
    chosen,
    counted,
    forms_of,
    joined,
    matched,
    number_of,
)
from app.content.exchange.report import Notes, SkippedError
from app.content.exchange.value import (
    Body,
    Choosing,
    Filling,
    Judging,
    Matching,
    Question,
    Sorting,
    Typing,
    Writing,
)

ESCAPED = "\\~=#{}:"
# While a block is cut up, escaped signs stand as these non-characters, which no clean text holds.
_MAPPED = {sign: chr(0xFDD0 + place) for place, sign in enumerate(ESCAPED)}
_NEWLINE = chr(0xFDD0 + len(ESCAPED))
_UNMAPPED = {ord(mapped): sign for sign, mapped in _MAPPED.items()}
_ESCAPE = re.compile(r"\\([\\~=#{}:n])")
_ID = re.compile(r"\[id:((?:\\\]|[^\]])*)\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]])*)\]")
_NAME = re.compile(r"^::(.*?)::", re.DOTALL)
_FORMAT = re.compile(r"^\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"^%(-?\d+(?:\.\d+)?)%")
_ANSWER = re.compile(r"([=~])([^=~]*)")
_MOST_ANSWERS = 200
_VERDICTS = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_NONCHARACTERS = re.compile("[\ufdd0-\ufdef]")


def read_gift(text: str) -> Reading:
    """Read a GIFT file; questions that cannot be read are noted and left out."""
    notes = Notes()
    questions: list[Question] = []
    title = ""
    for line, lines in _blocks(_NONCHARACTERS.sub("", text).replace(MARK, "")):
        notes.about(f"line {line}")
        block = _Block(lines, notes)
        if block.category:
            title = title or block.category
            notes.about("")
            notes.add("category", block.category)
        if not block.text:
            continue
        notes.about(block.id or block.name or f"line {line}")
        try:
            questions.append(block.question())
        except SkippedError as skipped:
            notes.add(skipped.code, skipped.detail)
        if len(questions) >= MOST_QUESTIONS:
            break
    return Reading(tuple(questions), notes.found, title)


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    lines: list[str] = []
    first = 1
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            first = first if lines else number
            lines.append(line)
        elif lines:
            yield first, lines
            lines = []


class _Block:
    """One question: its comments, name and category taken off its text."""

    def __init__(self, lines: list[str], notes: Notes) -> None:
        self._notes = notes
        comments = " ".join(line for line in lines if line.lstrip().startswith("//"))
        body = [line for line in lines if not line.lstrip().startswith("//")]
        categories = [line.strip() for line in body if line.strip().startswith("$CATEGORY:")]
        self.category = one_line(categories[0].removeprefix("$CATEGORY:")) if categories else ""
        rest = [line for line in body if not line.strip().startswith("$CATEGORY:")]
        self.text = _ESCAPE.sub(_mapped, "\n".join(rest)).strip()
        self.id = _bracketed(_ID, comments)[0] if _ID.search(comments) else ""
        self.tags = tuple(filter(None, _bracketed(_TAG, comments)))
        name = _NAME.match(self.text)
        self.name = one_line(_plain(name[1])) if name else ""
        self.text = self.text[name.end() :].strip() if name else self.text
        format_ = _FORMAT.match(self.text)
        self._format = format_[1] if format_ else "moodle"
        self.text = self.text[format_.end() :] if format_ else self.text

    def question(self) -> Question:
        """Return the question; SkippedError when it is none that we know."""
        before, answers, after = self._cut()
        answers, _, explain = answers.partition("####")
        answers = answers.strip()
        fields = {"id": self.id, "name": self.name, "explain": self._words(explain), "tags": self.tags}
        if after.strip():
            return Question("", self._filling(before, answers, after), **fields)  # type: ignore[arg-type]
        stem = self._words(before)
        if not stem:
            raise SkippedError("empty", "stem")
        return Question(stem, self._body(answers), **fields)  # type: ignore[arg-type]

    def _cut(self) -> tuple[str, str, str]:
        start, end = self.text.find("{"), self.text.find("}")
        if start < 0 and end < 0:
            raise SkippedError("not-a-question")
        if start < 0 or end < start or "{" in self.text[start + 1 : end] or "}" in self.text[end + 1 :]:
            raise SkippedError("unreadable", "{ }")
        return self.text[:start], self.text[start + 1 : end], self.text[end + 1 :]

    def _body(self, answers: str) -> Body:
        if not answers:
            return Writing()
        if answers.startswith("#"):
            return counted(list(self._numbers(answers[1:])), self._notes)
        verdict, *whys = answers.split("#")
        if verdict.strip().upper() in _VERDICTS:
            why = joined((self._words(text) for text in whys[:2]), self._notes)
            return Judging(_VERDICTS[verdict.strip().upper()], why)
        if "=" not in answers and "~" not in answers:
            raise SkippedError("unreadable", _plain(answers))
        if "~" in answers:
            return self._choosing(answers)
        if "->" in answers:
            return self._matching(answers)
        forms = list(self._parts(answers, raw=True))
        return Typing(forms_of(forms, self._notes), joined((form.why for form in forms), self._notes))

    def _choosing(self, answers: str) -> Choosing:
        return chosen(list(self._parts(answers)), self._notes, many="=" not in answers)

    def _matching(self, answers: str) -> Matching | Sorting:
        pairs, extra = [], []
        for _, text in _cut_up(answers):
            left, arrow, right = text.partition("->")
            if "#" in right:
                right, _, lost = right.partition("#")
                self._notes.add("feedback", _plain(lost))
            words = self._words(left), self._words(right)
            if arrow and not words[0]:
                extra.append(("", words[1]))
            else:
                pairs.append(("", *words))
        return matched(pairs, extra, self._notes)

    def _filling(self, before: str, answers: str, after: str) -> Filling:
        text = laid(self._words(before + MARK + after), ("a",))
        return Filling(text, (gap_of("a", self._body(answers)),))

    def _parts(self, answers: str, *, raw: bool = False) -> Iterator[Weighted]:
        for sign, part in _cut_up(answers):
            text, _, why = part.partition("#")
            text = text.strip()
            weight = _WEIGHT.match(text)
            worth = Decimal(weight[1]) if weight else FULL if sign == "=" else Decimal(0)
            text = text[weight.end() :] if weight else text
            yield Weighted(_plain(text) if raw else self._words(text), worth, self._words(why))

    def _numbers(self, answers: str) -> Iterator[tuple[Decimal, Decimal, Weighted]]:
        parts = list(self._parts(answers, raw=True)) if re.match(r"\s*[=~]", answers) else []
        if not parts:
            text, _, why = answers.partition("#")
            parts = [Weighted(_plain(text).strip(), FULL, self._words(why))]
        for part in parts:
            if part.text:
                yield (*_range(part.text), part)
            else:
                yield Decimal(0), Decimal(0), part

    def _words(self, text: str) -> str:
        """Return a text of the block as inline Markdown, by the format that the block names."""
        # A line of the file that simply goes on is no break; an escaped \\n is one, except in HTML.
        plain = text.replace("\n", " ").translate(_UNMAPPED).strip()
        if self._format == "html":
            return from_html(plain.replace(_NEWLINE, "\n"), self._notes)
        if self._format == "plain":
            return from_plain(plain.replace(_NEWLINE, "\n"), self._notes)
        if self._format == "markdown":
            return from_markdown(plain.replace(_NEWLINE, "\n"), self._notes)
        return from_html(plain.replace(_NEWLINE, "<br>"), self._notes)


def _cut_up(answers: str) -> list[tuple[str, str]]:
    found = _ANSWER.findall(answers)
    if len(found) > _MOST_ANSWERS:
        raise SkippedError("unreadable", f"> {_MOST_ANSWERS}")
    return found


def _mapped(match: re.Match[str]) -> str:
    return _NEWLINE if match[1] == "n" else _MAPPED[match[1]]


def _plain(text: str) -> str:
    return text.translate(_UNMAPPED).replace(_NEWLINE, " ")


def _bracketed(pattern: re.Pattern[str], comments: str) -> list[str]:
    return [one_line(found.replace("\\]", "]")) for found in pattern.findall(comments)]


def _range(text: str) -> tuple[Decimal, Decimal]:
    if ".." in text:
        low, high = map(number_of, text.split("..", 1))
        return number_of(str((low + high) / 2)), number_of(str(abs(high - low) / 2))
    answer, _, tolerance = text.partition(":")
    return number_of(answer), abs(number_of(tolerance)) if tolerance.strip() else Decimal(0)

"""GIFT, Moodle's text format, written: HTML only where a text needs it, every special sign escaped."""

from collections.abc import Iterable, Iterator

from app.content.exchange.gaps import MARK, held
from app.content.exchange.gift_read import ESCAPED, read_gift
from app.content.exchange.markup import to_html
from app.content.exchange.reading import as_pairs, percent, right_weight, wrong_weight
from app.content.exchange.report import Notes, SkippedError
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

_ESCAPES = str.maketrans({sign: f"\\{sign}" for sign in ESCAPED})


def write_gift(questions: Iterable[Question]) -> Written:
    """Write a GIFT file; questions that GIFT cannot ask are noted and left out."""
    notes = Notes()
    texts = [item.text for item in rendered(questions, _render, read_gift, notes)]
    return Written("\n".join(texts).encode(), notes.found)


def _render(question: Question, notes: Notes) -> str:
    return "".join(f"{line}\n" for line in _Writer(question, notes).lines())


class _Writer:
    def __init__(self, question: Question, notes: Notes) -> None:
        self._question = question
        self._notes = notes
        self._html = _needs_html(question)

    def lines(self) -> Iterator[str]:
        question, body = self._question, self._question.body
        if question.points != 1:
            self._notes.add("points", "1")
        marks = [f"[id:{_bracketed(question.id)}]"] if question.id else []
        marks += [f"[tag:{_bracketed(tag)}]" for tag in question.tags]
        if marks:
            yield "// " + " ".join(marks)
        name = f"::{_escaped(question.name)}:: " if question.name else ""
        format_ = "[html]" if self._html else ""
        stem, after = self._stem()
        answers = list(self._answers())
        if question.explain:
            answers.append(f"####{self._words(question.explain)}")
        inline = len(answers) == 1 and not isinstance(body, Choosing | Matching | Sorting)
        inside = "".join(answers) if inline else "".join(f"\n\t{line}" for line in answers) + ("\n" if answers else "")
        gap = "" if after else " "
        yield f"{name}{format_}{stem}{gap}{{{inside}}}{after}"

    def _stem(self) -> tuple[str, str]:
        question, body = self._question, self._question.body
        if isinstance(body, Filling):
            if len(body.gaps) != 1:
                raise SkippedError("kind", f"cloze, {len(body.gaps)}")
            if question.stem:
                self._notes.add("merged-stem")
            text = f"{question.stem}\n\n{body.text}" if question.stem else body.text
            before, after = self._words(held(text, body)[0]).split(MARK)
            return before, after
        unit = body.unit if isinstance(body, Counting) else ""
        if unit:
            self._notes.add("unit", unit)
        return self._words(f"{question.stem} ({unit})" if unit else question.stem), ""

    def _answers(self) -> Iterator[str]:
        body, notes = self._question.body, self._notes
        if isinstance(body, Judging):
            why = f"#{self._words(body.why)}" * 2 if body.why else ""
            yield ("TRUE" if body.answer else "FALSE") + why
        elif isinstance(body, Choosing):
            yield from self._choices(body)
        elif isinstance(body, Typing):
            yield from self._forms(body.accept, body.why)
        elif isinstance(body, Counting):
            why = f"#{self._words(body.why)}" if body.why else ""
            yield f"#{'=' if why else ''}{body.answer:f}:{body.tolerance:f}{why}"
        elif isinstance(body, Matching | Sorting | Ordering):
            yield from self._pairs(body)
        elif isinstance(body, Writing):
            if body.least or body.most:
                notes.add("words", f"{body.least or 0}–{body.most or ''}")
            if body.criteria:
                notes.add("criteria")
        elif isinstance(body, Filling) and len(body.gaps) == 1:
            gap = body.gaps[0]
            yield from self._choices(Choosing(gap.choices)) if gap.choices else self._forms(gap.accept, gap.why)
        else:
            raise SkippedError("kind", kind_of(body))

    def _choices(self, body: Choosing) -> Iterator[str]:
        if body.many and not body.partial:
            self._notes.add("credit", "all")
        right, wrong = percent(right_weight(body.choices)), percent(wrong_weight(body.choices))
        for choice in body.choices:
            text = self._words(choice.text)
            sign, weight = ("=", "") if choice.right else ("~", "")
            if body.many:
                sign, weight = "~", f"%{right if choice.right else wrong}%"
            elif text.startswith("%"):
                weight = "%100%" if choice.right else "%0%"
            yield f"{sign}{weight}{text}" + (f"#{self._words(choice.why)}" if choice.why else "")

    def _forms(self, accept: Iterable[str], why: str) -> Iterator[str]:
        kept = [form for form in accept if "->" not in form]
        if len(kept) < len(tuple(accept)):
            self._notes.add("forms", ", ".join(form for form in accept if "->" in form))
        if not kept:
            raise SkippedError("kind", "->")
        for form in kept:
            weight = "%100%" if form.startswith("%") else ""
            starred = form.replace("*", "\\*")
            yield f"={weight}{_escaped(starred)}" + (f"#{self._words(why)}" if why else "")

    def _pairs(self, body: Matching | Sorting | Ordering) -> Iterator[str]:
        extra: list[tuple[str, str]] = []
        if isinstance(body, Ordering):
            self._notes.add("as-match")
            pairs = [(step.id, step.text, str(place)) for place, step in enumerate(body.steps, start=1)]
        elif isinstance(body, Sorting):
            pairs, extra = as_pairs(body)
        else:
            pairs = [(pair.id, pair.left, pair.right) for pair in body.pairs]
            extra = [(part.id, part.text) for part in body.extra]
        if not getattr(body, "partial", True):
            self._notes.add("credit", "all")
        for _, left, right in [*pairs, *((id_, "", text) for id_, text in extra)]:
            yield f"={self._words(left)} -> {self._words(right)}"

    def _words(self, text: str) -> str:
        return _escaped(to_html(text, self._notes) if self._html else text)


def _needs_html(question: Question) -> bool:
    """Tell whether any text is more than plain words on one line, or begins like something else."""
    texts = _texts(question)
    first = question.body.text if isinstance(question.body, Filling) else question.stem
    return first.startswith(("[", "//", "$")) or any(to_html(text, Notes()) != text for text in texts)


def _texts(question: Question) -> Iterator[str]:
    body = question.body
    yield from (question.stem, question.explain, getattr(body, "why", ""), getattr(body, "unit", ""))
    for name in ("choices", "steps", "buckets", "things", "extra"):
        yield from (part.text for part in getattr(body, name, ()))
    yield from (choice.why for choice in getattr(body, "choices", ()))
    if isinstance(body, Matching):
        yield from (side for pair in body.pairs for side in (pair.left, pair.right))
    if isinstance(body, Filling):
        yield body.text
        yield from (text for gap in body.gaps for choice in gap.choices for text in (choice.text, choice.why))
        yield from (gap.why for gap in body.gaps)


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def _bracketed(text: str) -> str:
    return text.replace("]", "\\]")

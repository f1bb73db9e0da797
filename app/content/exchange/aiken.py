"""Aiken, the plainest format: a line of question, lettered choices, and ANSWER."""

import re

from app.content.exchange.markup import from_plain
from app.content.exchange.reading import FULL, MOST_QUESTIONS, Reading, Weighted, chosen
from app.content.exchange.report import Notes, SkippedError
from app.content.exchange.value import Question

_CHOICE = re.compile(r"^([A-Z])[.)]\s+(.*)$")
_ANSWER = re.compile(r"^ANSWER:\s*([A-Z])\s*$")


def read_aiken(text: str) -> Reading:
    """Read an Aiken file; questions that cannot be read are noted and left out."""
    notes = Notes()
    questions: list[Question] = []
    stem: list[str] = []
    choices: dict[str, str] = {}
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.strip()
        answer, choice = _ANSWER.match(line), _CHOICE.match(line)
        if answer:
            notes.about(f"line {number}")
            try:
                questions.append(_question(stem, choices, answer[1], notes))
            except SkippedError as skipped:
                notes.add(skipped.code, skipped.detail)
            stem, choices = [], {}
        elif choice and stem:
            choices[choice[1]] = choice[2]
        elif line and choices:
            last = next(reversed(choices))
            choices[last] = f"{choices[last]} {line}"
        elif line:
            stem.append(line)
        if len(questions) >= MOST_QUESTIONS:
            break
    if stem:
        notes.about(" ".join(stem))
        notes.add("empty", "ANSWER")
    return Reading(tuple(questions), notes.found)


def _question(stem: list[str], choices: dict[str, str], answer: str, notes: Notes) -> Question:
    if not stem or answer not in choices:
        raise SkippedError("unreadable", f"ANSWER: {answer}")
    parts = [
        Weighted(from_plain(text, notes), FULL if letter == answer else FULL * 0) for letter, text in choices.items()
    ]
    return Question(from_plain(" ".join(stem), notes), chosen(parts, notes, many=False))

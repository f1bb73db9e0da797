"""The formats by name: telling one file from another, reading it, writing it; and the language of what it holds."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any, Literal

from app.content.exchange.aiken import read_aiken
from app.content.exchange.gift_read import read_gift
from app.content.exchange.gift_write import write_gift
from app.content.exchange.moodle_read import read_moodle
from app.content.exchange.moodle_write import write_moodle
from app.content.exchange.qti_read import read_qti
from app.content.exchange.qti_write import write_qti
from app.content.exchange.reading import MOST_QUESTIONS, Reading
from app.content.exchange.refusal import FileRefusedError, refuse_large, text_of
from app.content.exchange.value import Question
from app.content.exchange.writing import Written
from app.kernel.bilingual import Lang

InFormat = Literal["gift", "aiken", "moodle", "qti"]
OutFormat = Literal["gift", "moodle", "qti"]
IN_FORMATS: tuple[InFormat, ...] = ("gift", "aiken", "moodle", "qti")
OUT_FORMATS: tuple[OutFormat, ...] = ("gift", "moodle", "qti")
MOST_BYTES = 50_000_000
_MOST_TEXT = 5_000_000
_XML = re.compile(rb"^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<")
_MOODLE = re.compile(rb"<\0?q\0?u\0?i\0?z[\s>\0]")
_AIKEN = re.compile(r"^ANSWER:\s*[A-Z]\s*$", re.MULTILINE)
_HAN = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z]{2,}")


def format_of(data: bytes) -> InFormat:
    """Tell the format from what the file holds; FileRefusedError when it looks like none."""
    if data.startswith(b"PK"):
        return "qti"
    if _XML.match(data):
        return "moodle" if _MOODLE.search(data[:2000]) else "qti"
    text = text_of(data)
    if _AIKEN.search(text):
        return "aiken"
    if "{" in text:
        return "gift"
    raise FileRefusedError(
        "认不出这个文件的格式。可以导入 GIFT、Aiken、Moodle XML 和 QTI。",
        "The format of this file is not known. GIFT, Aiken, Moodle XML and QTI can be imported.",
    )


def read_questions(data: bytes, form: InFormat | None = None) -> Reading:
    """Read a foreign file.

    Raises:
        FileRefusedError: When it is broken, hostile, too large, or holds no question that we could take.
    """
    refuse_large(len(data), MOST_BYTES, "文件", "The file")
    known = form or format_of(data)
    if known in {"gift", "aiken"}:
        refuse_large(len(data), _MOST_TEXT, "文件", "The file")
        text = text_of(data)
        reading = read_gift(text) if known == "gift" else read_aiken(text)
    else:
        reading = read_moodle(data) if known == "moodle" else read_qti(data)
    if len(reading.questions) >= MOST_QUESTIONS:
        raise FileRefusedError(
            f"题目超过 {MOST_QUESTIONS} 道。请拆成几个文件。",
            f"There are more than {MOST_QUESTIONS} questions. Split the file.",
        )
    return reading


def write_questions(questions: Iterable[Question], form: OutFormat, title: str) -> Written:
    """Write questions for another system."""
    if form == "gift":
        return write_gift(questions)
    return write_moodle(questions) if form == "moodle" else write_qti(questions, title)


def language_of(questions: Iterable[Question]) -> Lang:
    """Tell the language of questions: Chinese when its characters are at least as many as Latin words."""
    text = " ".join(_strings(tuple(questions)))
    return "zh" if len(_HAN.findall(text)) >= max(1, len(_LATIN.findall(text))) else "en"


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _strings(item)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in {"id", "name", "tags"}:
                yield from _strings(getattr(value, field.name))

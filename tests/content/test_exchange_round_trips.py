"""Imported, exported, imported again: identical, for files of the documentation's shapes and for hostile texts."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.exchange.formats import read_questions, write_questions
from app.content.exchange.markup import from_html, from_markdown, from_plain, one_line, to_html
from app.content.exchange.report import Notes
from app.content.exchange.value import (
    Choice,
    Choosing,
    Counting,
    Criterion,
    Filling,
    Gap,
    Judging,
    Matching,
    Ordering,
    Pair,
    Part,
    Question,
    Typing,
    Writing,
    place_id,
)
from app.content.exchange.writing import label_of

FILES = Path(__file__).parent / "exchange"
NAMES = ("service.gift", "service.aiken.txt", "service.moodle.xml", "choice.qti21.xml", "cloze.qti3.xml")
FORMATS = ("gift", "moodle", "qti")
QUIET = Notes()

PIECES = st.sampled_from(
    [
        *(
            "~",
            "=",
            "#",
            "{",
            "}",
            "{{",
            "}}",
            ":",
            "::",
            "\\",
            "\\n",
            "\n",
            "->",
            "%50%",
            "*",
            "**",
            "`",
            "[",
            "]",
            "[[a]]",
        ),
        *(
            "](http://x.y)",
            "&",
            "&amp;",
            "<",
            ">",
            "<b>",
            "</b>",
            "<i>x</i>",
            "//",
            "$CATEGORY:",
            "$",
            "]]>",
            "<![CDATA[",
        ),
        *(
            "'",
            '"',
            "中文",
            "漏电，",
            "。",
            "：＝＃｛｝",
            "“话”",
            "😀",
            "a",
            "word",
            "1",
            "T",
            "TRUE",
            "____",
            "=a",
            "####",
        ),
        *("\u2028", "\u00a0", "\u3000", "\x07", "\ue000", "\ufdd0", "<br>", "<p>", "<script>x</script>"),
        "<a href='http://x.y/?a=1&b=2'>go</a>",
    ]
)
RAW = st.lists(PIECES | st.text(max_size=4), min_size=1, max_size=8).map(" ".join) | st.lists(PIECES, max_size=6).map(
    "".join
)
TEXTS = st.one_of(
    RAW.map(lambda raw: from_plain(raw, QUIET)), RAW.map(lambda raw: from_html(raw, QUIET)),
    RAW.map(lambda raw: from_markdown(raw, QUIET)),
).filter(bool)  # fmt: skip
PERHAPS = st.just("") | TEXTS
LINES = RAW.map(one_line).filter(bool)
NUMBERS = st.decimals(-9999, 9999, places=2).map(lambda value: value.normalize() + 0)


def distinct(strategy, least, most):
    return st.lists(strategy, min_size=least, max_size=most, unique=True)


def parts(texts, start=0):
    return tuple(Part(place_id(start + at), text) for at, text in enumerate(texts))


@st.composite
def choosing(draw, *, many=None):
    texts = draw(distinct(TEXTS, 3, 5))
    many = draw(st.booleans()) if many is None else many
    rights = draw(st.integers(2, len(texts) - 1)) if many else 1
    order = draw(st.permutations([True] * rights + [False] * (len(texts) - rights)))
    whys = [draw(PERHAPS) for _ in texts]
    choices = (
        Choice(place_id(at), text, right, why)
        for at, (text, right, why) in enumerate(zip(texts, order, whys, strict=True))
    )
    return Choosing(tuple(choices), many=many, partial=not many or draw(st.booleans()))


@st.composite
def matching(draw):
    lefts = draw(distinct(TEXTS, 2, 4))
    rights = draw(distinct(TEXTS, len(lefts), len(lefts) + 2))
    pairs = tuple(Pair(place_id(at), left, rights[at]) for at, left in enumerate(lefts))
    return Matching(pairs, parts(rights[len(lefts) :], len(lefts)), partial=draw(st.booleans()))


@st.composite
def filling(draw):
    gaps, text = [], draw(PERHAPS)
    for at in range(draw(st.integers(1, 3))):
        name = place_id(at)
        typed = Gap(name, accept=tuple(draw(distinct(LINES, 1, 3))), why=draw(PERHAPS))
        gaps.append(
            draw(st.just(typed) | choosing(many=False).map(lambda body, name=name: Gap(name, choices=body.choices)))
        )
        text += f" [[{name}]] {draw(TEXTS)}".replace("[[[", "[ [[")
    return Filling(text.strip(), tuple(gaps))


BODIES = st.one_of(
    choosing(),
    st.builds(Judging, st.booleans(), PERHAPS),
    st.builds(Counting, NUMBERS, NUMBERS.map(abs), st.just("") | LINES.map(lambda raw: from_plain(raw, QUIET)), PERHAPS),
    st.builds(Typing, distinct(LINES, 1, 3).map(tuple), PERHAPS),
    st.builds(Ordering, distinct(TEXTS, 3, 5).map(parts), st.booleans()),
    matching(),
    st.builds(Writing, st.none() | st.integers(1, 99), st.none() | st.integers(100, 500),
              st.lists(st.builds(Criterion, st.just(""), TEXTS, st.integers(1, 9)), max_size=2).map(
                  lambda found: tuple(replace(one, id=place_id(at)) for at, one in enumerate(found)))),
    filling(),
)  # fmt: skip
QUESTIONS = st.builds(
    Question, TEXTS, BODIES, id=st.just("") | st.from_regex(r"[a-z]{1,5}(-[0-9]{1,3})?", fullmatch=True), name=st.just("") | LINES,
    explain=PERHAPS, points=st.integers(1, 10), tags=st.lists(LINES, max_size=2, unique=True).map(tuple),
)  # fmt: skip


def read(written, form):
    return read_questions(written.data, form).questions


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", NAMES)
def test_a_documented_shape_imported_exported_and_imported_again_is_identical(name, form):
    first = read_questions((FILES / name).read_bytes()).questions
    assert first
    second = read(write_questions(first, form, "t"), form)
    assert read(write_questions(second, form, "t"), form) == second


@pytest.mark.parametrize(("name", "form"), [*zip(NAMES, ("gift", "gift", "moodle", "qti", "qti"), strict=True)])
def test_a_file_keeps_everything_in_its_own_format(name, form):
    first = read_questions((FILES / name).read_bytes()).questions
    assert read(write_questions(first, form, "t"), form) == first


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=50, deadline=None)
@given(question=QUESTIONS)
def test_any_question_settles_after_one_round(form, question):
    first = read(write_questions([question], form, "t"), form)
    assert read(write_questions(first, form, "t"), form) == first


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=50, deadline=None)
@given(question=QUESTIONS)
def test_a_question_without_a_note_comes_back_as_it_was(form, question):
    written = write_questions([question], form, "t")
    if not written.notes:
        assert read(written, form) == (question,)
    assert {note.question for note in written.notes} <= {label_of(question)}


@settings(max_examples=100, deadline=None)
@given(raw=RAW)
def test_html_becomes_markdown_that_shows_the_same(raw):
    text = from_html(raw, QUIET)
    again = Notes()
    assert from_html(to_html(text, again), again) == text
    assert again.found == ()
    assert "{{" not in text
    assert "<script" not in to_html(text, QUIET)


@settings(max_examples=100, deadline=None)
@given(raw=RAW)
def test_plain_words_show_their_own_signs(raw):
    notes = Notes()
    text = from_plain(raw, notes)
    if not notes.found:
        shown = to_html(text, QUIET).replace("<br/>", " ")
        for sign, entity in (("<", "&lt;"), (">", "&gt;"), ("&", "&amp;")):
            shown = shown.replace(entity, sign)
        assert one_line(shown).split() == one_line(raw.replace("\u3000", " ")).split() or "\u3000" in raw


def test_a_question_that_a_format_has_not_is_left_out_and_said():
    cloze = Question("", Filling("a [[a]] b [[b]] c", (Gap("a", ("x",)), Gap("b", ("y",)))), id="two-gaps")
    written = write_questions([cloze], "gift", "t")
    assert written.data == b""
    assert [(note.question, note.code, note.degree) for note in written.notes] == [("two-gaps", "kind", "left-out")]


def test_weights_that_ours_cannot_say_are_named():
    partly = Question(
        "q",
        Choosing((Choice("a", "x", right=True), Choice("b", "y", right=True), Choice("c", "z")), True, False),
        id="q",
    )
    for form, codes in (("gift", ["credit"]), ("moodle", ["credit"]), ("qti", [])):
        assert [note.code for note in write_questions([partly], form, "t").notes] == codes


def test_numbers_keep_every_digit():
    number = Question("q", Counting(Decimal("0.1"), Decimal("0.05"), "h"), id="q")
    for form in ("moodle", "qti"):
        assert read(write_questions([number], form, "t"), form) == (number,)

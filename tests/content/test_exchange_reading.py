"""Foreign files in the shapes that the formats' documentation describes: what is read, and what is said to be lost."""

from decimal import Decimal
from pathlib import Path

import pytest

from app.content.exchange.formats import format_of, language_of, read_questions
from app.content.exchange.refusal import FileRefusedError
from app.content.exchange.value import Criterion, Pair, Part, Thing, kind_of

FILES = Path(__file__).parent / "exchange"


def reading(name):
    return read_questions((FILES / name).read_bytes())


def lost(found, question=None):
    return {note.code for note in found.notes if question in (None, note.question)}


@pytest.fixture(scope="module")
def gift():
    found = reading("service.gift")
    return found, {question.name or question.stem: question for question in found.questions}


@pytest.fixture(scope="module")
def moodle():
    found = reading("service.moodle.xml")
    return found, {question.name: question for question in found.questions}


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("service.gift", "gift"),
        ("service.aiken.txt", "aiken"),
        ("service.moodle.xml", "moodle"),
        ("choice.qti21.xml", "qti"),
        ("cloze.qti3.xml", "qti"),
    ],
)
def test_a_format_is_told_from_the_file(name, form):
    assert format_of((FILES / name).read_bytes()) == form


def test_gift_gives_every_kind(gift):
    found, _ = gift
    kinds = [kind_of(question.body) for question in found.questions]
    assert kinds == [
        "single", "multiple", "truefalse", "truefalse", "cloze", "text", "number", "number", "match", "classify",
        "essay", "single",
    ]  # fmt: skip
    assert found.title == "$course$/售后/安全"


def test_gift_keeps_ids_tags_names_feedback_and_escapes(gift):
    question = gift[1]["漏电第一步"]
    assert (question.id, question.tags) == ("leak-first", ("red-line", "safety"))
    assert question.stem == "客户说外机漏电，**手被麻了**一下。第一步做什么？"
    assert question.explain == "先保人，再保机器。"
    assert [choice.text for choice in question.body.choices] == [
        "请客户断电远离", "登记，等工程师上门", "请客户关掉空调: 但不拔插头",
    ]  # fmt: skip
    assert [choice.right for choice in question.body.choices] == [True, False, False]
    assert question.body.choices[0].why == "人先安全。"


def test_gift_reads_ranges_gaps_extra_sides_and_line_breaks(gift):
    by_name = gift[1]
    assert by_name["minutes"].body.answer == 15
    assert by_name["minutes"].body.tolerance == 5
    assert by_name["pressure"].body.answer == Decimal("2.5")
    assert by_name["tiers"].body.pairs[1] == Pair("b", "an electric shock", "level 3")
    assert by_name["tiers"].body.extra == (Part("d", "level 4"),)
    assert by_name["sort"].body.things[2] == Thing("c", "a burning smell", "a")
    gap = next(question for question in gift[0].questions if kind_of(question.body) == "cloze")
    assert gap.body.text == "Acknowledging a feeling before the facts is called [[a]] in this course."
    assert gap.body.gaps[0].accept == ("empathy", "共情")
    essay = next(question for question in gift[0].questions if kind_of(question.body) == "essay")
    assert essay.stem == "Say in your own words why you ring back {even without a result}.\n\nTwo sentences will do."


def test_gift_says_what_was_lost(gift):
    found, _ = gift
    assert lost(found, "leak-first") == {"weights"}
    assert lost(found, "") == {"category"}
    assert lost(found) >= {"merged", "not-a-question", "unreadable"}
    assert [note.question for note in found.notes if note.code == "unreadable"] == ["broken"]


def test_aiken_is_read_line_by_line():
    found = reading("service.aiken.txt")
    assert [question.stem for question in found.questions] == [
        "The customer hears a loud bang from the outdoor unit. What comes first?",
        "客户说“你们就会推”。先说哪一句？",
    ]
    assert [choice.text for choice in found.questions[0].body.choices if choice.right] == ["Ask everybody to keep away"]
    assert lost(found) == {"unreadable"}


def test_moodle_gives_every_kind(moodle):
    found, _ = moodle
    kinds = [kind_of(question.body) for question in found.questions]
    assert kinds == ["single", "multiple", "truefalse", "text", "number", "match", "order", "essay", "cloze"]
    assert [note.code for note in found.notes if note.degree == "left-out"] == ["not-a-question", "kind"]


def test_moodle_html_becomes_our_markdown_and_scripts_go(moodle):
    found, by_name = moodle
    question = by_name["First words"]
    assert question.stem == "A customer shouts: *“third time!”*\n\nWhat do you say **first**? (an angry face)"
    assert question.body.choices[2].text == "“Calm down.”"
    assert (question.id, question.points, question.explain) == ("first-words", 2, "Feelings before facts.")
    assert question.tags == ("tone", "语气")
    assert lost(found, "first-words") == {
        "feedback", "hint", "penalty", "file", "image", "order", "script", "weights",
    }  # fmt: skip
    assert "steal" not in repr(found.questions)


def test_moodle_numbers_words_and_gaps_are_read(moodle):
    found, by_name = moodle
    hours = by_name["hours"].body
    assert (hours.answer, hours.tolerance, hours.unit) == (Decimal("1.5"), Decimal("0.25"), "h")
    assert by_name["word"].body.accept == ("empathy",)
    assert lost(found, "word") == {"case", "forms", "weights"}
    assert by_name["Evidence"].body.many
    assert not by_name["steps"].body.partial
    letter = by_name["letter"].body
    assert (letter.least, letter.most) == (40, 120)
    assert letter.criteria == (Criterion("a", "Names the fault", 3), Criterion("b", "Names the next step", 2))
    promise = by_name["promise"].body
    assert promise.text == "We ring back within [[a]] hours and say [[b]] we come.\n\n先[[c]]。"
    assert promise.gaps[0].accept == ("2",)
    assert [choice.right for choice in promise.gaps[1].choices] == [True, False, False]
    assert promise.gaps[2].accept == ("道歉", "致歉")


def test_qti_2_is_read_with_any_prefix():
    found = reading("choice.qti21.xml")
    (question,) = found.questions
    assert (question.id, question.name, question.points) == ("Bang.01", "A bang", 2)
    assert question.stem == "The outdoor unit gives a **loud bang**.\n\nWhat do you ask for?"
    assert [choice.id for choice in question.body.choices if choice.right] == ["away", "power"]
    assert question.body.choices[0].why == "People first."
    assert question.body.partial
    assert lost(found) == {"feedback"}


def test_qti_3_is_read_with_its_gaps_in_the_text():
    found = reading("cloze.qti3.xml")
    (question,) = found.questions
    assert question.stem == "把话补全。"
    assert question.body.text == "先[[g2]]，再说[[g1]]。"
    assert question.body.gaps[0].accept == ("道歉", "致歉")
    assert [choice.id for choice in question.body.gaps[1].choices] == ["when", "why"]
    assert lost(found) == {"case", "weights"}


def test_the_language_is_told_from_the_words(gift, moodle):
    assert language_of(reading("cloze.qti3.xml").questions) == "zh"
    assert language_of(moodle[0].questions) == "en"
    assert language_of(()) == "en"


def test_what_looks_like_no_format_is_refused():
    with pytest.raises(FileRefusedError) as refused:
        read_questions(b"just some words")
    assert "GIFT" in refused.value.message.en
    assert "GIFT" in refused.value.message.zh


@pytest.mark.parametrize("name", ["service.gift", "service.moodle.xml", "choice.qti21.xml", "cloze.qti3.xml"])
def test_every_note_is_worded_in_both_languages(name):
    for note in reading(name).notes:
        assert note.message.zh
        assert note.message.en
        assert set(note.row()) == {"question", "code", "degree", "detail", "message"}

"""The writing gate: punctuation, sentences, paragraphs and reading level, in tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.check.prose.markup import OPAQUE, column_in, plain
from app.content.check.prose.passages import passages
from app.content.check.prose.reading import grade_of, run_of, syllables
from app.content.check.prose.sentences import length_of, sentences
from app.content.check.prose.typography import ends_openly, slips
from app.content.check.prose.writing import faults, level_fault
from app.content.parse.lessons import read_lesson


@pytest.mark.parametrize(
    ("text", "code", "signs"),
    [
        ("先听,再说。", "W903", ","),
        ("是吗?", "W903", "?"),
        ("空调(外机)漏电。", "W903", "("),
        ("他说:“好”。", "W903", ":"),
        ('他说"好"', "W904", '"'),
        ("等４８小时。", "W905", "４８"),
        ("ＱＲ码", "W905", "ＱＲ"),
        ("先 听。", "W906", " "),
        ("先听 ，再说。", "W906", " "),
        ("先听，，再说。", "W907", "，，"),
        ("先听。，再说", "W907", "。，"),
        ("真的吗？？", "W907", "？？"),
        ("我想想...", "W908", "..."),
        ("我想想…", "W908", "…"),
        ("我想想。。。", "W908", "。。。"),
    ],
)
def test_a_slip_in_chinese_is_found(text, code, signs):
    found = list(slips(text, "zh"))
    assert (found[0].code, found[0].signs) == (code, signs), found


@pytest.mark.parametrize(
    "text",
    [
        "先听，再说：“好。”（不急）……行吗？！",
        "下午 3:30 到，故障码 E1.5，价格 1,200 元。",
        "LSCPA 的 S 是“分享”。",
        f"须在{OPAQUE}内上门，{OPAQUE} 内回复。",
        "一句。二句！三句？",
        "《消费者权益保护法》——2014 年。",
    ],
)
def test_good_chinese_has_no_slip(text):
    assert list(slips(text, "zh")) == []


@pytest.mark.parametrize(
    ("text", "code", "signs"),
    [
        ("Listen， then talk.", "W911", "，"),
        ("It's on.", "W912", "'"),
        ('He said "yes".', "W912", '"'),
        ("Two  spaces.", "W913", "  "),
        ("Open the 工单 now.", "W914", "工单"),
        ("Really??", "W907", "??"),
        ("Well...", "W908", "..."),
        ("The end..", "W907", ".."),
    ],
)
def test_a_slip_in_english_is_found(text, code, signs):
    found = list(slips(text, "en"))
    assert (found[0].code, found[0].signs) == (code, signs), found


@pytest.mark.parametrize(
    "text",
    [
        "It’s “on”, isn’t it? If … then …",
        "The law (《消费者权益保护法》, 2014) and 《产品质量法》 apply.",
        "She says “没事” and hangs up.",
        "The word (工单) is cited.",
        "At 3:30 p.m., for 1,200 yuan.",
    ],
)
def test_good_english_has_no_slip(text):
    assert list(slips(text, "en")) == []


@pytest.mark.parametrize(
    ("text", "lang", "lengths"),
    [
        ("先听。再说！好吗？“行。”", "zh", [2, 2, 2, 1]),
        ("他说“好。”再走", "zh", [3, 2]),
        (f"{OPAQUE}内上门。", "zh", [5]),
        ("第1次：LSCPA", "zh", [2]),
        ("……", "zh", []),
        ("Listen. Then talk! “Is it on?” Yes.", "en", [1, 2, 3, 1]),
        ("At 3.5 bar, at 9 a.m. on Monday, it stops.", "en", [10]),
        (f"Within {OPAQUE} we come.", "en", [5]),
        ("It’s a well-known e-mail.", "en", [4]),
        ("", "en", []),
    ],
)
def test_sentences_are_cut_and_measured(text, lang, lengths):
    assert [sentence.length for sentence in sentences(text, lang)] == lengths


@given(st.text(alphabet="a.!? “”A先。！", max_size=60), st.sampled_from(["zh", "en"]))
def test_no_word_is_lost_between_sentences(text, lang):
    found = sentences(text, lang)
    assert sum(sentence.length for sentence in found) == length_of(text, lang)
    assert all(text[sentence.start :].startswith(sentence.text) for sentence in found)


@pytest.mark.parametrize(
    ("text", "lang", "openly"),
    [
        ("先听", "zh", True),
        ("先听。", "zh", False),
        ("他说：“好。”", "zh", False),
        ("有三种：", "zh", False),
        ("Listen", "en", True),
        ("Listen.", "en", False),
        ("He says “yes.”", "en", False),
        ("Three things:", "en", False),
        ("", "en", False),
    ],
)
def test_a_paragraph_ends_with_punctuation(text, lang, openly):
    assert ends_openly(text, lang) is openly


@pytest.mark.parametrize(
    ("text", "lang", "kind", "codes"),
    [
        ("先" * 60 + "。", "zh", "choice", []),
        ("先" * 61 + "。", "zh", "choice", ["W901"]),
        ("先" * 61, "zh", "cell", []),
        ("word " * 35 + ".", "en", "choice", []),
        ("word " * 36 + ".", "en", "choice", ["W902"]),
        ("先听客户把话说完。" * 9, "zh", "paragraph", []),
        ("先听客户把话说完。" * 10, "zh", "paragraph", ["W921"]),
        ("先听客户把话说完。" * 10, "zh", "choice", []),
        ("先听客户把话说完，再说别的事。" * 26, "zh", "choice", ["W921"]),
        ("一级 轻微", "zh", "cell", []),
        ("一级 轻微", "zh", "choice", ["W906"]),
        ("Open", "en", "paragraph", ["W915"]),
        ("Open", "en", "item", []),
    ],
)
def test_length_counts_where_people_read_sentences(text, lang, kind, codes):
    assert [fault.code for fault in faults(text, lang, kind)] == codes


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("the", 1), ("listen", 2), ("customer", 3), ("table", 2), ("handled", 2), ("called", 1), ("wanted", 2),
        ("baked", 1), ("service", 2), ("services", 3), ("changes", 2), ("makes", 1), ("rules", 1), ("agree", 2),
        ("technician", 3), ("compressor", 3), ("don’t", 1), ("I", 1), ("people", 2), ("cables", 2),
    ],
)  # fmt: skip
def test_syllables_are_counted_by_rule(word, count):
    assert syllables(word) == count


def test_the_grade_is_the_published_formula():
    found = sentences("The cat sat on the mat. It was a warm day in the sun.", "en")
    assert grade_of(found) == pytest.approx(0.39 * 14 / 2 + 11.8 * 14 / 14 - 15.59)
    assert grade_of([]) == 0


def test_a_lesson_is_graded_by_its_running_text():
    hard = sentences("Organisational responsibilities necessitate comprehensive documentation. " * 3, "en")
    easy = sentences("Ask them to sit down. Then listen until they stop. " * 3, "en")
    assert level_fault(hard, "en").code == "W922"
    assert level_fault(easy, "en") is None
    assert level_fault(sentences("先听完。" * 20 + ("听" * 41 + "。") * 3, "zh"), "zh").code == "W923"
    assert level_fault(sentences("先听完。" * 20 + ("听" * 41 + "。") * 2, "zh"), "zh") is None  # too few to be a habit
    assert level_fault(sentences(("听" * 29 + "。") * 5, "zh"), "zh").code == "W923"
    assert run_of([]) == (0, 0)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("先**听**完", "先听完"),
        ("见[安全](lesson:a/b#c)。", "见安全。"),
        ("![图](../media/a.svg)", "图"),
        ("在{{ policy.a.b }}内", f"在{OPAQUE}内"),
        ("按 `F5` 键", f"按 {OPAQUE} 键"),
        ("说[[when]]到", f"说{OPAQUE}到"),
        ("an *odd* word_with_lines", "an odd word_with_lines"),
        ("plain", "plain"),
    ],
)
def test_markup_is_taken_away(raw, shown):
    assert plain(raw) == shown


@given(st.lists(st.sampled_from(["a", "先", "**", "[x](y)", "{{ q }}", "`c`", " ", "。"]), max_size=12).map("".join))
def test_every_letter_finds_its_way_back(raw):
    shown = plain(raw)
    for offset, letter in enumerate(shown):
        if letter not in {OPAQUE, "x", "c"}:
            assert raw[column_in(raw, offset)] == letter


def test_a_lesson_is_cut_into_what_people_read():
    text = (
        "---\nid: a\n---\n## 先听 {#x}\n\n第一行，\n第二行。\n\n- 一\n  接着\n- **二**\n\n| 甲 | 乙 |\n|---|---|\n| 丙 | |\n\n> 引文。\n> 续。\n\n"
        "![图](../media/a.svg)\n\n```\ncode,code\n```\n\n/// say\n- [no] 别说。 => 因为。\n///\n\n"
        "/// check | 问？\n    id: c1\n\n- [x] (a) 对 => 好。\n- [ ] (b) 错 => 差。\n///\n"
    )
    found = list(passages(read_lesson(text, "a.zh.md")[0], "zh"))
    assert [(passage.kind, passage.text) for passage in found] == [
        ("heading", "先听"), ("paragraph", "第一行，第二行。"), ("item", "一接着"), ("item", "二"),
        ("cell", "甲"), ("cell", "乙"), ("cell", "丙"), ("quote", "引文。续。"), ("cell", "图"),
        ("saying", "别说。"), ("saying", "因为。"),
        ("choice", "问？"), ("choice", "对"), ("choice", "好。"), ("choice", "错"), ("choice", "差。"),
    ]  # fmt: skip
    assert [passage.text for passage in found if passage.cited] == ["别说。", "错"]
    assert found[1].place(5) == (7, 2)
    assert found[3].place(0) == (11, 5)
    assert found[6].place(0) == (15, 3)

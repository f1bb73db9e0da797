"""Rendering: Chinese bold, soft breaks, links, sanitising, blocks, glossary terms, short texts."""

import pytest

from app.content.compile.inline import inline_html, lesson_url
from app.content.compile.markdown import cut_at_blocks, lesson_html, say_html
from app.content.compile.terms import TermMarker
from app.content.library import Term
from app.content.parse.blocks import SayBlock, SayLine, cut_blocks
from app.kernel.bilingual import Bilingual


@pytest.mark.parametrize(
    "text",
    [
        "**“重点”**后文",
        "前文**重点**后文",
        "前文**“重点”**，后文",
        "**重点。**后文",
        "前文**（重点）**后文",
        "前文，**重点：**后文",
        "**48 小时**内",
        "在**两点前**给",
        "**《规定》**第一条",
        "他说**“断电！”**，就挂了",
    ],
)
def test_chinese_bold_is_bold_in_lessons_and_in_short_texts(text):
    assert lesson_html(text).count("<strong>") == 1
    assert inline_html(text).count("<strong>") == 1
    assert "**" not in lesson_html(text) + inline_html(text)


def test_lines_between_chinese_characters_are_joined_and_english_ones_are_not():
    assert lesson_html("先断电，\n再登记。") == "<p>先断电，再登记。</p>"
    assert lesson_html("先**断电**\n再登记") == "<p>先<strong>断电</strong>再登记</p>"
    assert lesson_html("one\ntwo") == "<p>one\ntwo</p>"
    assert inline_html("先断电，\n再登记") == "先断电，再登记"
    assert inline_html("先断电，\n\n再登记") == "先断电，<br>再登记"


def test_code_keeps_its_lines():
    assert "先\n后" in lesson_html("```\n先\n后\n```")


def test_author_html_is_cleaned():
    html = lesson_html('<script>alert(1)</script><p onclick="x()" style="color:red">a</p>[x](javascript:alert(1))')
    assert "script" not in html
    assert "onclick" not in html
    assert "style" not in html


def test_anchors_get_a_prefix_and_links_follow_them():
    html = lesson_html("## 先听 {#listen}\n\n[去](#listen) [课](lesson:welcome/bye#end)")
    assert '<h2 id="s-listen">' in html
    assert 'href="#s-listen"' in html
    assert 'href="/courses/welcome/lessons/bye#s-end"' in html
    assert lesson_url("https://example.org") == "https://example.org"


def test_table_columns_keep_their_alignment_without_a_style_attribute():
    html = lesson_html("| a | b |\n|---|--:|\n| 1 | 2 |")
    assert '<td align="right">2</td>' in html


def test_short_texts_escape_what_is_not_markup():
    assert inline_html("a < b & c") == "a &lt; b &amp; c"
    assert inline_html("2*3*4 和 `x*y*z`") == "2*3*4 和 <code>x*y*z</code>"
    assert inline_html("<b>x</b>") == "&lt;b&gt;x&lt;/b&gt;"


def test_a_lesson_is_cut_at_its_blocks():
    cut = cut_blocks(
        "一\n\n/// check | 问？\n    id: c1\n\n- [x] (a) 对 => 好\n- [ ] (b) 错 => 不好\n///\n\n二\n", "x", 1
    )
    assert cut.found == []
    (check,) = cut.blocks
    assert [(choice.id, choice.text, choice.reason, choice.right) for choice in check.choices] == [
        ("a", "对", "好", True),
        ("b", "错", "不好", False),
    ]
    assert cut_at_blocks(lesson_html("\n".join(cut.lines))) == ["<p>一</p>", 0, "<p>二</p>"]


def test_a_choice_may_run_over_several_lines():
    cut = cut_blocks("/// check | 问？\n    id: c1\n\n- [x] (a) 对\n  而且好 => 是\n- [ ] (b) 错 => 不\n///\n", "x", 1)
    assert cut.blocks[0].choices[0].text == "对\n而且好"


def test_slashes_inside_code_are_left_alone():
    assert cut_blocks("```\n/// nothing\n```\n", "x", 1).found == []


def test_sayings_show_what_to_avoid_and_what_to_say():
    block = SayBlock((SayLine(False, "您等等", "没有时间", (1, 1)), SayLine(True, "两点前回您", "", (2, 1))), (1, 1))
    html = say_html(block, "zh")
    assert html.startswith('<div class="say"><div class="no"><strong>别这样说</strong>')
    assert '<div class="yes"><strong>可以这样说</strong><br>两点前回您</div>' in html
    assert "<small>没有时间</small>" in html


TERMS = (
    Term(
        "work-order", Bilingual("工单", "work order"), Bilingual("记事的单子", "A sheet"), {"zh": ("服务单",), "en": ()}
    ),
    Term("order", Bilingual("订单", "order"), Bilingual("买卖的单子", "A purchase"), {}),
)


def test_the_first_occurrence_of_a_term_opens_its_plain_words():
    html = TermMarker(TERMS, "zh").mark("<h2>工单</h2><p>服务单和工单</p>")
    assert html.startswith("<h2>工单</h2>")
    assert html.count("<button") == 1
    assert 'popovertarget="term-work-order">服务单</button>' in html
    assert '<span class="term-note" id="term-work-order" popover>' in html


def test_the_longest_english_term_wins_and_words_keep_their_edges():
    html = TermMarker(TERMS, "en").mark("<p>Work orders reorder a work order and an order.</p>")
    assert html.count("<button") == 2
    assert ">work order</button>" in html
    assert "reorder" in html


@pytest.mark.parametrize(("before", "after"), [("", "。"), ("（", "）："), ("“", "")])
def test_punctuation_stays_in_the_line_of_its_term(before, after):
    html = TermMarker(TERMS, "zh").mark(f"<p>先看{before}工单{after}再看</p>")
    assert f'看<span class="together">{before}<button' in html
    assert f"</span>{after}</span>再看" in html


def test_links_and_code_hold_no_terms():
    html = "<p><a href='/x'>工单</a><code>工单</code></p>"
    assert TermMarker(TERMS, "zh").mark(html) == html

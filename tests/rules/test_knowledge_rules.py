"""Whose job aids come first, and what fits the words typed."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.knowledge.rules import ALL, chosen_trade, fits, of_trade, trades_in

TRADES = ("any", "aircon", "automotive", "appliance")


@dataclass(frozen=True)
class Paper:
    name: str
    trade: str


PAPERS = (Paper("a", "automotive"), Paper("b", "any"), Paper("c", "aircon"), Paper("d", "any"), Paper("e", "aircon"))


def names(papers):
    return "".join(paper.name for paper in papers)


@pytest.mark.parametrize(
    ("trade", "own", "shown"),
    [
        ("aircon", "aircon", "cebd"),
        ("automotive", "aircon", "abd"),
        (ALL, "aircon", "cebda"),
        (ALL, None, "bdace"),
        ("appliance", "appliance", "bd"),
    ],
)
def test_ones_own_trade_comes_first_then_what_is_for_any(trade, own, shown):
    assert names(of_trade(PAPERS, trade, own)) == shown


@pytest.mark.parametrize(
    ("asked", "own", "shown"),
    [
        ("", "aircon", "aircon"),
        ("", None, ALL),
        ("automotive", "aircon", "automotive"),
        (ALL, "aircon", ALL),
        ("nonsense", "aircon", "aircon"),
        ("nonsense", None, ALL),
        ("", "appliance", "appliance"),
    ],
)
def test_the_trade_shown_is_the_one_asked_for_else_ones_own(asked, own, shown):
    assert chosen_trade(asked, own, trades_in(PAPERS)) == shown


def test_any_is_no_trade_to_choose():
    assert trades_in(PAPERS) == ("aircon", "automotive")


@pytest.mark.parametrize(
    ("query", "texts", "is_fitting"),
    [
        ("漏电", ["疑似漏电、冒烟"], True),
        ("漏电 冒烟", ["疑似漏电", "冒烟"], True),
        ("漏电 起火", ["疑似漏电"], False),
        ("ＦＲＴ", ["first response time (frt)"], True),
        ("Visit", ["a VISIT"], True),
        ("", ["anything"], True),
        ("   ", ["anything"], True),
    ],
)
def test_every_word_typed_has_to_stand_somewhere(query, texts, is_fitting):
    assert fits(query, *texts) is is_fitting


@given(st.lists(st.sampled_from(TRADES), max_size=12), st.sampled_from((ALL, *TRADES[1:])), st.sampled_from(TRADES[1:]))
def test_nothing_is_shown_twice_and_all_trades_show_everything(trades, trade, own):
    papers = [Paper(str(index), name) for index, name in enumerate(trades)]
    shown = of_trade(papers, trade, own)
    assert len(set(shown)) == len(shown)
    assert set(of_trade(papers, ALL, own)) == set(papers)
    assert {paper.trade for paper in shown} <= ({*TRADES} if trade == ALL else {"any", trade})

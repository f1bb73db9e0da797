"""What a table says about its items: a JSON value with every number, a text that keeps the gates."""

from collections.abc import Sequence
from typing import Any
from unicodedata import east_asian_width

import numpy as np

from app.assessment.rules.score_tables import ScoreTable
from app.kernel.bilingual import Bilingual, Lang
from app.psychometrics.distractors import Choices, OptionStatistics, option_statistics
from app.psychometrics.flags import Flag, flags_of
from app.psychometrics.gates import FULL_FROM, ITEMS_FROM, gate_for
from app.psychometrics.items import ItemStatistics, item_statistics
from app.psychometrics.reliability import Reliability, Without, reliability_of

_NO_NUMBER = "–"
_HEADINGS = (
    Bilingual("题目", "item"),
    Bilingual("人数", "n"),
    Bilingual("满分人数", "full marks"),
    Bilingual("难度（得分率）", "facility"),
    Bilingual("区分度 %", "discrimination %"),
    Bilingual("区分效率 %", "efficiency %"),
    Bilingual("有效权重 %", "effective weight %"),
    Bilingual("提示", "flags"),
)
_FLAGS: dict[Flag, Bilingual] = {
    "alarm": Bilingual("强者偏选错项，核对答案", "the strong prefer a wrong option: check the key"),
    "negative": Bilingual("负区分", "the strong do worse"),
    "dubious": Bilingual("可疑", "dubious"),
    "weak": Bilingual("区分度低", "weak"),
    "too_hard": Bilingual("太难", "too hard"),
    "too_easy": Bilingual("太易", "too easy"),
    "never_chosen": Bilingual("有无人选的选项", "an option that nobody chose"),
}
_COUNTS = Bilingual(
    "不足 10 人：只显示人数。--json 给出全部数值。", "Fewer than 10 people: counts only. --json has every number."
)
_PRELIMINARY = Bilingual("不足 30 人：结果仅供初步参考。", "Fewer than 30 people: preliminary.")
_GATED = Bilingual(
    f"区分度、α 和 SEM 要 {FULL_FROM} 人、{ITEMS_FROM} 题以上才显示。",
    f"Discrimination, efficiency, weights, α and SEM are shown from {FULL_FROM} people and {ITEMS_FROM} items on.",
)
_WITHOUT: dict[Without, Bilingual] = {
    "few_people": Bilingual("没有 α：只有一个人。", "No α: one person only."),
    "few_items": Bilingual("没有 α：只有一道题。", "No α: one item only."),
    "no_spread": Bilingual("没有 α：大家的总分没有差别。", "No α: all totals are the same."),
    "few_pairs": Bilingual(
        f"没有 α：各人题目不同，有的题目组合不足 {FULL_FROM} 人作答。",
        f"No α: papers differ, and some pairs of items were answered by fewer than {FULL_FROM} people.",
    ),
}


def table_rows(table: ScoreTable) -> dict[str, Any]:
    """Return every number of a table, whatever n is; None where it is undefined."""
    whole = reliability_of(table.matrix)
    return {
        "n": whole.n,
        "k": whole.k,
        "mean": whole.mean,
        "sd": whole.sd,
        "alpha": whole.alpha,
        "sem": whole.sem,
        "items": [
            {
                "id": item.id,
                "facility": item.facility,
                "discrimination_index": item.discrimination_index,
                "discriminative_efficiency": item.discriminative_efficiency,
                "effective_weight": item.effective_weight,
                "n": item.n,
            }
            for item in item_statistics(table.matrix)
        ],
    }


def table_text(table: ScoreTable, lang: Lang) -> str:
    """Return the report for people: what so few people cannot tell is not shown, and that is said."""
    whole = reliability_of(table.matrix)
    lines = [heading.in_lang(lang) for heading in _HEADINGS]
    cells = [lines, *(_cells(table, place, item, lang) for place, item in enumerate(item_statistics(table.matrix)))]
    return "\n".join([_summary(whole, lang), *_notes(whole, lang), "", *_aligned(cells)])


def _summary(whole: Reliability, lang: Lang) -> str:
    gate = gate_for(whole.n, whole.k)
    parts = [Bilingual(f"{whole.n} 人，{whole.k} 题", f"{whole.n} people, {whole.k} items").in_lang(lang)]
    if gate.shows_numbers and whole.mean is not None and whole.sd is not None:
        unit = " %" if whole.is_percent else ""
        mean, spread = f"{whole.mean:.2f}{unit}", f"{whole.sd:.2f}{unit}"
        parts.append(Bilingual(f"平均 {mean}，标准差 {spread}", f"mean {mean}, SD {spread}").in_lang(lang))
    if gate.shows_reliability and whole.alpha is not None and whole.sem is not None:
        parts.append(f"α {whole.alpha:.2f}, SEM {whole.sem:.2f}{' %' if whole.is_percent else ''}")
    return " · ".join(parts)


def _notes(whole: Reliability, lang: Lang) -> list[str]:
    gate = gate_for(whole.n, whole.k)
    if gate.standing == "counts":
        return [_COUNTS.in_lang(lang)]
    notes = [_PRELIMINARY] if gate.standing == "preliminary" else []
    if not gate.shows_reliability:
        notes.append(_GATED)
    elif whole.without is not None:
        notes.append(_WITHOUT[whole.without])
    return [note.in_lang(lang) for note in notes]


def _cells(table: ScoreTable, place: int, item: ItemStatistics, lang: Lang) -> list[str]:
    gate = gate_for(item.n, table.matrix.k)
    marks = table.matrix.marks[:, place]
    full = int((marks == table.matrix.maxima[place]).sum())
    index, efficiency, weight = (
        _shown(value, 1, is_open=gate.shows_discrimination)
        for value in (item.discrimination_index, item.discriminative_efficiency, item.effective_weight)
    )
    flags = flags_of(item, table.matrix.k, _options(table, place))
    words = "; ".join(_FLAGS[flag].in_lang(lang) for flag in flags)
    facility = _shown(item.facility, 2, is_open=gate.shows_numbers)
    return [item.id, str(item.n), str(full), facility, index, efficiency, weight, words]


def _options(table: ScoreTable, place: int) -> tuple[OptionStatistics, ...]:
    """What a table of answers says of its options; those that nobody chose are not in it."""
    if not table.keys:
        return ()
    had = [(row[place], person) for person, row in enumerate(table.answers) if row[place] is not None]
    chosen = tuple(frozenset({answer} if answer else ()) for answer, _ in had)
    key = table.keys[place]
    options = tuple(sorted(frozenset({key}).union(*chosen)))
    rest = table.matrix.rests[np.array([person for _, person in had], dtype=np.int64), place]
    return option_statistics(Choices(options, frozenset({key}), chosen, rest))


def _shown(value: float | None, places: int, *, is_open: bool) -> str:
    return f"{value:.{places}f}" if is_open and value is not None else _NO_NUMBER


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    wide = [max(_width(row[place]) for row in rows) for place in range(len(rows[0]))]
    last = len(wide) - 1
    return ["  ".join(_padded(cell, wide[at], at, last) for at, cell in enumerate(row)).rstrip() for row in rows]


def _padded(cell: str, width: int, place: int, last: int) -> str:
    gap = " " * (width - _width(cell))
    return cell + gap if place in {0, last} else gap + cell


def _width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)

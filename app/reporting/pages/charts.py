"""Charts as Plotly figures in plain JSON; `meta` names the stylesheet's token of a colour, set in the browser."""

from collections.abc import Sequence
from typing import Any

import msgspec
from markupsafe import Markup

Figure = dict[str, Any]

LEVEL_TOKENS = ("--chart-1", "--chart-2", "--chart-3", "--chart-4")
NONE_TOKEN = "--chart-0"  # noqa: S105 - a colour
_ROW, _MARGINS, _HEIGHT = 34, 84, 260  # pixels
_EVERY_ONE = 8  # up to so many people every number has a tick: nobody is halved


def encoded(figure: Figure) -> Markup:
    """Return a figure as JSON that may stand inside a script element."""
    text = msgspec.json.encode(figure).decode()
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))  # noqa: S704 - nothing left that ends an element


def stacked(rows: Sequence[str], parts: Sequence[tuple[str, Sequence[int]]], tokens: Sequence[str]) -> Figure:
    """Return lying bars, one for each row, each in the parts (name, counts by row)."""
    shown = [(part, token) for part, token in zip(parts, tokens, strict=True) if any(part[1])]
    traces = [_bar(list(counts), list(rows), token, lying=True, name=name) for (name, counts), token in shown]
    most = max((sum(counts) for counts in zip(*(counts for _name, counts in parts), strict=True)), default=0)
    layout = _layout(len(rows), most, lying=True) | {"barmode": "stack", "showlegend": True}
    return {"data": traces, "layout": layout}


def lying_bars(rows: Sequence[str], counts: Sequence[int]) -> Figure:
    """Return lying bars, the first one on top."""
    layout = _layout(len(rows), max(counts, default=0), lying=True)
    return {"data": [_bar(list(counts), list(rows), "--chart-2", lying=True)], "layout": layout}


def standing_bars(columns: Sequence[str], counts: Sequence[int], *, x_title: str, y_title: str) -> Figure:
    """Return bars in their given order, with titles of both axes."""
    layout = _layout(0, max(counts, default=0), lying=False)
    layout["xaxis"] |= {"title": {"text": x_title}}
    layout["yaxis"] |= {"title": {"text": y_title}}
    return {"data": [_bar(list(counts), list(columns), "--chart-2", lying=False)], "layout": layout}


def _bar(counts: list[int], names: list[str], token: str, *, lying: bool, name: str = "") -> Figure:
    sides = {"x": counts, "y": names, "orientation": "h"} if lying else {"x": names, "y": counts}
    text = [str(count) if count else "" for count in counts]
    hover = "%{y}: %{x}" if lying else "%{x}: %{y}"
    return {
        "type": "bar",
        **sides,
        "name": name,
        "text": text,
        "textposition": "auto",
        "textangle": 0,
        "hovertemplate": f"{hover}<extra>{name}</extra>",
        "meta": {"token": token},
    }


def _layout(rows: int, most: int, *, lying: bool) -> Figure:
    names = {"type": "category", "automargin": True, "fixedrange": True, "tickfont": {"size": 13 if lying else 11}}
    counts = {"rangemode": "tozero", "fixedrange": True, "automargin": True, "tickformat": "d"}
    counts |= {"dtick": 1} if most <= _EVERY_ONE else {"nticks": 6}
    return {
        "xaxis": counts if lying else names,
        "yaxis": names | {"autorange": "reversed"} if lying else counts,
        "height": _MARGINS + _ROW * rows if lying else _HEIGHT,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "showlegend": False,
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
        "bargap": 0.3,
    }

"""Worked examples of matching."""

from typing import Any

from app.items.base import Example

_SPEC: dict[str, Any] = {
    "id": "example-match",
    "type": "match",
    "stem": {"zh": "把客户的话和该问的问题配起来。", "en": "Match what the customer says with what to ask."},
    "pairs": {
        "noise": {
            "left": {"zh": "外机声音很大", "en": "The outdoor unit is loud"},
            "right": {"zh": "什么时候开始响的？", "en": "When did it start?"},
            "why": {"zh": "先问时间，才好判断原因。", "en": "The time comes first; it points to the cause."},
        },
        "shock": {
            "left": {"zh": "外壳麻手", "en": "The casing gives shocks"},
            "right": {"zh": "现在断电了吗？", "en": "Is the power off now?"},
        },
    },
    "extra": {"bought": {"zh": "在哪儿买的？", "en": "Where did you buy it?"}},
}

EXAMPLES = (
    Example(
        spec=_SPEC,
        answers=(
            ({"noise": ["noise"], "shock": ["shock"]}, {"noise": "noise", "shock": "shock"}, 1000),
            ({"noise": ["_1"], "shock": ["_2"]}, {"noise": "noise", "shock": "bought"}, 500),
            ({"noise": ["_3"], "shock": [""]}, {"noise": "shock"}, 0),
            ({"noise": [""]}, None, 0),
            ({}, None, 0),
        ),
        refused=(
            {"noise": ["_4"]},
            {"noise": ["else"]},
            {"late": ["noise"]},
            {"noise": ["noise", "shock"]},
            {"": ["noise"]},
        ),
    ),
    Example(
        spec=_SPEC | {"id": "example-match-all", "credit": "all"},
        answers=(
            ({"noise": ["noise"], "shock": ["shock"]}, {"noise": "noise", "shock": "shock"}, 1000),
            ({"noise": ["noise"]}, {"noise": "noise"}, 0),
        ),
    ),
)

"""A worked example of a case."""

from app.items.base import Example

_RIGHT = {
    "first": "cut",
    "hours": "48",
    "sort": {"late": "one", "shock": "three"},
    "ask": {"noise": "noise", "shock": "shock"},
}

EXAMPLES = (
    Example(
        spec={
            "id": "example-case",
            "type": "case",
            "stem": {
                "zh": "客户说外机漏电，要求今天上门。",
                "en": "A customer reports shocks and wants a visit today.",
            },
            "parts": {
                "first": {
                    "type": "single",
                    "points": 2,
                    "stem": {"zh": "先做什么？", "en": "What comes first?"},
                    "choices": {
                        "log": {"zh": "登记", "en": "Log it"},
                        "cut": {"zh": "请客户断电", "en": "Ask them to cut the power", "ok": True},
                    },
                },
                "hours": {
                    "type": "number",
                    "stem": {"zh": "几小时内上门？", "en": "A visit within how many hours?"},
                    "answer": 48,
                },
                "steps": {
                    "type": "order",
                    "credit": "all",
                    "stem": {"zh": "排一排。", "en": "Put them in order."},
                    "steps": {
                        "hear": {"zh": "听", "en": "Listen"},
                        "ask": {"zh": "问", "en": "Ask"},
                        "act": {"zh": "办", "en": "Act"},
                    },
                },
                "sort": {
                    "type": "classify",
                    "points": 2,
                    "stem": {"zh": "分到对应的级别。", "en": "Sort these into levels."},
                    "buckets": {"one": {"zh": "一级", "en": "Level 1"}, "three": {"zh": "三级", "en": "Level 3"}},
                    "things": {
                        "late": {"zh": "上门迟到", "en": "The visit was late", "in": "one"},
                        "shock": {"zh": "外壳漏电", "en": "The casing gives shocks", "in": "three"},
                    },
                },
                "ask": {
                    "type": "match",
                    "stem": {"zh": "配一配。", "en": "Match them."},
                    "pairs": {
                        "noise": {
                            "left": {"zh": "有异响", "en": "Noise"},
                            "right": {"zh": "什么时候开始的？", "en": "Since when?"},
                        },
                        "shock": {
                            "left": {"zh": "麻手", "en": "Shocks"},
                            "right": {"zh": "断电了吗？", "en": "Is the power off?"},
                        },
                    },
                },
            },
        },
        answers=(
            (
                {
                    "first": ["cut"],
                    "hours": ["４８"],
                    "steps": ["hear", "ask", "act"],
                    "sort.late": ["one"],
                    "sort.shock": ["three"],
                    "ask.noise": ["noise"],
                    "ask.shock": ["shock"],
                },
                _RIGHT | {"steps": ["hear", "ask", "act"]},
                1000,
            ),
            (
                {"first": ["cut"], "steps.ask": ["1"], "steps.hear": [""], "sort.late": ["one"], "sort.shock": ["one"]},
                {"first": "cut", "steps": ["ask", None, None], "sort": {"late": "one", "shock": "one"}},
                429,
            ),
            ({"first": ["log"]}, {"first": "log"}, 0),
            ({"first": [""], "hours": [" "]}, None, 0),
            ({}, None, 0),
        ),
        refused=(
            {"first": ["none"]},
            {"first": ["cut", "log"]},
            {"first.cut": ["cut"]},
            {"hours": ["soon"]},
            {"sort.late": ["two"]},
            {"second": ["cut"]},
            {"": ["cut"]},
        ),
    ),
)

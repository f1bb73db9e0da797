"""A worked example of a question with one right choice."""

from app.items.base import Example

EXAMPLES = (
    Example(
        spec={
            "id": "example-single",
            "type": "single",
            "stem": {"zh": "客户说外机漏电，先做什么？", "en": "The outdoor unit gives shocks. What comes first?"},
            "choices": {
                "log": {"zh": "登记并预约上门", "en": "Log it and book a visit"},
                "cut": {"zh": "请客户断电并远离", "en": "Ask them to cut the power", "ok": True},
                "ask": {"zh": "问清购买日期", "en": "Ask for the date of purchase"},
            },
        },
        answers=(
            ({"": ["cut"]}, "cut", 1000),
            ({"": ["log"]}, "log", 0),
            ({"": [""]}, None, 0),
            ({}, None, 0),
        ),
        refused=({"": ["cut", "log"]}, {"": ["none"]}, {"cut": ["cut"]}),
    ),
)

"""Worked examples of a survey."""

from app.items.base import Example

EXAMPLES = (
    Example(
        spec={
            "id": "example-survey",
            "type": "survey",
            "stem": {"zh": "这门课对你的工作有帮助吗？", "en": "Does this course help you in your work?"},
            "scale": {
                "much": {"zh": "很有帮助", "en": "A lot"},
                "some": {"zh": "有一些", "en": "A little"},
                "none": {"zh": "没有", "en": "Not at all"},
            },
        },
        answers=(({"": ["much"]}, "much", 0), ({"": ["none"]}, "none", 0), ({"": [""]}, None, 0), ({}, None, 0)),
        refused=({"": ["more"]}, {"": ["much", "some"]}, {"much": ["much"]}),
    ),
    Example(
        spec={
            "id": "example-survey-open",
            "type": "survey",
            "stem": {"zh": "还想学什么？", "en": "What else would you like to learn?"},
            "open": True,
        },
        answers=(
            ({"": ["怎么和同事交接。\r\n最好有例子。 "]}, "怎么和同事交接。\n最好有例子。", 0),
            ({"": [" \r\n "]}, None, 0),
        ),
        refused=({"": ["a" * 2001]}, {"": ["a\x00b"]}, {"x": ["a"]}),
    ),
)

"""A worked example of a judgement."""

from app.items.base import Example

EXAMPLES = (
    Example(
        spec={
            "id": "example-truefalse",
            "type": "truefalse",
            "stem": {"zh": "可以先口头承诺，再补记录。", "en": "You may promise first and write it down later."},
            "answer": False,
            "why": {"zh": "没有记录的承诺无法兑现。", "en": "A promise nobody wrote down cannot be kept."},
        },
        answers=(({"": ["false"]}, False, 1000), ({"": ["true"]}, True, 0), ({}, None, 0)),
        refused=({"": ["maybe"]}, {"": ["true", "false"]}, {"x": ["true"]}),
    ),
)

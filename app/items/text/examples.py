"""A worked example of a short text."""

from app.items.base import Example

EXAMPLES = (
    Example(
        spec={
            "id": "example-text",
            "type": "text",
            "stem": {"zh": "先说出客户感受，叫什么？", "en": "What is naming the customer's feeling called?"},
            "accept": {"zh": ["共情", "同理心"], "en": ["empathy"]},
        },
        answers=(
            ({"": ["共情"]}, "共情", 1000),
            ({"": [" 共 情。"]}, "共 情。", 1000),
            ({"": ["ＥＭＰＡＴＨＹ!"]}, "ＥＭＰＡＴＨＹ!", 1000),
            ({"": ["道歉"]}, "道歉", 0),
            ({"": ["  "]}, None, 0),
        ),
        refused=({"": ["a" * 201]}, {"": ["a\x00b"]}, {"x": ["empathy"]}),
    ),
)

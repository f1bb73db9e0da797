"""A worked example of a longer text."""

from app.items.base import Example

EXAMPLES = (
    Example(
        spec={
            "id": "example-essay",
            "type": "essay",
            "stem": {
                "zh": "客户问为什么要收上门费，你怎么回复？",
                "en": "A customer asks why a visit costs money. Reply.",
            },
            "words": {"min": 20, "max": 200},
            "criteria": {
                "items": {"zh": "逐项说清费用", "en": "Lists the cost item by item", "points": 2},
                "tone": {"zh": "语气平和", "en": "Keeps a calm tone"},
            },
            "model": {"zh": "先列工时，再列配件。", "en": "Labour first, then parts."},
        },
        answers=(
            ({"": ["您好，\r\n费用分两项。  "]}, "您好，\n费用分两项。", 0),
            ({"": ["  \n "]}, None, 0),
            ({}, None, 0),
        ),
        refused=({"": ["a" * 20_001]}, {"": ["a\x00b"]}, {"": ["\ud800"]}, {"x": ["text"]}),
    ),
)

"""A worked example of a forbidden sentence to be said properly."""

from app.items.base import Example

EXAMPLES = (
    Example(
        spec={
            "id": "example-rewrite",
            "type": "rewrite",
            "stem": {"zh": "换一种说法，告诉她下一步。", "en": "Say it properly and name the next step."},
            "say": {"zh": "这不归我们管。", "en": "That is not our responsibility."},
            "situation": {"zh": "客户的配件还没到。", "en": "The customer's part has not arrived."},
            "wants": ["promise"],
            "avoid": ["shirk"],
            "model": {"zh": "我来联系，三点前回您电话。", "en": "I will ask and ring you before three."},
            "criteria": {
                "owner": {"zh": "说清由谁去办", "en": "Says who takes care of it"},
                "time": {"zh": "给出时间", "en": "Gives a time", "points": 2},
            },
        },
        answers=(
            ({"": ["我来协调，\r\n两点前回您。"]}, "我来协调，\n两点前回您。", 0),
            ({"": [" "]}, None, 0),
            ({}, None, 0),
        ),
        refused=({"": ["a" * 1_001]}, {"": ["a\x07b"]}, {"x": ["text"]}),
    ),
)

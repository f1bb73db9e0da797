"""Worked examples of a question with several right choices."""

from typing import Any

from app.items.base import Example

_SPEC: dict[str, Any] = {
    "id": "example-multiple",
    "type": "multiple",
    "stem": {"zh": "哪些要写进承诺记录？", "en": "What goes into the record of a promise?"},
    "choices": {
        "who": {"zh": "谁来做", "en": "Who does it", "ok": True},
        "when": {"zh": "什么时间", "en": "By when", "ok": True},
        "mood": {"zh": "你对客户的印象", "en": "What you think of the customer"},
        "fault": {"zh": "同事的过失", "en": "Which colleague slipped"},
    },
}

EXAMPLES = (
    Example(
        spec=_SPEC,
        answers=(
            ({"": ["when", "who"]}, ["who", "when"], 1000),
            ({"": ["who"]}, ["who"], 500),
            ({"": ["who", "when", "mood"]}, ["who", "when", "mood"], 500),
            ({"": ["who", "when", "mood", "fault"]}, ["who", "when", "mood", "fault"], 0),
            ({"": ["mood"]}, ["mood"], 0),
            ({}, None, 0),
        ),
        refused=({"": ["who", "else"]},),
    ),
    Example(
        spec=_SPEC | {"id": "example-multiple-all", "credit": "all"},
        answers=(({"": ["who", "when"]}, ["who", "when"], 1000), ({"": ["who"]}, ["who"], 0)),
    ),
)

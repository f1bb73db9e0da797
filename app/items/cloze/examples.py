"""Worked examples of a text with gaps."""

from typing import Any

from app.items.base import Example

_SPEC: dict[str, Any] = {
    "id": "example-cloze",
    "type": "cloze",
    "stem": {"zh": "把话补全。", "en": "Complete what you say."},
    "text": {
        "zh": "您好，我[[feel]]您的着急。**[[when]]**给您回电话。",
        "en": "**[[when]]** I will ring you. I [[feel]] how urgent this is.",
    },
    "gaps": {
        "feel": {"accept": {"zh": ["理解", "明白"], "en": ["understand", "see"]}},
        "when": {
            "choices": {
                "soon": {"zh": "尽快", "en": "Soon", "why": {"zh": "没有时间。", "en": "That is no time."}},
                "two": {"zh": "下午两点前", "en": "Before two", "ok": True},
            },
            "why": {"zh": "说具体时间。", "en": "Name a time."},
        },
    },
}

EXAMPLES = (
    Example(
        spec=_SPEC,
        answers=(
            ({"feel": [" 理 解。"], "when": ["two"]}, {"feel": "理 解。", "when": "two"}, 1000),
            ({"feel": ["UNDERSTAND"], "when": ["soon"]}, {"feel": "UNDERSTAND", "when": "soon"}, 500),
            ({"feel": ["see"], "when": [""]}, {"feel": "see"}, 500),
            ({"feel": ["道歉"], "when": ["soon"]}, {"feel": "道歉", "when": "soon"}, 0),
            ({"feel": ["  "]}, None, 0),
            ({}, None, 0),
        ),
        refused=(
            {"when": ["later"]},
            {"else": ["see"]},
            {"": ["see"]},
            {"feel": ["a" * 201]},
            {"feel": ["a\x00b"]},
        ),
    ),
    Example(
        spec=_SPEC | {"id": "example-cloze-all", "credit": "all"},
        answers=(
            ({"feel": ["see"], "when": ["two"]}, {"feel": "see", "when": "two"}, 1000),
            ({"feel": ["see"]}, {"feel": "see"}, 0),
        ),
    ),
)

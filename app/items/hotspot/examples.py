"""Worked examples of places on a picture."""

from typing import Any

from app.items.base import Example

_SPEC: dict[str, Any] = {
    "id": "example-hotspot",
    "type": "hotspot",
    "picture": "example/unit.svg",
    "stem": {"zh": "哪里要客户自己定期清洗？", "en": "Which part does the customer clean?"},
    "alt": {"zh": "一台室内机", "en": "An indoor unit"},
    "regions": {
        "filter": {
            "zh": "面板后面的网",
            "en": "The net behind the panel",
            "shape": {"rect": [10, 10, 20, 20]},
            "ok": True,
        },
        "louvre": {"zh": "出风口的叶片", "en": "The blades at the outlet", "shape": {"circle": [60, 60, 8]}},
        "coil": {
            "zh": "后面的翅片",
            "en": "The fins at the back",
            "shape": {"polygon": [[70, 10], [90, 10], [80, 30]]},
        },
    },
}
_TWO = {
    **_SPEC,
    "id": "example-hotspot-two",
    "pick": 2,
    "regions": {**_SPEC["regions"], "coil": {**_SPEC["regions"]["coil"], "ok": True}},
}

EXAMPLES = (
    Example(
        spec=_SPEC,
        answers=(
            ({"": ["filter"]}, ["filter"], 1000),
            ({"": ["coil"]}, ["coil"], 0),
            ({"": [""]}, None, 0),
            ({}, None, 0),
        ),
        refused=({"": ["none"]}, {"": ["filter", "coil"]}, {"filter": ["filter"]}),
    ),
    Example(
        spec=_TWO,
        answers=(
            ({"": ["coil", "filter"]}, ["filter", "coil"], 1000),
            ({"": ["coil"]}, ["coil"], 500),
            ({"": ["coil", "louvre"]}, ["louvre", "coil"], 500),
            ({"": ["louvre"]}, ["louvre"], 0),
        ),
        refused=({"": ["filter", "coil", "louvre"]},),
    ),
    Example(
        spec={**_TWO, "id": "example-hotspot-all", "credit": "all"},
        answers=(({"": ["coil", "filter"]}, ["filter", "coil"], 1000), ({"": ["coil"]}, ["coil"], 0)),
    ),
)

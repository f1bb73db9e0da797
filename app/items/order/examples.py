"""Worked examples of an order."""

from typing import Any

from app.items.base import Example

_SPEC: dict[str, Any] = {
    "id": "example-order",
    "type": "order",
    "stem": {"zh": "按先后排列。", "en": "Put these in order."},
    "steps": {
        "listen": {"zh": "听客户说完", "en": "Hear the customer out"},
        "name": {"zh": "说出客户的感受", "en": "Name the feeling"},
        "solve": {"zh": "给出方案和时间", "en": "Offer a solution and a time"},
        "record": {"zh": "写下记录", "en": "Write it down"},
    },
}
_RIGHT = {"listen": ["1"], "name": ["2"], "solve": ["3"], "record": ["4"]}

EXAMPLES = (
    Example(
        spec=_SPEC,
        answers=(
            (_RIGHT, ["listen", "name", "solve", "record"], 1000),
            (
                {"": ["record", "listen", "name", "solve"]},
                ["record", "listen", "name", "solve"],
                667,
            ),
            ({"listen": ["1"], "name": ["2"], "solve": [""]}, ["listen", "name", None, None], 333),
            ({"listen": ["4"], "record": ["1"]}, ["record", None, None, "listen"], 0),
            ({"listen": [""]}, None, 0),
            ({}, None, 0),
        ),
        refused=(
            {"listen": ["1"], "name": ["1"]},
            {"listen": ["5"]},
            {"listen": ["٣"]},
            {"else": ["1"]},
            {"": ["listen", "listen"]},
        ),
    ),
    Example(
        spec=_SPEC | {"id": "example-order-all", "credit": "all"},
        answers=(
            (_RIGHT, ["listen", "name", "solve", "record"], 1000),
            ({"": ["record", "listen", "name", "solve"]}, ["record", "listen", "name", "solve"], 0),
        ),
    ),
)

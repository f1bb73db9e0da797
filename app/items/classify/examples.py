"""A worked example of a classification."""

from app.items.base import Example

EXAMPLES = (
    Example(
        spec={
            "id": "example-classify",
            "type": "classify",
            "stem": {"zh": "分到对应的级别。", "en": "Sort these into levels."},
            "buckets": {"one": {"zh": "一级", "en": "Level 1"}, "three": {"zh": "三级", "en": "Level 3"}},
            "things": {
                "late": {"zh": "上门迟到", "en": "The visit was late", "in": "one"},
                "shock": {"zh": "外壳漏电", "en": "The casing gives shocks", "in": "three"},
            },
        },
        answers=(
            ({"late": ["one"], "shock": ["three"]}, {"late": "one", "shock": "three"}, 1000),
            ({"late": ["one"], "shock": [""]}, {"late": "one"}, 500),
            ({"late": ["three"], "shock": ["one"]}, {"late": "three", "shock": "one"}, 0),
            ({"late": [""]}, None, 0),
        ),
        refused=({"late": ["two"]}, {"early": ["one"]}, {"late": ["one", "three"]}, {"": ["one"]}),
    ),
)

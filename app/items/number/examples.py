"""Worked examples of a number."""

from app.items.base import Example

EXAMPLES = (
    Example(
        spec={
            "id": "example-number",
            "type": "number",
            "stem": {"zh": "最迟多久给方案？", "en": "By when is a solution due?"},
            "answer": 24,
            "unit": {"zh": "小时", "en": "hours"},
        },
        answers=(
            ({"": ["24"]}, "24", 1000),
            ({"": [" ２４ 小时 "]}, "24", 1000),
            ({"": ["24 Hours"]}, "24", 1000),
            ({"": ["24.0"]}, "24", 1000),
            ({"": ["1，000"]}, "1000", 0),
            ({"": ["25"]}, "25", 0),
            ({"": [""]}, None, 0),
        ),
        refused=({"": ["about three"]}, {"": ["2,5"]}, {"": ["1", "2"]}, {"": ["9" * 50]}, {"x": ["24"]}),
    ),
    Example(
        spec={
            "id": "example-number-tolerance",
            "type": "number",
            "stem": {"zh": "满意度下降几个百分点？", "en": "By how many points does satisfaction fall?"},
            "answer": 2.5,
            "tolerance": 0.5,
        },
        answers=(({"": ["2。5"]}, "2.5", 1000), ({"": ["3"]}, "3", 1000), ({"": ["-3.1"]}, "-3.1", 0)),
    ),
)

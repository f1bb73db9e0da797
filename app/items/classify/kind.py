"""The kind `classify`: its functions under one name."""

from app.items.base import Kind
from app.items.classify.answer import credit, grade, prepare, read
from app.items.classify.examples import EXAMPLES
from app.items.classify.spec import ClassifySpec, check

KIND = Kind(
    name="classify",
    spec=ClassifySpec,
    check=check,
    prepare=prepare,
    read=read,
    grade=grade,
    examples=EXAMPLES,
    credit=credit,
)

"""The kind `multiple`: its functions under one name."""

from app.items.base import Kind
from app.items.multiple.answer import credit, grade, prepare, read
from app.items.multiple.examples import EXAMPLES
from app.items.multiple.spec import MultipleSpec, check

KIND = Kind(
    name="multiple",
    spec=MultipleSpec,
    check=check,
    prepare=prepare,
    read=read,
    grade=grade,
    examples=EXAMPLES,
    credit=credit,
)

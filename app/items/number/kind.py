"""The kind `number`: its functions under one name."""

from app.items.base import Kind
from app.items.number.answer import grade, prepare, read
from app.items.number.examples import EXAMPLES
from app.items.number.spec import NumberSpec, check

KIND = Kind(
    name="number",
    spec=NumberSpec,
    check=check,
    prepare=prepare,
    read=read,
    grade=grade,
    examples=EXAMPLES,
)

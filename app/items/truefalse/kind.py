"""The kind `truefalse`: its functions under one name."""

from app.items.base import Kind
from app.items.truefalse.answer import grade, prepare, read
from app.items.truefalse.examples import EXAMPLES
from app.items.truefalse.spec import TrueFalseSpec, check

KIND = Kind(
    name="truefalse",
    spec=TrueFalseSpec,
    check=check,
    prepare=prepare,
    read=read,
    grade=grade,
    examples=EXAMPLES,
)

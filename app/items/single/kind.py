"""The kind `single`: its functions under one name."""

from app.items.base import Kind
from app.items.single.answer import grade, prepare, read
from app.items.single.examples import EXAMPLES
from app.items.single.spec import SingleSpec, check

KIND = Kind(
    name="single",
    spec=SingleSpec,
    check=check,
    prepare=prepare,
    read=read,
    grade=grade,
    examples=EXAMPLES,
)

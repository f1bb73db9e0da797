"""The kind `essay`: its functions under one name."""

from app.items.base import Kind
from app.items.essay.answer import credit, grade, prepare, read
from app.items.essay.examples import EXAMPLES
from app.items.essay.spec import EssaySpec, check

KIND = Kind(
    name="essay",
    spec=EssaySpec,
    check=check,
    prepare=prepare,
    read=read,
    grade=grade,
    examples=EXAMPLES,
    marked_by="people",
    credit=credit,
)

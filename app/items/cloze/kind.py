"""The kind `cloze`: its functions under one name."""

from app.items.base import Kind
from app.items.cloze.answer import credit, grade, prepare, read
from app.items.cloze.examples import EXAMPLES
from app.items.cloze.spec import ClozeSpec, check

KIND = Kind(
    name="cloze",
    spec=ClozeSpec,
    check=check,
    prepare=prepare,
    read=read,
    grade=grade,
    examples=EXAMPLES,
    credit=credit,
)

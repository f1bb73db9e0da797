"""The kind `text`: its functions under one name."""

from app.items.base import Kind
from app.items.text.answer import grade, prepare, read
from app.items.text.examples import EXAMPLES
from app.items.text.spec import TextSpec, check

KIND = Kind(
    name="text",
    spec=TextSpec,
    check=check,
    prepare=prepare,
    read=read,
    grade=grade,
    examples=EXAMPLES,
)

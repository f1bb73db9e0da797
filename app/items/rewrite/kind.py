"""The kind `rewrite`: its functions under one name."""

from app.items.base import Kind
from app.items.rewrite.answer import credit, grade, prepare, read
from app.items.rewrite.examples import EXAMPLES
from app.items.rewrite.spec import RewriteSpec, check

KIND = Kind(
    name="rewrite",
    spec=RewriteSpec,
    check=check,
    prepare=prepare,
    read=read,
    grade=grade,
    examples=EXAMPLES,
    marked_by="people",
    credit=credit,
)

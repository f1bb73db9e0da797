"""The kind `case`: its functions under one name."""

from app.items.base import Kind
from app.items.case.answer import credit, grade, prepare, read, write
from app.items.case.examples import EXAMPLES
from app.items.case.spec import CaseSpec, check

KIND = Kind(
    name="case",
    spec=CaseSpec,
    check=check,
    prepare=prepare,
    read=read,
    grade=grade,
    examples=EXAMPLES,
    write=write,
    credit=credit,
)

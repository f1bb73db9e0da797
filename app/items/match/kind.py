"""The kind `match`: its functions under one name."""

from app.items.base import Kind
from app.items.match.answer import credit, grade, prepare, read, write
from app.items.match.examples import EXAMPLES
from app.items.match.spec import MatchSpec, check

KIND = Kind(
    name="match",
    spec=MatchSpec,
    check=check,
    prepare=prepare,
    read=read,
    grade=grade,
    examples=EXAMPLES,
    write=write,
    credit=credit,
)

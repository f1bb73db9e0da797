"""The kind `order`: its functions under one name."""

from app.items.base import Kind
from app.items.order.answer import credit, grade, prepare, read, write
from app.items.order.examples import EXAMPLES
from app.items.order.spec import OrderSpec, check

KIND = Kind(
    name="order",
    spec=OrderSpec,
    check=check,
    prepare=prepare,
    read=read,
    grade=grade,
    examples=EXAMPLES,
    write=write,
    credit=credit,
)

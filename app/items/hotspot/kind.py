"""The kind `hotspot`: its functions under one name."""

from app.items.base import Kind
from app.items.hotspot.answer import credit, grade, prepare, read
from app.items.hotspot.examples import EXAMPLES
from app.items.hotspot.spec import HotspotSpec, check

KIND = Kind(
    name="hotspot",
    spec=HotspotSpec,
    check=check,
    prepare=prepare,
    read=read,
    grade=grade,
    examples=EXAMPLES,
    credit=credit,
)

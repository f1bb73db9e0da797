"""Places of a picture to be picked, as their author writes them."""

from collections.abc import Iterator
from itertools import combinations
from math import hypot
from typing import Annotated, Literal

from pydantic import Field, StrictBool, StringConstraints

from app.items.base import ItemSpec, Ordered, Problem, Text, equal_texts
from app.items.hotspot.shapes import Place, Point, Shape
from app.kernel.bilingual import Bilingual

FEWEST_REGIONS = 2
MOST_REGIONS = 12
LEAST_DISTANCE = 4  # per cent; nearer letters cover each other on a phone
PictureName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+/[a-z0-9-]+\.(svg|png|jpg|jpeg|webp)$")]


class Region(Text):
    """One place: what one sees there, where it lies, whether it belongs to the key, and why.

    `letter` moves the letter off a thing that it would hide; a line then joins the two.
    """

    shape: Shape
    letter: Point | None = None
    ok: StrictBool = False
    why: Text | None = None

    @property
    def marker(self) -> Place:
        """Where the letter stands."""
        return (float(self.letter[0]), float(self.letter[1])) if self.letter else self.shape.middle


class HotspotSpec(ItemSpec):
    """One stem, a picture of a course with its alternative text, its places, and how many are to be picked."""

    type: Literal["hotspot"]
    picture: PictureName
    alt: Text
    regions: Ordered[Region]
    pick: Annotated[int, Field(ge=1, le=MOST_REGIONS)] = 1
    credit: Literal["partial", "all"] = "partial"

    @property
    def key(self) -> frozenset[str]:
        """Return the ids of the right places."""
        return frozenset(name for name, region in self.regions.items() if region.ok)


def check(spec: HotspotSpec) -> tuple[Problem, ...]:
    """Report shapes that cannot be drawn, letters on each other, a key that is not `pick`, and equal labels."""
    problems = equal_texts(dict(spec.regions), "regions", Bilingual("位置", "place"))
    problems.extend(_count(spec))
    undrawn = {name for name, region in spec.regions.items() if not region.shape.can_be_drawn}
    problems.extend(
        Problem(
            "E251",
            ("regions", name, "shape"),
            Bilingual("这个形状画不出来", "this shape cannot be drawn"),
            Bilingual(
                "只写一种，按百分比，不超出画面：rect: [x, y, 宽, 高]、circle: [x, y, 半径] 或 polygon: [[x, y], …]",
                "write one, within the picture, in per cent: rect: [x, y, width, height], circle: [x, y, radius] "
                "or polygon: [[x, y], …]",
            ),
        )
        for name in spec.regions
        if name in undrawn
    )
    problems.extend(_crowded(spec, undrawn))
    return tuple(problems)


def _count(spec: HotspotSpec) -> Iterator[Problem]:
    places, right = len(spec.regions), len(spec.key)
    if not FEWEST_REGIONS <= places <= MOST_REGIONS or places == right:
        message = Bilingual(
            f"要有 {FEWEST_REGIONS} 到 {MOST_REGIONS} 个位置，其中至少一个不该选",
            f"there must be {FEWEST_REGIONS} to {MOST_REGIONS} places, one of them wrong at least",
        )
        yield Problem("E252", ("regions",), message)
    if right != spec.pick:
        message = Bilingual(
            f"pick 是 {spec.pick}，标了 ok 的位置却有 {right} 个", f"pick is {spec.pick} but {right} places are ok"
        )
        yield Problem("E250", ("pick",), message)


def _crowded(spec: HotspotSpec, undrawn: set[str]) -> Iterator[Problem]:
    drawn = [(name, region.marker) for name, region in spec.regions.items() if name not in undrawn]
    for (first, (x, y)), (second, (u, v)) in combinations(drawn, 2):
        if hypot(x - u, y - v) < LEAST_DISTANCE:
            message = Bilingual(f"{second} 的字母会压住 {first} 的", f"the letter of {second} covers that of {first}")
            yield Problem("E253", ("regions", second, "shape"), message)

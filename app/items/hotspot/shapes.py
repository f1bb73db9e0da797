"""Shapes on a picture, in per cent of its sides: whether and how they are drawn, and where their letter stands."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from app.items.base import Strict

Percent = Annotated[Decimal, Field(ge=0, le=100, decimal_places=1)]  # canonical JSON holds no floats
Point = tuple[Percent, Percent]
Place = tuple[float, float]
FEWEST_CORNERS = 3
_WHOLE = 100


class Shape(Strict):
    """One of: `rect` [x, y, width, height], `circle` [x, y, radius in per cent of the width], `polygon` of corners."""

    rect: tuple[Percent, Percent, Percent, Percent] | None = None
    circle: tuple[Percent, Percent, Percent] | None = None
    polygon: tuple[Point, ...] | None = None

    @property
    def can_be_drawn(self) -> bool:
        """Whether it is exactly one shape, has an area, and lies on the picture."""
        given = [shape for shape in (self.rect, self.circle, self.polygon) if shape is not None]
        if len(given) != 1:
            return False
        if self.rect:
            x, y, width, height = self.rect
            return width > 0 and height > 0 and x + width <= _WHOLE and y + height <= _WHOLE
        return self.circle[2] > 0 if self.circle else len(set(self.polygon or ())) >= FEWEST_CORNERS

    @property
    def middle(self) -> Place:
        """The middle, or the mean of the corners."""
        corners = [self.circle[:2]] if self.circle else self._corners()
        count = len(corners) or 1
        return float(sum(x for x, _ in corners)) / count, float(sum(y for _, y in corners)) / count

    def path(self, width: int, height: int) -> str:
        """Return the outline as the `d` of an SVG path on a picture of that size."""
        if self.circle:
            x, y, r = (value * side / _WHOLE for value, side in zip(self.circle, (width, height, width), strict=True))
            return f"M{x - r:.1f} {y:.1f}a{r:.1f} {r:.1f} 0 1 0 {2 * r:.1f} 0a{r:.1f} {r:.1f} 0 1 0 {-2 * r:.1f} 0z"
        corners = [f"{x * width / _WHOLE:.1f} {y * height / _WHOLE:.1f}" for x, y in self._corners()]
        return f"M{'L'.join(corners)}z"

    def _corners(self) -> Sequence[Point]:
        if self.rect:
            x, y, width, height = self.rect
            return (x, y), (x + width, y), (x + width, y + height), (x, y + height)
        return self.polygon or ()

"""The mood over the turns as a small drawing with its sentence and its table."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.dialogue.debrief import MoodPoint
from app.dialogue.scenario import MOODS, Scenario
from app.roleplay.pages.words import mood_word

WIDTH, HEIGHT = 360, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 8, 352, 8, 168
_FULL = 100


@dataclass(frozen=True, slots=True)
class Zone:
    """A band of the mood behind the line; the name stands at its upper edge."""

    mood: str
    word: str
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Dot:
    """A turn on the line."""

    turn: int
    x: int
    y: int
    mood: str


@dataclass(frozen=True, slots=True)
class CurveRow:
    """The numbers of a turn, for the table behind the drawing."""

    turn: int
    mood: str
    anger: int
    trust: int
    patience: int


@dataclass(frozen=True, slots=True)
class Curve:
    """The drawing in its own coordinates; `anger` and `trust` are the points of polylines."""

    sentence: str
    zones: tuple[Zone, ...]
    dots: tuple[Dot, ...]
    anger: str
    trust: str
    rows: tuple[CurveRow, ...]

    width: int = WIDTH
    height: int = HEIGHT


def curve(scenario: Scenario, points: Sequence[MoodPoint]) -> Curve:
    """Draw the levels after every turn, from the opening on."""
    dots = tuple(Dot(one.turn, _x(place, len(points)), _y(one.anger), one.mood) for place, one in enumerate(points))
    trust = (f"{_x(place, len(points))},{_y(one.trust)}" for place, one in enumerate(points))
    return Curve(
        sentence=_sentence(points),
        zones=_zones(scenario),
        dots=dots,
        anger=" ".join(f"{dot.x},{dot.y}" for dot in dots),
        trust=" ".join(trust),
        rows=tuple(CurveRow(one.turn, mood_word(one.mood), one.anger, one.trust, one.patience) for one in points),
    )


def _zones(scenario: Scenario) -> tuple[Zone, ...]:
    limits = (0, *scenario.opening.bands, _FULL)
    return tuple(
        Zone(mood, mood_word(mood), _y(upper), _y(lower) - _y(upper))
        for mood, lower, upper in zip(MOODS, limits, limits[1:], strict=False)
        if upper > lower
    )


def _sentence(points: Sequence[MoodPoint]) -> str:
    first, last = points[0], points[-1]
    worst = max(points, key=lambda one: (one.anger, -one.turn))
    words = {
        "first": mood_word(first.mood),
        "last": mood_word(last.mood),
        "worst": mood_word(worst.mood),
        "turn": worst.turn,
    }
    if worst.anger <= first.anger:
        return str(_("It began %(first)s and ended %(last)s; it never got worse than at the beginning.", **words))
    return str(_("It began %(first)s, was worst after turn %(turn)s (%(worst)s) and ended %(last)s.", **words))


def _x(place: int, count: int) -> int:
    return _LEFT if count < 2 else _LEFT + (_RIGHT - _LEFT) * place // (count - 1)  # noqa: PLR2004 - a line has two ends


def _y(value: int) -> int:
    return _BOTTOM - (_BOTTOM - _TOP) * value // _FULL

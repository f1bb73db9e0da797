"""The ladder of one scenario: which rungs there are, which are done, which one comes next, what may start."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from app.dialogue.scenario import Scenario
from app.kernel.errors import N_, InvalidError

Purpose = Literal["practice", "assessed"]
Mode = Literal["hints", "choices", "text"]
Rung = Literal["hints", "choices", "text", "assessed"]
Fate = Literal["open", "practice", "waiting", "returned", "released"]
Assessment = Literal["start", "open", "waiting"]

CLOSED = "closed"  # the ending of a conversation that was left unfinished: no scenario can author it
ABANDONED = "abandoned"  # the ending of an assessed one in which nobody said anything more: likewise
ABANDONED_AFTER = timedelta(hours=24)  # of silence in the middle of an assessed conversation the job hands it in
FORGOTTEN_AFTER = timedelta(minutes=30)  # a finished conversation whose work order nobody closes is closed by the job
RUNGS: tuple[Rung, ...] = ("hints", "choices", "text", "assessed")


@dataclass(frozen=True, slots=True)
class Setting:
    """A conversation as its page needs to know it."""

    id: int
    purpose: str
    mode: str

    @property
    def rung(self) -> Rung:
        """The rung on which it stands."""
        return rung_of(self.purpose, self.mode)

    @property
    def is_assessed(self) -> bool:
        """Whether it goes to the mentors."""
        return self.purpose == "assessed"


@dataclass(frozen=True, slots=True)
class Past:
    """A conversation one has begun: `result` is its ending's, None while it is open or when nobody knows.

    `passed` and `score` (thousandths) are the mentors' and stand only beside the fate `released`.
    """

    id: int
    rung: Rung
    fate: Fate
    is_open: bool
    started_at: datetime
    turns: int = 0
    result: Literal["pass", "fail"] | None = None
    ended_at: datetime | None = None
    passed: bool | None = None
    score: int | None = None
    reason: str | None = None
    is_fork: bool = False


def setting_of(rung: str) -> tuple[Purpose, Mode]:
    """Return purpose and mode of a rung.

    Raises:
        InvalidError: There is no such rung.
    """
    if rung == "assessed":
        return "assessed", "text"
    if rung in {"hints", "choices", "text"}:
        return "practice", rung  # type: ignore[return-value]
    raise InvalidError("rung", N_("Please choose how you want to play."))


def rung_of(purpose: str, mode: str) -> Rung:
    """Return the rung on which a session stands."""
    return "assessed" if purpose == "assessed" else mode  # type: ignore[return-value]


def rungs_of(scenario: Scenario) -> tuple[Rung, ...]:
    """Return the rungs of a scenario, easiest first: without options there is nothing to choose from."""
    return RUNGS if scenario.beats else RUNGS[2:]


def done_rungs(past: Iterable[Past]) -> frozenset[Rung]:
    """Return the rungs on which a conversation came to a good end, the assessed one by the mentors' word."""
    ended = [one for one in past if not one.is_open]
    practised = {one.rung for one in ended if one.rung != "assessed" and one.result == "pass" and not one.is_fork}
    return frozenset(practised | {one.rung for one in ended if one.rung == "assessed" and one.passed})


def best_rung(past: Sequence[Past]) -> Rung | None:
    """Return the highest rung that is done."""
    done = done_rungs(past)
    return next((rung for rung in reversed(RUNGS) if rung in done), None)


def next_rung(rungs: Sequence[Rung], past: Sequence[Past]) -> Rung:
    """Return the rung to recommend: the one above the best, the free practice while the assessed one cannot start."""
    best = best_rung(past)
    above = rungs if best is None or best not in rungs else rungs[rungs.index(best) + 1 :]
    found = above[0] if above else rungs[-1]
    return "text" if found == "assessed" and assessment_of(past) == "waiting" else found


def assessment_of(past: Iterable[Past]) -> Assessment:
    """Tell whether the assessed conversation may start: not while one is open or waits for its marks."""
    assessed = [one for one in past if one.rung == "assessed"]
    if any(one.is_open for one in assessed):
        return "open"
    return "waiting" if any(one.fate == "waiting" for one in assessed) else "start"


def open_session(past: Iterable[Past], purpose: Purpose | None = None) -> Past | None:
    """Return the conversation to resume, the newest first."""
    found = [
        one for one in past if one.is_open and (purpose is None or (one.rung == "assessed") == (purpose == "assessed"))
    ]
    return max(found, key=lambda one: one.id, default=None)


def fate_of(purpose: str, state: str, *, returned: bool, released: bool) -> Fate:
    """Tell where a conversation stands: assessed ones wait until there is a result or they came back."""
    if state == "open":
        return "open"
    if purpose != "assessed":
        return "practice"
    if released:
        return "released"
    return "returned" if returned else "waiting"


@dataclass(frozen=True, slots=True)
class Standing:
    """A scenario and what one person has done with it."""

    scenario: Scenario
    past: tuple[Past, ...]

    @property
    def is_passed(self) -> bool:
        """Whether the mentors have passed it."""
        return "assessed" in done_rungs(self.past)


def offered(scenarios: Iterable[Scenario], trade: str | None) -> tuple[Scenario, ...]:
    """Return the scenarios of a trade and those for any, by grade; without a trade all of them."""
    fitting = [one for one in scenarios if trade is None or one.trade in {"any", trade}]
    return tuple(sorted(fitting, key=lambda one: (one.grade, one.trade == "any", one.id)))


def next_scenario(standings: Sequence[Standing]) -> Standing | None:
    """Return the one to recommend: what is open first, then the lowest grade that is neither passed nor waiting."""
    begun = [one for one in standings if open_session(one.past) is not None]
    if begun:
        return max(begun, key=lambda one: open_session(one.past).id)  # type: ignore[union-attr]
    ready = [one for one in standings if not one.is_passed and assessment_of(one.past) == "start"]
    return ready[0] if ready else None

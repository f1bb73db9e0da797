"""Random conversations, the same for the same seed: how a scenario plays for the careful and for the careless."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, get_args

from msgspec import Struct

from app.dialogue.engine import advance, begin
from app.dialogue.scenario import Rubric, Rule, Scenario
from app.dialogue.score import checklist
from app.dialogue.state import Step
from app.kernel.draws import below
from app.utterance.values import Act

Strategy = Literal["careful", "mixed", "careless"]
STRATEGIES: tuple[Strategy, ...] = get_args(Strategy)
_TRIES: Mapping[Strategy, int] = {"careful": 4, "mixed": 1, "careless": 1}
_MOST_ACTS = 3
_TOPICS = ("name", "contact", "address", "model", "symptom", "when", "people", "place", "order", "cost", "wish", "slot")
_ASKING = frozenset(("ask_open", "ask_closed", "ask_environment", "verify_identity"))
_CLOSING = ("empathise", "recap", "confirm_writing", "ask_anything_else", "close")


class Tally(Struct, frozen=True, kw_only=True):
    """What came of some walks: ending → how many, flag → how many, turns and scores in order of the runs."""

    runs: int
    endings: Mapping[str, int]
    flags: Mapping[str, int]
    turns: tuple[int, ...]
    scores: tuple[int, ...]

    @property
    def mean_turns(self) -> int:
        """The mean number of turns, in tenths."""
        return sum(self.turns) * 10 // self.runs if self.runs else 0

    @property
    def mean_score(self) -> int:
        """The mean score in thousandths."""
        return sum(self.scores) // self.runs if self.runs else 0

    def score_bands(self) -> tuple[int, ...]:
        """Return how many scores lie in each tenth of the scale; 1000 belongs to the last."""
        counts = Counter(min(score // 100, 9) for score in self.scores)
        return tuple(counts[band] for band in range(10))


class Simulation(Struct, frozen=True, kw_only=True):
    """The tallies of all walks, and by strategy."""

    all: Tally
    by_strategy: Mapping[Strategy, Tally]


def random_walk(
    scenario: Scenario, pool: Sequence[Act], seed: str, turns: int, *, strategy: Strategy = "mixed"
) -> tuple[Step, ...]:
    """Return a conversation of at most `turns` turns with acts drawn from the pool; the same for the same arguments.

    A careful one weighs a few things to say and says the best; after the last turn the learner hangs up.
    """
    steps = [begin(scenario)]
    while steps[-1].state.ending is None:
        before, number = steps[-1], len(steps)
        if number > turns or not pool:
            steps.append(advance(scenario, before, (), left=True))
            break
        tries = (_drawn(pool, f"{seed}:{number}:{attempt}") for attempt in range(_TRIES[strategy]))
        steps.append(max((advance(scenario, before, acts) for acts in tries), key=lambda step: _merit(scenario, step)))
    return tuple(steps)


def pool_for(scenario: Scenario, strategy: Strategy) -> tuple[Act, ...]:
    """Return what people of a kind may say here: acts of rules, facts and options that help, that harm, or all."""
    good, bad = _acts_by_merit(scenario)
    options = tuple(act for beat in scenario.beats for option in beat.options for act in option.acts if act.slots)
    helpful = (*(act for name in good for act in _spoken(scenario, name, kept=True)), *map(Act, _CLOSING))
    harmful = (*(act for name in bad for act in _spoken(scenario, name, kept=False)),)
    if strategy == "careful":
        return helpful
    if strategy == "careless":
        return (*harmful, *helpful[: max(len(harmful) // 3, 1)])
    return (*helpful, *harmful, *options)


def simulate(scenario: Scenario, rubric: Rubric, runs: int, seed: str) -> Simulation:
    """Play a scenario many times, the strategies in turn, and tell what came of it."""
    pools = {strategy: pool_for(scenario, strategy) for strategy in STRATEGIES}
    walks: list[tuple[Strategy, Step]] = []
    for run in range(runs):
        strategy = STRATEGIES[run % len(STRATEGIES)]
        limit = scenario.opening.limit
        steps = random_walk(scenario, pools[strategy], f"{seed}:{run}", limit, strategy=strategy)
        walks.append((strategy, steps[-1]))
    parts: dict[Strategy, Tally] = {}
    for strategy in STRATEGIES:
        parts[strategy] = _tally(scenario, rubric, (last for kind, last in walks if kind == strategy))
    return Simulation(all=_tally(scenario, rubric, (last for _, last in walks)), by_strategy=parts)


def _drawn(pool: Sequence[Act], seed: str) -> tuple[Act, ...]:
    count = 1 + below(_MOST_ACTS, f"{seed}:count")
    drawn = (pool[below(len(pool), f"{seed}:{place}")] for place in range(count))
    return tuple({act.id: act for act in drawn}.values())


def _merit(scenario: Scenario, step: Step) -> tuple[int, ...]:
    """Weigh a step as a careful person would: no harm, a good end, more done, a calmer customer."""
    state = step.state
    results = {ending.id: 1 if ending.result == "pass" else -1 for ending in scenario.endings}
    proofs = sum(1 for rule in scenario.rules if rule.evidence is not None and rule.id in state.fired)
    return (-len(state.flags), results.get(state.ending or "", 0), proofs, len(state.facts), state.trust - state.anger)


def _acts_by_merit(scenario: Scenario) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sort the acts that the scenario reacts to by what its rules make of them; unconditional harm decides."""
    bad = {act for rule in scenario.rules if _harms(rule) for act in rule.acts}
    named = [act for rule in scenario.rules for act in rule.acts]
    named += [act for fact in scenario.facts for act in fact.acts]
    acts = tuple(dict.fromkeys(named))
    return tuple(act for act in acts if act not in bad), tuple(act for act in acts if act in bad)


def _harms(rule: Rule) -> bool:
    return not rule.when and (rule.flag is not None or rule.anger > 0 or rule.trust < 0)


def _spoken(scenario: Scenario, act: str, *, kept: bool) -> tuple[Act, ...]:
    """Return an act with the slots it may have here: promises that can be kept, or that cannot; all topics."""
    if act in _ASKING:
        return (Act(act, slots={"topic": list(_TOPICS)}),)
    if act not in ("promise", "offer_visit"):
        return (Act(act),)
    found: list[Act] = []
    for rule in scenario.promises:
        most = rule.most if rule.most is not None else 24 * 60
        deadline = {"value": most if kept else 2 * most + 1, "unit": "min"}
        if act == "promise" and (rule.allowed or not kept):
            found.append(Act(act, slots={"kind": rule.kind, "deadline": deadline}))
        elif act == "offer_visit" and rule.kind == "visit":
            found.append(Act(act, slots={"deadline": deadline}))
    return tuple(found) or (Act(act),)


def _tally(scenario: Scenario, rubric: Rubric, lasts: Iterable[Step]) -> Tally:
    states = [last.state for last in lasts]
    return Tally(
        runs=len(states),
        endings=dict(sorted(Counter(state.ending or "" for state in states).items())),
        flags=dict(sorted(Counter(flag for state in states for flag in state.flags).items())),
        turns=tuple(state.turn for state in states),
        scores=tuple(checklist(scenario, rubric, state).score for state in states),
    )

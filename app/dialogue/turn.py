"""One turn while it is worked out: the only place where something changes, and nothing of it is kept."""

from collections.abc import Sequence

from app.dialogue.effects import Change, change_of, clamped, tempered, too_early, when_early
from app.dialogue.expressions import as_name
from app.dialogue.looking import put_levels, put_promises, values_of
from app.dialogue.preparing import Prepared
from app.dialogue.promises import ledger_after
from app.dialogue.scenario import HiddenFact, Rule
from app.dialogue.state import LIMIT, UNRECOGNISED, Effect, Note, State
from app.utterance.values import Act

_NOT_UNDERSTOOD: Change = (4, 0, -1)


class Turn:
    """Works out one turn on copies of what a state holds; `values` always show how things stand just now."""

    def __init__(self, prepared: Prepared, before: State, acts: Sequence[Act], *, left: bool) -> None:
        self.prepared = prepared
        self.scenario = prepared.scenario
        self.done = tuple(act for act in acts if not act.negated)
        self.anger, self.trust, self.patience = before.anger, before.trust, before.patience
        self.seen, self.fired = dict(before.seen), dict(before.fired)
        self.facts, self.documents = list(before.facts), list(before.documents)
        self.said, self.flags = list(before.said), list(before.flags)
        self.promises = before.promises
        self.effects: list[Effect] = []
        self.values = values_of(self.scenario, before)
        self.mood_before = self.values["mood"]
        self.values["turn"] = before.turn + 1
        self.left = left
        self.values["ended"] = int(left)

    def hear(self) -> None:
        """Count the acts, each once however often it stands there; nothing recognised wears the customer out."""
        for act in dict.fromkeys(act.id for act in self.done):
            self.seen[act] = self.seen.get(act, 0) + 1
            self.values[f"seen.{act}"] = self.seen[act]
            self.values[f"now.{act}"] = 1
        if not self.done:
            self.apply(UNRECOGNISED, tempered(self.scenario.persona, _NOT_UNDERSTOOD), "")

    def apply_rules(self) -> None:
        """Let every rule that matches act, in order: later ones see what earlier ones changed."""
        first = {act.id: act for act in reversed(self.done)}
        for rule, acts, when in self.prepared.rules:
            if acts and acts.isdisjoint(first):
                continue
            times = self.fired.get(rule.id, 0)
            if not (rule.repeat == "once" and times) and when.test(self.values):
                act = next((act for act in self.done if act.id in acts), None)
                self.fire(rule, act, times)

    def fire(self, rule: Rule, act: Act | None, times: int) -> None:
        """Apply a rule and what it shows, flags and proves."""
        change, note = change_of(rule, times)
        if too_early(act.id if act else None, self.values, self.mood_before):
            early = when_early(change)
            change, note = early, "early" if early != change else note
        self.fired[rule.id] = times + 1
        self.apply(rule.id, tempered(self.scenario.persona, change), note, rule=rule, act=act)
        if rule.flag is not None:
            self.flag(rule.flag)
        if rule.show is not None and rule.show not in self.documents:
            self.documents.append(rule.show)
            self.values[as_name("doc", rule.show)] = 1

    def apply(self, name: str, change: Change, note: Note, *, rule: Rule | None = None, act: Act | None = None) -> None:
        """Move the levels within their scale and write down what moved."""
        anger, trust, patience = change
        applied = (clamped(self.anger, anger), clamped(self.trust, trust), clamped(self.patience, patience))
        self.anger, self.trust, self.patience = (
            self.anger + applied[0],
            self.trust + applied[1],
            self.patience + applied[2],
        )
        put_levels(self.values, self.scenario, self.anger, self.trust, self.patience)
        self.effects.append(
            Effect(
                rule=name,
                act=act.id if act else None,
                start=act.start if act else 0,
                end=act.end if act else 0,
                anger=applied[0],
                trust=applied[1],
                patience=applied[2],
                note=note or ("clamped" if applied != change else ""),
                evidence=rule.evidence if rule else None,
                flag=rule.flag if rule else None,
            )
        )

    def keep_promises(self) -> None:
        """Write the ledger."""
        after = ledger_after(self.scenario, self.promises, self.done, turn=self.values["turn"])
        if after != self.promises:
            self.promises = after
            put_promises(self.values, after)

    def tell_facts(self) -> list[str]:
        """Reveal what was asked for, volunteered or shown, in order; return what the customer says of it aloud."""
        told: list[str] = []
        for fact, name, when in self.prepared.facts:
            if fact.id in self.facts or not (self.is_read(fact) or self.is_told(fact)) or not when.test(self.values):
                continue
            self.facts.append(fact.id)
            self.values[name] = 1
            if self.is_told(fact):
                told.append(fact.id)
        return told

    def is_read(self, fact: HiddenFact) -> bool:
        """Tell whether a fact stands in a document that the learner may read."""
        return fact.document is not None and fact.document in self.documents

    def is_told(self, fact: HiddenFact) -> bool:
        """Tell whether a fact is volunteered or one of the acts asks for it (with one of its topics, if it has any)."""
        return fact.volunteered or any(
            act.id in fact.acts and (not fact.topics or not set(fact.topics).isdisjoint(_topics(act)))
            for act in self.done
        )

    def raise_criticals(self) -> None:
        """Raise the critical errors whose condition holds now."""
        for critical, _, when in self.prepared.criticals:
            if critical.id not in self.flags and when.test(self.values):
                self.flag(critical.id)

    def flag(self, critical: str) -> None:
        """Raise a critical error once."""
        if critical not in self.flags:
            self.flags.append(critical)
            self.values[as_name("flag", critical)] = 1

    def lose_patience(self) -> None:
        """Use up the patience of a customer who has talked up to the limit."""
        self.apply(LIMIT, (0, 0, -self.patience), "")

    def state(self, ending: str | None) -> State:
        """Return how things stand now as a value."""
        return State(
            anger=self.anger,
            trust=self.trust,
            patience=self.patience,
            turn=self.values["turn"],
            seen=self.seen,
            fired=self.fired,
            facts=tuple(self.facts),
            documents=tuple(self.documents),
            said=tuple(self.said),
            flags=tuple(self.flags),
            promises=self.promises,
            ended=self.left,
            ending=ending,
        )


def _topics(act: Act) -> Sequence[str]:
    topics = act.slots.get("topic", ())
    return (topics,) if isinstance(topics, str) else tuple(topics)

"""A small complete scenario with its rubric, and builders of acts: nothing read from files."""

from app.dialogue.scenario import (
    Beat,
    Criterion,
    Critical,
    Document,
    Ending,
    GoldenTest,
    HiddenFact,
    Line,
    Opening,
    Option,
    Persona,
    PromiseRule,
    Rubric,
    Rule,
    Scenario,
    TicketField,
)
from app.kernel.bilingual import Bilingual
from app.utterance.values import Act

TWO_HOURS = {"value": 2, "unit": "h"}
TWO_DAYS = {"value": 48, "unit": "h"}
CRITERIA = ("empathy", "safety", "ownership", "wording", "product")


def both(text: str) -> Bilingual:
    return Bilingual(f"{text}（中）", text)


def an_act(act_id: str, start: int = 0, end: int = 0, *, negated: bool = False, **slots) -> Act:
    return Act(act_id, start, end, negated, slots)


def a_visit(deadline=TWO_HOURS) -> tuple[Act, Act]:
    """What the reader finds in “an engineer is with you within two hours”."""
    return an_act("offer_visit", deadline=deadline), an_act("promise", deadline=deadline, kind="visit")


def a_rubric(**changes) -> Rubric:
    """Five criteria; empathy weighs double; a pass is 700 thousandths."""
    criteria = tuple(
        Criterion(
            id=criterion,
            title=both(criterion.title()),
            anchors={str(anchor): both(f"{criterion} at {anchor}") for anchor in range(1, 6)},
            weight=2 if criterion == "empathy" else 1,
            competency=criterion,
        )
        for criterion in CRITERIA
    )
    return Rubric(**{"id": "calls", "title": both("Difficult call"), "criteria": criteria, "hash": "r" * 64} | changes)


def a_rule(rule_id: str, *acts: str, why: str | None = None, better: str | None = None, **more) -> Rule:
    said = {"why": both(why or f"why {rule_id}"), "better": both(better) if better else None}
    return Rule(id=rule_id, acts=acts, **said, **more)


RULES = (
    a_rule("r-empathy", "empathise", anger=-12, trust=8, evidence="empathy"),
    a_rule("r-sorry", "apologise", anger=-6, trust=3, evidence="empathy", repeat="once"),
    a_rule("r-safety", "safety_instruction", trust=12, evidence="safety"),
    a_rule("r-environment", "ask_environment", trust=4, evidence="safety", repeat="once"),
    a_rule("r-visit", "offer_visit", anger=-15, trust=6, evidence="ownership"),
    a_rule("r-recap", "recap", anger=-8, trust=5, evidence="ownership", when="promise.visit > 0"),
    a_rule("r-plain", "explain_plain", trust=5, evidence="wording"),
    a_rule("r-price", "check_cost", trust=3, show="price-list"),
    a_rule(
        "r-visit-unsafe", "offer_visit", when="not seen.safety_instruction", flag="cc-safety", better="Power off first."
    ),
    a_rule("r-vague", "vague_promise", anger=15, trust=-10, better="Within two hours."),
    a_rule("r-shirk", "shirk", anger=15, trust=-10, patience=-5, repeat="full", better="I will see to it."),
    a_rule("r-blame", "blame", anger=20, trust=-10, repeat="full", better="Let us look at it together."),
)
LINES = (
    Line(id="l-open", when="turn == 0", say=both("It leaks again!")),
    Line(id="l-tomorrow", when="promise.visit > 0 and mood == upset", say=both("And if nobody comes?")),
    Line(id="l-off", when="seen.safety_instruction > 0", say=both("I have switched it off.")),
    Line(id="l-angry", when="mood == furious", once=False, say=both("Are you listening?")),
    Line(id="l-calm", when="mood == calm", once=False, say=both("All right.")),
    Line(id="l-any", once=False, say=both("And now?")),
)
FACTS = (
    HiddenFact(
        id="address",
        short=both("Address"),
        say=both("Number 18 Jinxiu Road."),
        acts=("ask_closed", "ask_open", "verify_identity"),
        topics=("address",),
        when="trust >= 20",
    ),
    HiddenFact(id="old-parent", short=both("Old parent"), say=both("My mother is here."), acts=("ask_environment",)),
    HiddenFact(id="wet", short=both("Wet hands"), say=both("My hands are wet."), volunteered=True, when="trust >= 50"),
    HiddenFact(id="call-out", short=both("Call-out fee"), say=both("It says fifty."), document="price-list"),
    HiddenFact(id="model", short=both("Model"), say=both("KFR-35."), document="order"),
)
PROMISES = (
    PromiseRule(kind="visit", most=120, least=30, policy="aircon.complaint.level_3.response", words=both("2 hours")),
    PromiseRule(kind="callback", most=1440),
    PromiseRule(kind="goodwill", most_amount=200, unit="yuan"),
    PromiseRule(kind="refund", allowed=False),
)
TICKET = (
    TicketField(
        id="level",
        label=both("Level"),
        type="choice",
        choices={f"level-{level}": both(f"Level {level}") for level in (1, 2, 3)},
        order=("level-1", "level-2", "level-3"),
        right="level-3",
    ),
    TicketField(
        id="address",
        label=both("Address"),
        type="text",
        accept={"zh": ("锦绣路18号",), "en": ("18 Jinxiu", "Jinxiu Road 18")},
        fact="address",
    ),
    TicketField(id="note", label=both("Note"), type="text", must=False, accept={"zh": ("老人",), "en": ("parent",)}),
    TicketField(id="promise", label=both("Promise"), type="promise", kind="visit"),
)
CRITICAL = (
    Critical(id="cc-safety", title=both("No power-off"), group="compliance", why=both("Danger of life.")),
    Critical(
        id="cc-promise",
        title=both("A promise nobody can keep"),
        group="business",
        when="broken.visit > 0 or seen.over_promise > 0",
        fails="section",
        section="ownership",
        better=both("Within two hours."),
    ),
)
ENDINGS = (
    Ending(
        id="hung-up", title=both("Hung up"), result="fail", when="patience <= 0 or anger >= 95", say=both("Enough!")
    ),
    Ending(
        id="resolved",
        title=both("Resolved"),
        result="pass",
        when="seen.recap and promise.visit > 0 and anger < 40 and seen.close",
        say=both("Thank you."),
    ),
    Ending(id="left", title=both("Left"), result="fail", when="ended"),
)
BEATS = (
    Beat(
        id="b-first",
        when="turn == 0",
        options=(
            Option(
                id="b1-safe",
                say=both("Please switch it off; that must be frightening."),
                acts=(an_act("safety_instruction"), an_act("empathise"), an_act("apologise")),
                hint=both("First make it safe."),
            ),
            Option(id="b1-wait", say=both("Someone comes in two days."), acts=a_visit(TWO_DAYS)),
        ),
    ),
    Beat(
        id="b-any",
        options=(
            Option(id="b-visit", say=both("An engineer within two hours."), acts=a_visit()),
            Option(id="b-end", say=both("To sum up … goodbye."), acts=(an_act("recap"), an_act("close"))),
            Option(id="b-shirk", say=both("Call somebody else."), acts=(an_act("shirk"),)),
        ),
    ),
)
TESTS = (
    GoldenTest(
        id="t-model",
        choose=("b1-safe", "b-visit", "b-end"),
        ticket={"level": Bilingual("level-3", "level-3"), "address": Bilingual("锦绣路 18 号", "18 Jinxiu Road")},
        expect={"ending": "resolved", "flags": [], "anger": "<40"},
    ),
    GoldenTest(
        id="t-cold", choose=("b1-wait", "/end"), expect={"ending": "left", "flags": ["cc-safety", "cc-promise"]}
    ),
    GoldenTest(id="t-shirk", choose=("b1-safe", *("b-shirk",) * 3), expect={"ending": "hung-up", "anger": ">=95"}),
)


def a_scenario(**changes) -> Scenario:
    """A leaking outdoor unit at night (Tuesday 21:40), anger 60 with bands 30, 65, 95; every part has something in it."""
    parts = {
        "id": "leak",
        "grade": 2,
        "trade": "aircon",
        "channel": "phone",
        "minutes": 8,
        "rubric": "calls",
        "title": both("Leakage at night"),
        "brief": both("The third repair this summer."),
        "persona": Persona(name=both("Ms Zhou"), about=both("Has had a long day."), anger_up=150),
        "opening": Opening(anger=60, bands=(30, 65, 95), trust=30, patience=60, weekday=2, minute=1300),
        "documents": (
            Document(id="order", title=both("Order"), text=both("Model KFR-35.")),
            Document(id="price-list", title=both("Prices"), text=both("Call-out 50."), visible="customer"),
        ),
        "rules": RULES,
        "lines": LINES,
        "facts": FACTS,
        "promises": PROMISES,
        "ticket": TICKET,
        "critical": CRITICAL,
        "endings": ENDINGS,
        "beats": BEATS,
        "tests": TESTS,
        "competencies": ("empathy", "compliance"),
        "not_judged": ("product",),
        "hash": "s" * 64,
    }
    return Scenario(**parts | changes)

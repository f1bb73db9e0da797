"""A scenario as the frozen value that sessions pin: company numbers filled in, limits in minutes."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.content.compile.promises import acts_of, promise_rule
from app.content.library import PolicyValue
from app.content.objects import ContentObject, make_object
from app.content.policies import fill_quotes, quoted_keys
from app.content.schema import scenarios as authored
from app.content.schema.measures import read_measure
from app.content.schema.scenarios import ScenarioFile
from app.dialogue import scenario as made
from app.items.base import Text
from app.kernel.bilingual import LANGS, Bilingual

Policies = Mapping[str, PolicyValue]
_DOUBLE_MARKED = 3  # from this grade on two markers are the rule
_EXPLAINS = frozenset({"why", "better", "hint"})


def compile_scenario(file: ScenarioFile, policies: Policies) -> ContentObject:
    """Compile a scenario whose names have passed the linter; KeyError for an unknown policy."""
    value = scenario_of(file, policies)
    return make_object("scenario", file.id, value, _aspects(file), value.policies)


def scenario_of(file: ScenarioFile, policies: Policies) -> made.Scenario:
    """Return the scenario as a value; KeyError for an unknown policy and for a limit that is no time."""
    fill = _Filler(policies)
    opening = _opening(file.state)
    quoted = {key: policies[key].value for key in sorted(set(policy_keys(file)))}
    return made.Scenario(
        id=file.id,
        grade=file.grade,
        trade=file.trade,
        channel=file.channel,
        minutes=file.minutes,
        rubric=file.rubric,
        title=fill(file.title),
        brief=fill(file.brief),
        persona=_persona(file.persona, fill),
        opening=opening,
        rules=tuple(_rule(rule, fill) for rule in file.rules),
        lines=tuple(_line(line, fill) for line in file.lines),
        endings=tuple(_ending(ending, fill) for ending in file.endings),
        facts=tuple(_fact(fact, fill) for fact in file.facts),
        documents=tuple(
            made.Document(id=one.id, title=fill(one.title), text=fill(one.text), visible=one.visible)
            for one in file.documents
        ),
        promises=tuple(promise_rule(kind, spec, opening, policies) for kind, spec in file.promises.items()),
        ticket=tuple(_field(field, fill) for field in file.ticket),
        critical=tuple(_critical(critical, fill) for critical in file.critical),
        beats=tuple(_beat(beat, fill, policies) for beat in file.choices),
        tests=tuple(_test(test, fill) for test in file.tests),
        competencies=file.competencies,
        examines=file.examines,
        not_judged=file.not_judged,
        markers=file.markers or (2 if file.grade >= _DOUBLE_MARKED else 1),
        policies=quoted,
    )


def policy_keys(file: ScenarioFile) -> Iterator[str]:
    """Yield every policy key that a scenario quotes in its texts or limits something by."""
    yield from quoted_keys(file.model_dump_json(exclude_none=True))
    for _, measure in measures_of(file):
        if read_measure(measure) is None:
            yield measure


def measures_of(file: ScenarioFile) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield path and text of every limit, deadline and amount written as a number with unit or as a policy key."""
    for kind, promise in file.promises.items():
        for name in ("most", "least", "most_amount"):
            if isinstance(measure := getattr(promise, name), str):
                yield ("promises", kind, name), measure
    for beat_index, beat in enumerate(file.choices):
        for index, option in enumerate(beat.options):
            for position, act in enumerate(option.acts):
                for name in ("deadline", "amount"):
                    if isinstance(measure := getattr(act, name), str):
                        yield ("choices", beat_index, "options", index, "acts", position, name), measure


def texts_of(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """Yield every {zh, en} text below a value, with its path."""
    if isinstance(value, dict):
        if isinstance(value.get("zh"), str) and isinstance(value.get("en"), str):
            yield path, value
            return
        for name, part in value.items():
            yield from texts_of(part, (*path, name))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from texts_of(part, (*path, index))


class _Filler:
    """Fills the quoted company numbers into texts."""

    def __init__(self, policies: Policies) -> None:
        self.policies = policies

    def __call__(self, text: Text) -> Bilingual:
        if "{{" not in text.zh and "{{" not in text.en:  # nearly always
            return Bilingual(text.zh, text.en)
        return Bilingual(*(fill_quotes(text.in_lang(lang), self.policies, lang) for lang in LANGS))

    def maybe(self, text: Text | None) -> Bilingual | None:
        """Fill a text that may be left out."""
        return self(text) if text else None


def _persona(persona: authored.PersonaSpec, fill: _Filler) -> made.Persona:
    return made.Persona(
        name=fill(persona.name),
        about=fill(persona.about),
        anger_up=persona.anger_up,
        anger_down=persona.anger_down,
    )


def _line(line: authored.LineSpec, fill: _Filler) -> made.Line:
    return made.Line(id=line.id, say=fill(line.say), when=line.when or "", once=line.once)


def _opening(state: authored.StateSpec) -> made.Opening:
    bands = state.anger.bands
    return made.Opening(
        anger=state.anger.init,
        bands=(bands.upset, bands.furious, bands.out_of_control),
        trust=state.trust,
        patience=state.patience,
        weekday=state.begins.weekday,
        minute=state.begins.time,
        limit=state.limit,
    )


def _rule(rule: authored.RuleSpec, fill: _Filler) -> made.Rule:
    return made.Rule(
        id=rule.id,
        acts=rule.acts,
        when=rule.when or "",
        anger=rule.do.anger,
        trust=rule.do.trust,
        patience=rule.do.patience,
        repeat=rule.repeat,
        evidence=rule.evidence,
        flag=rule.flag,
        show=rule.show,
        why=fill.maybe(rule.why),
        better=fill.maybe(rule.better),
    )


def _fact(fact: authored.HiddenFactSpec, fill: _Filler) -> made.HiddenFact:
    reveal = fact.reveal
    return made.HiddenFact(
        id=fact.id,
        say=fill(fact.say),
        short=fill(fact.short),
        acts=reveal.acts,
        topics=reveal.topics,
        when=reveal.when or "",
        volunteered=reveal.volunteered,
        document=reveal.document,
    )


def _ending(ending: authored.EndingSpec, fill: _Filler) -> made.Ending:
    return made.Ending(
        id=ending.id, title=fill(ending.title), result=ending.result, when=ending.when, say=fill.maybe(ending.say)
    )


def _critical(critical: authored.CriticalSpec, fill: _Filler) -> made.Critical:
    return made.Critical(
        id=critical.id,
        title=fill(critical.title),
        group=critical.group,
        fails=critical.fails,
        section=critical.section,
        decide=critical.decide,
        when=critical.when or "",
        why=fill.maybe(critical.why),
        better=fill.maybe(critical.better),
    )


def _field(field: authored.TicketFieldSpec, fill: _Filler) -> made.TicketField:
    return made.TicketField(
        id=field.id,
        label=fill(field.label),
        type=field.type,
        must=field.must,
        choices={choice: fill(text) for choice, text in field.choices.items()},
        order=tuple(field.choices),
        right=field.right,
        accept={
            lang: tuple(fill_quotes(word, fill.policies, lang) for word in words)
            for lang, words in field.accept.items()
        },
        kind=field.kind,
        fact=field.fact,
    )


def _beat(beat: authored.BeatSpec, fill: _Filler, policies: Policies) -> made.Beat:
    options = tuple(
        made.Option(
            id=option.id, say=fill(option.say), acts=acts_of(option.acts, policies), hint=fill.maybe(option.hint)
        )
        for option in beat.options
    )
    return made.Beat(id=beat.id, options=options, when=beat.when or "")


def _test(test: authored.GoldenTestSpec, fill: _Filler) -> made.GoldenTest:
    said = {lang: getattr(test.say, lang) for lang in LANGS} if test.say else {}
    return made.GoldenTest(
        id=test.id,
        say={lang: tuple(fill_quotes(turn, fill.policies, lang) for turn in turns) for lang, turns in said.items()},
        choose=test.choose,
        ticket={name: fill(value) for name, value in test.ticket.items()},
        expect=test.expect.model_dump(mode="json", exclude_none=True),
    )


def _aspects(file: ScenarioFile) -> dict[str, Any]:
    body = file.model_dump(mode="json")
    said: list[Any] = []
    reasons: list[Any] = []
    for path, text in texts_of(body):
        if path[0] != "tests":
            (reasons if path[-1] in _EXPLAINS else said).append([list(path), text["zh"], text["en"]])
    return {
        "text": said,
        "explanation": reasons,
        "presentation": [body[name] for name in ("minutes", "competencies", "examines", "tests")],
        "grading": [
            *(body[name] for name in ("rubric", "markers", "not_judged", "promises")),
            [[rule["id"], rule["evidence"], rule["flag"]] for rule in body["rules"]],
            [[field["id"], field["right"], field["accept"], field["kind"], field["must"]] for field in body["ticket"]],
            [_without(critical, "title", "why", "better") for critical in body["critical"]],
            [[ending["id"], ending["when"], ending["result"]] for ending in body["endings"]],
        ],
        "structure": [
            *(body[name] for name in ("grade", "trade", "channel", "state")),
            [[rule["id"], rule["acts"], rule["when"], rule["do"], rule["repeat"]] for rule in body["rules"]],
            [[line["id"], line["when"], line["once"]] for line in body["lines"]],
            [[fact["id"], fact["reveal"]] for fact in body["facts"]],
            [[beat["id"], beat["when"], [[o["id"], o["acts"]] for o in beat["options"]]] for beat in body["choices"]],
        ],
    }


def _without(value: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: part for name, part in value.items() if name not in names}

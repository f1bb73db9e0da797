"""Golden transcripts, played in both languages: they come out as they say, and together they reach everything."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from app.content.check.roleplays.scene import Path, Scene
from app.content.diagnostics import Diagnostic
from app.dialogue.golden import Mismatch, Played, play, verdict_on
from app.dialogue.scenario import GoldenTest, Rubric, Scenario
from app.dialogue.score import FULL, Checklist, checklist
from app.kernel.bilingual import LANGS, Bilingual, Lang
from app.utterance.lexicon import Lexicon

_FEWEST = 3
_LANGUAGES = {"zh": Bilingual("中文", "Chinese"), "en": Bilingual("英文", "English")}


@dataclass(frozen=True, slots=True)
class Golden:
    """A golden transcript played in one language; `lang` is None where options are chosen: they have none."""

    index: int
    test: GoldenTest
    lang: Lang | None
    played: Played
    checklist: Checklist
    mismatches: tuple[Mismatch, ...]

    @property
    def came(self) -> tuple[str | None, frozenset[str]]:
        """The ending and the flags."""
        return self.played.state.ending, frozenset(self.played.state.flags)


def play_goldens(scenario: Scenario, rubric: Rubric, lexicon: Lexicon) -> tuple[Golden, ...]:
    """Play every golden transcript, a spoken one in each language."""
    return tuple(
        _golden(scenario, rubric, lexicon, index, lang)
        for index, test in enumerate(scenario.tests)
        for lang in (LANGS if test.say else (None,))
    )


def check_count(scene: Scene) -> Iterator[Diagnostic]:
    """Yield a scenario with too few golden transcripts."""
    tests = scene.file.tests
    if len(tests) < _FEWEST:
        yield scene.problem("E407", "tests" if tests else "id", count=len(tests), least=_FEWEST)


def check_parity(scene: Scene) -> Iterator[Diagnostic]:
    """Yield golden transcripts that say nothing or have more turns in one language."""
    for index, test in enumerate(scene.file.tests):
        if test.say is None and not test.choose:
            yield scene.problem("E112", "tests", index, field="say")
        elif test.say and len(test.say.zh) != len(test.say.en):
            yield scene.problem("E413", "tests", index, "say", zh=len(test.say.zh), en=len(test.say.en))


def check_goldens(scene: Scene, scenario: Scenario) -> Iterator[Diagnostic]:
    """Play the golden transcripts and yield what comes out otherwise or is never reached."""
    if scene.rubric is None or scene.lexicon is None:
        return
    goldens = play_goldens(scenario, scene.rubric, scene.lexicon)
    wrong = list(_wrong(scene, goldens))
    yield from wrong
    yield from _apart(scene, goldens)
    if not wrong:
        yield from _unreached(scene, scenario, goldens)
        yield from _best(scene, goldens)


def check_evidence(scene: Scene, scenario: Scenario) -> Iterator[Diagnostic]:
    """Yield criteria of the rubric for which the scenario holds no evidence, and evidence for unjudged ones."""
    if scene.rubric is None:
        return
    evidence = {rule.evidence for rule in scenario.rules}
    for criterion in scene.rubric.criteria:
        if (criterion.id in evidence) is (criterion.id in scenario.not_judged):
            at = ("not_judged",) if criterion.id in evidence else ("rubric",)
            yield scene.problem("E410", *at, id=criterion.id)


def _golden(scenario: Scenario, rubric: Rubric, lexicon: Lexicon, index: int, lang: Lang | None) -> Golden:
    test = scenario.tests[index]
    played = play(scenario, lexicon, test, lang or "zh")
    return Golden(
        index=index,
        test=test,
        lang=lang,
        played=played,
        checklist=checklist(scenario, rubric, played.state),
        mismatches=tuple(verdict_on(test, played, rubric)),
    )


def _wrong(scene: Scene, goldens: tuple[Golden, ...]) -> Iterator[Diagnostic]:
    for golden in goldens:
        where = _LANGUAGES[golden.lang] if golden.lang else Bilingual("选项", "options")
        for mismatch in golden.mismatches:
            yield scene.problem(
                "E408",
                *_place(golden, mismatch.what),
                id=golden.test.id,
                lang=where,
                field=mismatch.what,
                wanted=mismatch.expected,
                given=mismatch.found,
            )


def _place(golden: Golden, what: str) -> Path:
    at: Path = ("tests", golden.index)
    if what == "turn":
        return (*at, "choose") if golden.test.choose else (*at, "say", golden.lang or "zh")
    group, _, field = what.partition(".")
    return (*at, group, field) if group == "ticket" else (*at, "expect", what)


def _apart(scene: Scene, goldens: tuple[Golden, ...]) -> Iterator[Diagnostic]:
    """Report transcripts that end or flag differently in the two languages, beyond what they expect."""
    for zh, en in pairwise(goldens):
        if zh.lang == "zh" and en.lang == "en" and not zh.mismatches and not en.mismatches and zh.came != en.came:
            yield scene.problem("E414", "tests", zh.index, id=zh.test.id, zh=_worded(zh), en=_worded(en))


def _worded(golden: Golden) -> str:
    ending, flags = golden.came
    return " · ".join((ending or "–", *sorted(flags)))


def _unreached(scene: Scene, scenario: Scenario, goldens: tuple[Golden, ...]) -> Iterator[Diagnostic]:
    ended = {golden.played.state.ending for golden in goldens}
    for index, ending in enumerate(scenario.endings):
        if ending.id not in ended:
            yield scene.problem("E406", "endings", index, id=ending.id)
    passing = {ending.id for ending in scenario.endings if ending.result == "pass"}
    for index, critical in enumerate(scenario.critical):
        if not any(critical.id in golden.played.state.flags for golden in goldens):
            yield scene.problem("E411", "critical", index, id=critical.id)
        elif not any(
            golden.played.state.ending in passing and critical.id not in golden.played.state.flags for golden in goldens
        ):
            yield scene.problem("E412", "critical", index, id=critical.id)


def _best(scene: Scene, goldens: tuple[Golden, ...]) -> Iterator[Diagnostic]:
    best = max(goldens, key=lambda golden: golden.checklist.score, default=None)
    if best is not None and best.checklist.score < FULL:
        missing = [rule for criterion in best.checklist.criteria for rule in criterion.open]
        taken = [f for criterion in best.checklist.criteria for f in criterion.failed_by]
        yield scene.problem("E409", "tests", score=best.checklist.score, what=", ".join(missing + taken))

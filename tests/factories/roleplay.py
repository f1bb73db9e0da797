"""A release with one small scenario to talk through, a lexicon of a few words that reads it, and things to say."""

from datetime import datetime
from typing import Any

from app.content.library import Library
from app.dialogue.scenario import Scenario
from app.evidence.actions import record_fact
from app.evidence.rules import ANY, Fact
from app.kernel.bilingual import Bilingual
from app.learning.rules.lessons import ROLEPLAY
from app.roleplay.actions import close_session, say, start_session
from app.utterance.lexicon import ActEntry, ActRules, Grammar, Lexicon
from tests.factories.scenario import a_rubric, a_scenario

SAFE = "Please switch it off. I understand that this is frightening."
VISIT = "I'll send an engineer within 2 hours."
SUM_UP = "To sum up: an engineer comes. Goodbye."
MODEL = (SAFE, VISIT, SUM_UP)  # leads to the good ending
SAFE_ZH = "请先断电。我理解您很着急。"

_WORDS = {
    "empathise": ("理解", "understand|frightening"),
    "safety_instruction": ("断电|总电源", "switch it off"),
    "offer_visit": ("工程师", "send an engineer"),
    "promise": ("T", "T"),
    "vague_promise": ("尽快", "as soon as possible"),
    "recap": ("跟您确认", "to sum up"),
    "close": ("再见", "goodbye"),
    "shirk": ("不归我管", "not our department"),
}


def a_lexicon() -> Lexicon:
    """A lexicon of eight acts that knows a few words of each."""
    acts = tuple(
        ActEntry(
            id=act,
            title=Bilingual(f"{act}（中）", act.replace("_", " ").capitalize()),
            about=Bilingual("", ""),
            group="fault" if act in {"shirk", "vague_promise"} else "skill",
        )
        for act in _WORDS
    )
    return Lexicon(acts=acts, zh=_grammar(0, "上门|工程师"), en=_grammar(1, "engineer"), hash="l" * 64)


def _grammar(place: int, visit: str) -> Grammar:
    return Grammar(
        classes={},
        negations=(),
        reports=(),
        questions=(),
        abbreviations=(),
        slots={"kind": {"visit": visit}},
        rules=tuple(ActRules(id=act, patterns=(words[place],)) for act, words in _WORDS.items()),
    )


def a_release(*scenarios: Scenario, release_id: int = 1, **more: Any) -> Library:
    """A release with these scenarios (one by default), their rubric and the lexicon."""
    found = scenarios or (a_scenario(),)
    return Library(
        release_id=release_id,
        seq=release_id,
        scenarios={scenario.id: scenario for scenario in found},
        rubrics={"calls": a_rubric()},
        lexicon=a_lexicon(),
        **more,
    )


def start(session, library, person, *, rung="text", scenario="leak", at: datetime) -> int:
    purpose, mode = ("assessed", "text") if rung == "assessed" else ("practice", rung)
    release = library.release_id
    return start_session(
        session, lambda _: library, scenario, person, purpose=purpose, mode=mode, release_id=release, by=person, at=at
    )


def talk_through(session, library, person, *, rung="assessed", lines=MODEL, at: datetime) -> int:
    """Hold a whole conversation and close it; return its id."""
    roleplay = start(session, library, person, rung=rung, at=at)
    for number, text in enumerate(lines, start=1):
        say(session, lambda _: library, roleplay, text, key=f"k{number}", lang="en", by=person, at=at)
    close_session(session, roleplay, by=person, at=at)
    return roleplay


def release_marks(
    session,
    roleplay: int,
    person: int,
    *,
    key="leak",
    grade=2,
    markers=1,
    passed=True,
    score=820,
    release_id=1,
    at: datetime,
) -> None:
    """Record what the bench records when it releases the marks of a session."""
    fact = Fact(
        person_id=person,
        track=ANY,
        kind=ROLEPLAY,
        key=key,
        effective_at=at,
        passed=passed,
        score=score,
        release_id=release_id,
        source=f"roleplay:{roleplay}",
        detail={"grade": grade, "critical": 0, "markers": markers, "session": roleplay},
    )
    record_fact(session, fact, by=None, at=at)

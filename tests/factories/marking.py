"""Papers with answers in one's own words: a library that asks for them, people who write and people who mark."""

from datetime import date, timedelta

from sqlalchemy import text

from app.assessment.actions import record_events, start_attempt, submit_attempt
from app.assessment.queries import find_attempt
from app.content.conditions import AllOf, QuizPassed
from app.content.library import Library
from app.identity.actions import NewPerson, create_person, create_team, grant_role
from app.items.specs import parse_spec
from app.kernel.bilingual import Bilingual
from app.marking.actions import claim_task, hand_back_task, save_draft, submit_mark
from app.marking.queries import open_tasks, tasks_of
from app.marking.rules.doubling import is_drawn
from app.marking.rules.sheet import Sheet
from app.utterance.lexicon import ActEntry, ActRules, Grammar, Lexicon
from tests.factories.assessment import AQuestion, a_batch, a_question, a_quiz, a_single, words
from tests.factories.bench import RoleplayLibraries, a_track
from tests.factories.certification import AT

LATER = AT + timedelta(hours=5)
SAY, WRITE, PICK = "say-it", "write-it", "pick-it"
ANSWERS = {SAY: "让您久等了。我来联系，四点前回您电话。", WRITE: "您好，工时 120 元，配件 460 元。", PICK: "yes"}


def _grammar(promise, shirk):
    rules = (ActRules(id="promise", patterns=(promise,)), ActRules(id="shirk", patterns=(shirk,)))
    return Grammar(
        classes={}, negations=(), reports=(), questions=(), abbreviations=(), slots={}, rules=rules
    )  # two acts are enough to be listened for


def _act(act_id, zh, en, group):
    return ActEntry(id=act_id, title=Bilingual(zh, en), about=Bilingual(zh, en), group=group)


LEXICON = Lexicon(
    acts=(_act("promise", "承诺", "Promise", "skill"), _act("shirk", "推诿", "Passing on", "fault")),
    zh=_grammar("回您", "找物流"),
    en=_grammar("ring you", "ask the courier"),
    hash="b" * 64,
)


def a_rewrite():
    body = {
        "id": SAY,
        "type": "rewrite",
        "points": 4,
        "stem": words("Say it properly"),
        "situation": words("The part is late"),
        "say": words("Ask the courier"),
        "wants": ["promise"],
        "avoid": ["shirk"],
        "model": words("I will ring you"),
        "criteria": {"owner": words("Owns it"), "time": {**words("Names a time"), "points": 2}},
    }
    return AQuestion(SAY, parse_spec(body), 4)


def an_essay():
    body = {
        "id": WRITE,
        "type": "essay",
        "points": 10,
        "stem": words("Write to her"),
        "words": {"min": 5, "max": 50},
        "model": words("Labour and part"),
        "criteria": {"split": {**words("Lists both"), "points": 2}, "tone": {**words("Calm"), "points": 8}},
    }
    return AQuestion(WRITE, parse_spec(body), 10)


def a_words_library(*, decides=False, release_id=1):
    """A quiz `words` of a rewrite, an essay and a single choice; `decides`: the level asks for it."""
    questions = {one.id: a_question(one) for one in (a_rewrite(), an_essay(), a_single(PICK))}
    quiz = a_quiz(
        id="words", draws=(), questions=tuple(questions), shuffle=(), pass_score=600, attempts=None,
        wait_between=timedelta(), time_limit=None, release_key="after_submit",
    )  # fmt: skip
    asked = AllOf((QuizPassed("words"),)) if decides else AllOf((QuizPassed("other"),))
    return Library(
        release_id=release_id,
        seq=1,
        questions=questions,
        quizzes={"words": quiz},
        lexicon=LEXICON,
        tracks={"aircon": a_track(*asked.of)},
    )


def use(database, **more):
    """Let a database know one hand-made release; return its library."""
    database.info["libraries"] = RoleplayLibraries(a_words_library(**more))
    return database.info["libraries"].library


def marking_people(database, *mentors):
    """A learner and mentors of one team (zhou, li, wang unless others are named), a mentor of another; ids by name."""
    with database.write() as session:
        east = create_team(session, "华东", by=None, at=AT)
        west = create_team(session, "华西", by=None, at=AT)

        def add(number, name, team, role=None):
            new = NewPerson(number, name, date(2026, 2, 1), trade="aircon")
            person = create_person(session, new, team_id=team, by=None, at=AT)
            if role:
                grant_role(session, person, role, team_id=team, by=None, at=AT)
            return person

        people = {"lin": add("1", "林晓", east), "filler": add("2", "路人", west)}
        for number, name in enumerate(mentors or ("zhou", "li", "wang")):
            people[name] = add(f"m{number}", name, east, "mentor")
        return people | {"far": add("9", "远导师", west, "mentor")}


def write_paper(database, library, person, answers=None, *, at=AT, quiz="words"):
    """Write and hand in a paper through the actions of quizzes; return its attempt."""
    given = ANSWERS if answers is None else answers
    with database.write() as session:
        attempt = start_attempt(
            session, lambda _: library, quiz, person, release_id=library.release_id, by=person, at=at
        )
        events = [(seq, item, answer) for seq, (item, answer) in enumerate(given.items(), 1)]
        if events:
            record_events(session, lambda _: library, attempt, a_batch("tab", *events), by=person, at=at)
        submit_attempt(session, lambda _: library, attempt, by=person, at=at)
    return attempt


def hand_in(database, library, people, answers=None, *, twice=False, at=AT):
    """Hand in the learner's paper under a number that chance gives one marker, or (`twice`) two."""
    while True:
        with database.read() as session:
            last = session.execute(text("SELECT coalesce(max(id), 0) FROM attempt")).scalar_one()
        if is_drawn("script", last + 1) == twice:
            return write_paper(database, library, people["lin"], answers, at=at)
        write_paper(database, library, people["filler"], {}, at=at)


def task_of(database, attempt, item=SAY, role="first"):
    with database.read() as session:
        return next(task for task in tasks_of(session, attempt, item) if task.role == role)


def waiting_tasks(database):
    with database.read() as session:
        return [(task.item_id, task.role) for task in open_tasks(session, None)]


def attempt_row(database, attempt):
    with database.read() as session:
        return find_attempt(session, attempt)


class Desk:
    """Marking as one marker does it."""

    def __init__(self, database, library, marker):
        self.database, self.library, self.marker = database, library, marker

    def do(self, action, task, *args, at=LATER):
        with self.database.write() as session:
            if action in {claim_task, hand_back_task}:
                return action(session, task, *args, by=self.marker, at=at)
            return action(session, lambda _: self.library, task, *args, by=self.marker, at=at)

    def mark(self, task, comment="", *, at=LATER, **points):
        self.do(claim_task, task, at=at)
        version = self.do(save_draft, task, Sheet(points, comment), 0, at=at)
        self.do(submit_mark, task, Sheet(points, comment), version, at=at)

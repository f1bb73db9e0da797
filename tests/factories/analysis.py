"""Outcomes as tables: everybody's answers to a few singles, read as analysis reads them."""

import numpy as np

from app.analysis.actions import keep_health
from app.analysis.rules.health import health_of
from app.analysis.rules.items import Options
from app.analysis.rules.options import options_in
from app.assessment.rules.outcomes import STATES, Outcomes, PaperOutcome, VersionKey
from app.content.versions import answered_version
from app.kernel.canonical import canonical_json

QUIZ = "communication-final"
YES_NO = Options("single", ("yes", "no", "maybe"), frozenset({"yes"}))


def outcomes_from(rows, *, pass_score=600, points=1, seconds=10, sure=None, states=None):
    """Outcomes of people × questions: "yes" is right, None not answered, "-" not on the paper; one paper a person."""
    k = max(len(row) for row in rows)
    versions = tuple(VersionKey(f"q{n}", f"v{n}", f"h{n}", points) for n in range(k))
    answers, cells, papers = {}, [], []
    for person, row in enumerate(rows):
        earned = [int(cell == "yes") for cell in row if cell != "-"]
        score = 1000 * sum(earned) // max(len(earned), 1)
        papers.append(PaperOutcome(person + 1, person + 101, score, score >= pass_score, False, True))
        for place, cell in enumerate(row):
            if cell == "-":
                continue
            text = None if cell is None else canonical_json(cell)
            code = answers.setdefault(text, len(answers))
            state = (states or {}).get((person, place), "counted")
            said = (sure or {}).get((person, place), -1)
            cells.append((person, place, code, 1000 * (cell == "yes"), STATES.index(state), seconds, said))
    columns = np.array(cells, dtype=np.int64).reshape(len(cells), 7).T
    return Outcomes(tuple(papers), versions, tuple(answers), *columns, pass_score, len(papers))


def right_and_wrong(pattern):
    """Rows from patterns such as "110": yes for 1, no for 0, - for a question that was not on the paper."""
    return [[{"1": "yes", "0": "no", "-": "-"}[sign] for sign in row] for row in pattern.split()]


def options_of(_hash):
    return YES_NO


def seed_health(app, database, people, questions=10, *, person=None):
    """Keep the health of a quiz that so many have handed in: one in four right by chance, more by ability."""
    services = app.extensions["aftercare"]
    with database.read() as session:
        library = services.libraries.published(session)
    singles = [one for one in library.questions.values() if one.kind == "single"][:questions]
    rows = []
    for number in range(people):
        reach = number * (questions + 1) // max(people, 1)
        rows.append([_given(one, place < reach or (number + place) % 7 == 0) for place, one in enumerate(singles)])
    made = outcomes_from([["yes" if is_right else "no" for _, is_right in row] for row in rows])
    texts = sorted({canonical_json(choice) for row in rows for choice, _ in row})
    made = made.__class__(
        **{name: getattr(made, name) for name in made.__dataclass_fields__ if name not in {"versions", "answers", "answer", "papers"}},
        papers=tuple(paper._replace(person_id=person) if person and place == people - 1 else paper for place, paper in enumerate(made.papers)),
        versions=tuple(VersionKey(one.id, answered_version(one), one.hash, 1) for one in singles),
        answers=tuple(texts),
        answer=made.answer * 0 + [texts.index(canonical_json(choice)) for row in rows for choice, _ in row],
    )  # fmt: skip
    specs = {one.hash: options_in(one.spec) for one in singles}
    with database.write() as session:
        keep_health(session, health_of(QUIZ, made, specs.get), at=services.clock())
    return singles


def _given(question, is_right):
    right = next(iter(question.spec.key))
    wrong = next(name for name in question.spec.choices if name != right)
    return (right if is_right else wrong), is_right

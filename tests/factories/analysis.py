"""Outcomes as tables: everybody's answers to a few singles, read as analysis reads them."""

import numpy as np

from app.analysis.rules.items import Options
from app.assessment.rules.outcomes import STATES, Outcomes, PaperOutcome, VersionKey
from app.kernel.canonical import canonical_json

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

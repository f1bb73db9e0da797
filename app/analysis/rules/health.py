"""The health of a quiz: everything that its page shows, computed once from first attempts, as one JSON value."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from app.analysis.rules.items import Options, item_body
from app.analysis.rules.tables import Tables, rounded, tables_of
from app.assessment.rules.outcomes import Outcomes
from app.psychometrics.confidence import confidence_of
from app.psychometrics.consistency import decision_consistency
from app.psychometrics.items import item_statistics
from app.psychometrics.reliability import Reliability, reliability_of

VERSION = 1  # of the body; a page that reads another one asks for it anew
BINS = 10
NEAR_BELOW = 0.9  # a pass whose true score reaches the line with less than this probability lies near it
NEAR_KEPT = 2_000
_PERCENT = 10  # thousandths

OptionsOf = Callable[[str], Options | None]  # by the hash of a question, None for kinds without options


class VersionSums(NamedTuple):
    """What one quiz knows of a version of a question: first attempts with a mark, papers that showed it, Σ marks."""

    question_id: str
    version: str
    n: int
    shown: int
    total: int


@dataclass(frozen=True, slots=True)
class Health:
    """What is kept of a quiz: the body its page reads, a summary for lists, and sums for what is known of questions."""

    quiz_id: str
    n: int
    k: int
    upto_grade_id: int
    body: Mapping[str, Any]
    summary: Mapping[str, Any]
    sums: tuple[VersionSums, ...]


def health_of(quiz_id: str, outcomes: Outcomes, options_of: OptionsOf) -> Health:
    """Return the health of a quiz, also of one that nobody has handed in yet.

    Statistics are of first attempts; exposure counts every graded paper. Marks are per cent of the own paper, so that
    drawn papers compare; the decision is computed in points of the usual paper, as its formula wants.
    """
    tables = tables_of(outcomes)
    exposed = np.bincount(outcomes.version, minlength=len(outcomes.versions)) if outcomes.versions else np.zeros(0)
    questions = [] if tables is None else _questions(tables, exposed, options_of)
    totals = _totals(tables)
    first = [paper for paper in outcomes.papers if paper.is_first and paper.passed is not None]
    body = {
        "v": VERSION,
        "papers": len(outcomes.papers),
        "pass_score": outcomes.pass_score,
        "scores": sorted(Counter(paper.score for paper in first).items()),
        "passed": sum(bool(paper.passed) for paper in first),
        "decided": len(first),
        "questions": questions,
        **totals,
        **_decision(totals, outcomes),
    }
    flags: dict[str, list[str]] = {}
    for question in questions:
        flags.setdefault(question["id"], []).extend(question["flags"])
    summary = {name: body[name] for name in ("papers", "pass_score", "mean", "alpha", "passed", "decided", "waiting")}
    summary["flags"] = {name: sorted(set(found)) for name, found in flags.items() if found}
    return Health(
        quiz_id, body["n"], body["k"], outcomes.upto_grade_id, body, summary, _sums(tables, outcomes, exposed)
    )


def _questions(tables: Tables, exposed: Any, options_of: OptionsOf) -> list[dict[str, Any]]:
    statistics = item_statistics(tables.by_version)
    rests, shares = tables.by_version.rests, tables.by_version.shares
    found = []
    for version, key in enumerate(tables.outcomes.versions):
        column = int(tables.columns[version])
        own = None if column < 0 else statistics[column]
        rest = shares if column < 0 else np.where(np.isnan(rests[:, column]), shares, rests[:, column])
        body = item_body(tables, version, own, rest, options_of(key.hash))
        found.append({**body, "shown": int(exposed[version])})
    return sorted(found, key=lambda body: (body["place"], -body["last"]))


def _totals(tables: Tables | None) -> dict[str, Any]:
    empty: dict[str, Any] = dict.fromkeys(("mean", "sd", "alpha", "sem", "without"))
    if tables is None:
        return {"n": 0, "k": 0, "pool": 0, "points": 0.0, "waiting": 0, "drawn": False, **empty}
    known = {
        "n": int(tables.rows.size),
        "k": tables.length,
        "pool": len({key.item_id for key in tables.outcomes.versions}),
        "points": tables.points,
        "waiting": tables.waiting,
    }
    if tables.settled is None:
        return {**known, "drawn": False, **empty}
    whole = reliability_of(tables.settled)
    return {**known, "drawn": tables.settled.is_drawn, **_in_percent(whole, tables)}


def _in_percent(whole: Reliability, tables: Tables) -> dict[str, Any]:
    assert tables.settled is not None  # noqa: S101 - the caller has looked
    unit = 1.0 if whole.is_percent else 100.0 / float(tables.settled.maxima.sum())
    values = {"mean": whole.mean, "sd": whole.sd, "sem": whole.sem}
    scaled = {name: None if value is None else rounded(value * unit) for name, value in values.items()}
    return {**scaled, "alpha": rounded(whole.alpha), "without": whole.without}


def _decision(totals: Mapping[str, Any], outcomes: Outcomes) -> dict[str, Any]:
    """How sure the line is: consistency, who stands within one SEM of it, and the passes near it, least sure first."""
    mean, sd, alpha, sem = (totals[name] for name in ("mean", "sd", "alpha", "sem"))
    nothing: dict[str, Any] = {
        "agreement": None,
        "kappa": None,
        "within_sem": None,
        "near": [],
        "near_all": 0,
        "passes": 0,
    }
    if mean is None or sd is None or alpha is None or sem is None:
        return nothing
    cut, unit = outcomes.pass_score / _PERCENT, totals["points"] / 100.0
    found = decision_consistency(mean * unit, sd * unit, alpha, cut * unit)
    first = [paper for paper in outcomes.papers if paper.is_first and paper.passed is not None]
    near, passes = _near(outcomes, lambda score: confidence_of(score / _PERCENT, cut, mean=mean, sd=sd, alpha=alpha))
    return {
        "agreement": None if found is None else rounded(found.agreement),
        "kappa": None if found is None else rounded(found.kappa),
        "within_sem": sum(abs(paper.score / _PERCENT - cut) <= sem for paper in first),
        "near": near[:NEAR_KEPT],
        "near_all": len(near),
        "passes": passes,
    }


def _near(outcomes: Outcomes, sure: Callable[[int], Any]) -> tuple[list[list[Any]], int]:
    last = {paper.person_id: paper for paper in outcomes.papers if paper.passed}
    known = {score: sure(score) for score in {paper.score for paper in last.values()}}
    found = [
        [paper.person_id, paper.attempt_id, paper.score, rounded(known[paper.score].reaches)]
        for paper in last.values()
        if known[paper.score] is not None and known[paper.score].reaches < NEAR_BELOW
    ]
    return sorted(found, key=lambda line: (line[3], line[1])), len(last)


def _sums(tables: Tables | None, outcomes: Outcomes, exposed: Any) -> tuple[VersionSums, ...]:
    found = []
    for version, key in enumerate(outcomes.versions):
        column = -1 if tables is None else int(tables.columns[version])
        n = total = 0
        if tables is not None and column >= 0:
            marks = tables.by_version.marks[:, column]
            n = int((~np.isnan(marks)).sum())
            total = round(float(np.nansum(marks)) * 1000 / key.points)
        found.append(VersionSums(key.item_id, key.version, n, int(exposed[version]), total))
    return tuple(sorted(found))

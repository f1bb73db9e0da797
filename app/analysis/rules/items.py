"""One version of a question as its page shows it: statistics, options, time, sureness, frequent answers, flags."""

import json
from collections import Counter
from typing import Any, NamedTuple

import numpy as np

from app.analysis.rules.tables import FULL, Tables, entries_of, rounded
from app.assessment.rules.outcomes import STATES, SURE_OF_IT, UNSURE, Codes
from app.psychometrics.distractors import Choices, OptionStatistics, option_statistics
from app.psychometrics.flags import flags_of
from app.psychometrics.items import ItemStatistics
from app.psychometrics.matrix import Numbers

_MOST_ANSWERS = 8
_LEAST_SAID = 3  # an answer in own words that fewer gave is not shown: it could name somebody


class Options(NamedTuple):
    """The ids that may be chosen in a question, in its order, and the right ones; none for what is typed."""

    kind: str
    ids: tuple[str, ...] = ()
    keys: frozenset[str] = frozenset()


def item_body(
    tables: Tables, version: int, own: ItemStatistics | None, rest: Numbers, options: Options | None
) -> dict[str, Any]:
    """Return the JSON value of one version of a question; `own` is None where it counts for nobody."""
    key = tables.outcomes.versions[version]
    entries, rows = entries_of(tables, version)
    chosen = _options(tables, entries, rest[rows], options)
    seconds = tables.outcomes.seconds[entries]
    known = seconds[seconds >= 0]
    states = Counter(STATES[state] for state in tables.outcomes.state[entries])
    last = int(tables.outcomes.paper[entries].max()) if entries.size else -1
    return {
        "id": key.item_id,
        "version": key.version,
        "hash": key.hash,
        "kind": options.kind if options else "",
        "place": _place(tables, key.item_id),
        "last": last,
        "points": key.points,
        "n": 0 if own is None else own.n,
        "states": dict(states),
        **_statistics(own),
        "options": [_option(one) for one in chosen],
        "answers": _answers(tables, entries, options),
        "seconds": [round(float(part)) for part in np.percentile(known, (25, 50, 75))] if known.size else None,
        "timed": int(known.size),
        "sure": _sureness(tables, entries),
        "flags": [] if own is None else list(flags_of(own, tables.length, chosen)),
    }


def _statistics(own: ItemStatistics | None) -> dict[str, float | None]:
    names = ("facility", "discrimination_index", "discriminative_efficiency", "effective_weight")
    values = {name: None if own is None else getattr(own, name) for name in names}
    return {name: rounded(value) for name, value in values.items()}


def _place(tables: Tables, item_id: str) -> int:
    return next(place for place, key in enumerate(tables.outcomes.versions) if key.item_id == item_id)


def _options(tables: Tables, entries: Codes, rest: Numbers, options: Options | None) -> tuple[OptionStatistics, ...]:
    if options is None or not options.ids or not entries.size:
        return ()
    known: dict[int, frozenset[str]] = {}
    for code in np.unique(tables.outcomes.answer[entries]):
        known[int(code)] = _chosen(tables.outcomes.answers[code], options)
    chosen = tuple(known[int(code)] for code in tables.outcomes.answer[entries])
    return option_statistics(Choices(options.ids, options.keys, chosen, rest))


def _chosen(answer: str | None, options: Options) -> frozenset[str]:
    """Return the ids in an answer; what the question no longer offers is no choice of it."""
    value = None if answer is None else json.loads(answer)
    given = value if isinstance(value, list) else [] if value is None else [value]
    texts = {("true" if one else "false") if isinstance(one, bool) else str(one) for one in given}
    return frozenset(texts & set(options.ids))


def _option(one: OptionStatistics) -> dict[str, Any]:
    return {
        "id": one.option,
        "key": one.is_key,
        "count": one.count,
        "share": rounded(one.share),
        "r": rounded(one.correlation),
        "thirds": [rounded(part) for part in one.thirds],
        "works": one.is_functioning,
        "alarm": one.is_alarming,
    }


def _answers(tables: Tables, entries: Codes, options: Options | None) -> list[list[Any]]:
    """Return the most frequent answers of a question whose answer is typed: [answer, people, mean mark]."""
    if options is None or options.kind not in {"number", "text"}:
        return []
    outcomes = tables.outcomes
    codes = Counter(int(code) for code in outcomes.answer[entries] if outcomes.answers[code] is not None)
    found = []
    for code, count in codes.most_common(_MOST_ANSWERS):
        if count >= _LEAST_SAID:
            scores = outcomes.score[entries][outcomes.answer[entries] == code]
            found.append([json.loads(outcomes.answers[code] or "null"), count, round(float(scores.mean()))])
    return found


def _sureness(tables: Tables, entries: Codes) -> list[int] | None:
    """Return [sure, of them right, unsure, of them right], None where nobody was asked."""
    sure, right = tables.outcomes.sure[entries], tables.outcomes.score[entries] == FULL
    if not np.isin(sure, (SURE_OF_IT, UNSURE)).any():
        return None
    return [
        int((sure == SURE_OF_IT).sum()),
        int(((sure == SURE_OF_IT) & right).sum()),
        int((sure == UNSURE).sum()),
        int(((sure == UNSURE) & right).sum()),
    ]

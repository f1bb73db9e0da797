"""Gathering what the debrief and the “what if” show."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.dialogue.debrief import debrief, explain
from app.dialogue.engine import advance, raised_in, replies
from app.dialogue.scenario import Rubric, Scenario
from app.dialogue.ticket import TicketLine, compare_ticket
from app.kernel.bilingual import LANGS, Bilingual, Lang
from app.kernel.errors import InvalidError, NotFoundError
from app.learning.pages.lesson import lesson_url
from app.roleplay.access import SeenSession
from app.roleplay.pages.curve import curve
from app.roleplay.pages.debrief import (
    DebriefPage,
    Explanation,
    Levels,
    Names,
    WhatIfPage,
    effect_views,
    explanation,
    lessons_for,
    names_of,
    stories,
)
from app.roleplay.pages.parts import Bubble, TicketRow, bubbles, plain_ticket, promise_views, ticket_rows
from app.roleplay.pages.words import level_words
from app.roleplay.queries import (
    Exchange,
    Pinned,
    TurnRow,
    entries_of,
    find_result,
    find_return,
    pinned_by,
    transcript_of,
)
from app.roleplay.rules.ladder import fate_of
from app.roleplay.rules.tickets import TicketEntry, langs_from, values_from
from app.roleplay.rules.turns import has_ended, tidy
from app.utterance.reader import reader_for
from app.web.errors import translated
from app.web.request import actor, lang, library, library_of, reading


def debrief_page(seen: SeenSession) -> DebriefPage:
    """Return the debrief of an ended session, with nothing but what was said and written while marks are awaited."""
    row = seen.row
    pinned = pinned_by(library_of(row.release_id), row)
    scenario, exchanges = pinned.scenario, transcript_of(reading(), pinned.scenario, row, lang())
    result, reason = find_result(reading(), row), find_return(reading(), row.id)
    fate = fate_of(row.purpose, row.state, returned=reason is not None, released=result is not None)
    tells = fate != "waiting"
    steps = [one.step for one in exchanges]
    texts = _texts(exchanges)
    ending = next((one for one in scenario.endings if one.id == row.ending), None)
    return DebriefPage(
        seen=seen,
        scenario=scenario,
        fate=fate,
        ending=ending.title if ending else None,
        ending_is_good=ending is not None and ending.result == "pass",
        stories=stories(exchanges, explain(scenario, steps), scenario, lang(), names=_names(pinned), explains=tells),
        promises=promise_views(steps[-1].state.promises, texts, scenario, lang(), tells=tells),
        ticket=_ticket(scenario, exchanges, entries_of(reading(), row.id), tells=tells),
        explained=_explained(pinned, exchanges) if tells else None,
        passed=result.fact.passed if result else None,
        score=result.fact.score if result else None,
        reason=reason,
    )


def what_if_page(seen: SeenSession, turn: int, text: str) -> WhatIfPage:
    """Return what would have followed if other words had been said in a turn; NotFoundError for no such turn."""
    pinned = pinned_by(library_of(seen.row.release_id), seen.row)
    exchanges = transcript_of(reading(), pinned.scenario, seen.row, lang())
    if not 1 <= turn < len(exchanges):
        raise NotFoundError
    was = bubbles((exchanges[turn],), pinned.scenario, lang(), before=exchanges[turn - 1].step)
    plain = WhatIfPage(seen, pinned.scenario, turn, text, lang(), was)
    try:
        return _would_be(plain, pinned, exchanges, tidy(text))
    except InvalidError as error:
        return WhatIfPage(seen, pinned.scenario, turn, text, lang(), was, error=translated(error))


def _would_be(page: WhatIfPage, pinned: Pinned, exchanges: Sequence[Exchange], text: str) -> WhatIfPage:
    scenario, before, was = pinned.scenario, exchanges[page.turn - 1].step, exchanges[page.turn].step
    acts = reader_for(pinned.lexicon, lang()).read(text)
    step = advance(scenario, before, acts)
    turn = TurnRow(0, page.turn, "said", text, None, lang(), page.seen.row.started_at)
    exchange = Exchange(page.turn, turn, acts, step, replies(scenario, step, lang()))
    new, old = raised_in(scenario, before, step), raised_in(scenario, before, was)
    return WhatIfPage(
        page.seen,
        scenario,
        page.turn,
        text,
        page.lang,
        page.was,
        would_be=_without_anchors(bubbles((exchange,), scenario, lang(), before=before, marked=True)),
        effects=effect_views(explain(scenario, (step,)), text, _names(pinned)),
        levels=tuple(
            Levels(level_words(name), getattr(before.state, name), getattr(was.state, name), getattr(step.state, name))
            for name in ("anger", "trust", "patience")
        ),
        avoided=tuple(one.title for one in old if one not in new),
        raised=tuple(one.title for one in new),
        is_over=has_ended(step),
    )


def _without_anchors(found: Sequence[Bubble]) -> tuple[Bubble, ...]:
    """Return bubbles for a page that shows the same turn twice."""
    return tuple(replace(one, anchor="") for one in found)


def _explained(pinned: Pinned, exchanges: Sequence[Exchange]) -> Explanation:
    scenario, rubric = pinned.scenario, pinned.rubric
    material = debrief(scenario, rubric, [one.step for one in exchanges])
    drawn = curve(scenario, material.curve)
    return explanation(rubric, material, drawn, _texts(exchanges), _lessons(rubric))


def _lessons(rubric: Rubric) -> Mapping[str, Sequence[tuple[str, Bilingual]]]:
    """Return lessons that learners see now, not those of the pinned release: the links must lead somewhere."""
    found = lessons_for(rubric.criteria, library().lessons.values(), actor().trade)
    return {name: tuple((lesson_url(one.key), one.title) for one in lessons) for name, lessons in found.items()}


def _names(pinned: Pinned) -> Names:
    return names_of(pinned.rubric, pinned.lexicon, lang())


def _texts(exchanges: Sequence[Exchange]) -> dict[int, str]:
    return {one.seq: one.turn.text for one in exchanges if one.turn is not None}


def _ticket(
    scenario: Scenario, exchanges: Sequence[Exchange], entries: Sequence[TicketEntry], *, tells: bool
) -> tuple[TicketRow, ...]:
    """Compare every field in the language in which it was written."""
    values, langs = values_from(entries), langs_from(entries)
    if not tells:
        return plain_ticket(scenario, values, lang())
    state = exchanges[-1].step.state
    compared = {one: {line.field.id: line for line in compare_ticket(scenario, state, values, one)} for one in LANGS}
    lines: list[TicketLine] = []
    for field in scenario.ticket:
        written: Lang = "en" if langs.get(field.id, lang()) == "en" else "zh"
        lines.append(compared[lang() if field.type == "choice" else written][field.id])
    return ticket_rows(lines, lang())

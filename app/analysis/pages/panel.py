"""Panels: the list with its form, one panel as its judges and as its leader see it, and what its cut would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from app.analysis.pages.titles import plain, quiz_title
from app.analysis.pages.words import NO_NUMBER, _, decimals, whole
from app.analysis.queries.panels import PanelRow
from app.analysis.rules.angoff import FEW_JUDGES, ROLEPLAY, PanelCut, PanelState, passing_at
from app.analysis.rules.options import option_texts, options_in
from app.content.library import Library, Question
from app.kernel.bilingual import Lang

_APART_SHOWN = 8


class PanelLine(NamedTuple):
    """A panel in the list."""

    id: int
    title: str
    about: str
    at: datetime
    is_open: bool
    done: int
    judges: int


@dataclass(frozen=True, slots=True)
class PanelsPage:
    """The panels somebody leads or judges in; the form only for those who lead."""

    lines: tuple[PanelLine, ...]
    form: Any


class OptionLine(NamedTuple):
    """An option of a question before the panel, and whether it is right."""

    text: str
    is_key: bool


class AskedLine(NamedTuple):
    """A question before the panel: words, options with the key, one's own judgement, and those of the others."""

    id: str
    stem: str
    options: tuple[OptionLine, ...]
    own: str
    others: tuple[str, ...]
    error: str


class JudgeLine(NamedTuple):
    """A judge: how much is judged, and the judge's cut once it may be seen."""

    person_id: int
    name: str
    judged: int
    is_complete: bool
    cut: str


class ApartLine(NamedTuple):
    """A question on which the judges are far apart."""

    stem: str
    low: str
    high: str
    spread: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the judges agree so far: refreshed while the panel is open."""

    done: int
    judges: tuple[JudgeLine, ...]
    cut: str
    error: str
    icc: str
    apart: tuple[ApartLine, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Impact:
    """What the content says now, and how many first attempts would pass at the recommended line."""

    now: str
    sentence: str


@dataclass(frozen=True, slots=True)
class PanelPage:
    """One panel; `agreement` is None for a judge who still has to judge alone."""

    id: int
    title: str
    about: str
    about_url: str
    is_open: bool
    closed_at: datetime | None
    leads: bool
    judges: bool
    is_discussing: bool
    asked: tuple[AskedLine, ...]
    left: int
    agreement: Agreement | None
    may_close: bool
    impact: Impact | None


class PanelSeen(NamedTuple):
    """What a panel's page is made of."""

    panel: PanelRow
    state: PanelState
    cut: PanelCut | None
    names: Mapping[int, str]
    questions: Mapping[str, Question | None]
    me: int
    leads: bool
    scores: Sequence[Sequence[int]]
    wrong: Mapping[str, str]


def subject_title(library: Library, subject: str, spoken: Lang) -> str:
    """Return what a panel is about."""
    if not subject.startswith(ROLEPLAY):
        return quiz_title(library, subject, spoken)
    scenario = library.scenarios.get(subject.removeprefix(ROLEPLAY))
    return subject if scenario is None else scenario.title.in_lang(spoken)


def panel_page(library: Library, seen: PanelSeen, spoken: Lang) -> PanelPage:
    """Make the page: who judges sees nobody else's judgement before all have judged alone."""
    panel, state = seen.panel, seen.state
    is_judge = seen.me in state.judges
    may_see = not panel.is_open or state.is_discussing or (seen.leads and not is_judge)
    subject = panel.subject
    return PanelPage(
        id=panel.id,
        title=panel.title,
        about=subject_title(library, subject, spoken),
        about_url=""
        if subject.startswith(ROLEPLAY) or not seen.leads or not seen.scores
        else f"/item-health/{subject}",
        is_open=panel.is_open,
        closed_at=panel.closed_at,
        leads=seen.leads,
        judges=is_judge,
        is_discussing=state.is_discussing,
        asked=_asked(library, seen, spoken) if is_judge and panel.is_open else (),
        left=len(panel.asked) - len(state.held.get(seen.me, {})),
        agreement=agreement_of(library, seen, spoken) if may_see else None,
        may_close=panel.is_open and seen.leads and state.is_discussing,
        impact=None if panel.is_open or seen.cut is None else _impact(library, seen, seen.cut.cut),
    )


def agreement_of(library: Library, seen: PanelSeen, spoken: Lang) -> Agreement:
    """Show the progress of the judges and how far they agree."""
    state, cut = seen.state, seen.cut
    stems = {one.id: _stem(library, seen, one.id, spoken) for one in seen.panel.asked}
    judges = tuple(
        JudgeLine(
            person,
            seen.names.get(person, str(person)),
            len(state.held[person]),
            person in state.complete,
            NO_NUMBER if cut is None or person not in cut.by_judge else f"{decimals(cut.by_judge[person], 1)}%",
        )
        for person in state.judges
    )
    few = cut is not None and len(cut.by_judge) < FEW_JUDGES
    return Agreement(
        done=len(state.complete),
        judges=judges,
        cut=NO_NUMBER if cut is None else f"{decimals(cut.cut, 1)}%",
        error=_("no standard error with one judge")
        if cut is None or cut.standard_error is None
        else f"± {decimals(cut.standard_error, 1)}%",
        icc=NO_NUMBER if cut is None else decimals(cut.agreement),
        apart=_apart(cut, stems),
        note=_("Fewer than %(least)s judges: preliminary.", least=FEW_JUDGES) if few else "",
    )


def _apart(cut: PanelCut | None, stems: Mapping[str, str]) -> tuple[ApartLine, ...]:
    if cut is None or len(cut.by_judge) == 1:
        return ()
    return tuple(
        ApartLine(stems[one.question_id], f"{whole(one.low)}%", f"{whole(one.high)}%", decimals(one.spread, 1))
        for one in cut.apart[:_APART_SHOWN]
        if one.spread > 0
    )


def _asked(library: Library, seen: PanelSeen, spoken: Lang) -> tuple[AskedLine, ...]:
    state, found = seen.state, []
    others = [judge for judge in state.judges if judge != seen.me] if state.is_discussing else []
    for one in seen.panel.asked:
        own = state.held[seen.me].get(one.id)
        found.append(
            AskedLine(
                id=one.id,
                stem=_stem(library, seen, one.id, spoken),
                options=_options(seen.questions.get(one.id), spoken),
                own="" if own is None else str(own // 10),
                others=tuple(f"{state.held[judge][one.id] // 10}%" for judge in others),
                error=seen.wrong.get(one.id, ""),
            )
        )
    return tuple(found)


def _stem(library: Library, seen: PanelSeen, name: str, spoken: Lang) -> str:
    question = seen.questions.get(name)
    if question is not None:
        return plain(question.stem[spoken])
    scenario = library.scenarios.get(seen.panel.subject.removeprefix(ROLEPLAY))
    rubric = None if scenario is None else library.rubrics.get(scenario.rubric)
    titles = {} if rubric is None else {one.id: one.title.in_lang(spoken) for one in rubric.criteria}
    return titles.get(name, name)


def _options(question: Question | None, spoken: Lang) -> tuple[OptionLine, ...]:
    if question is None:
        return ()
    keys, texts = options_in(question.spec).keys, option_texts(question.spec)
    if not texts and keys:
        return (OptionLine(_("True") if "true" in keys else _("False"), is_key=True),)
    return tuple(OptionLine(plain(text.in_lang(spoken)), name in keys) for name, text in texts.items())


def _impact(library: Library, seen: PanelSeen, cut: float) -> Impact:
    line = _line_now(library, seen.panel.subject)
    if line is None:
        return Impact(_("The content no longer has it."), "")
    now = _("The file says %(line)s%%.", line=decimals(line / 10, 0))
    total = sum(people for _score, people in seen.scores)
    if not total:
        return Impact(now, _("Nobody has been marked yet, so nothing would change."))
    before, after = passing_at(seen.scores, line / 10), passing_at(seen.scores, cut)
    sentence = _(
        "By score alone %(before)s of %(all)s reach it; at the recommended line it would be %(after)s.",
        before=before,
        after=after,
        all=total,
    )
    return Impact(now, sentence)


def _line_now(library: Library, subject: str) -> int | None:
    if not subject.startswith(ROLEPLAY):
        quiz = library.quizzes.get(subject)
        return None if quiz is None else quiz.pass_score
    scenario = library.scenarios.get(subject.removeprefix(ROLEPLAY))
    rubric = None if scenario is None else library.rubrics.get(scenario.rubric)
    return None if rubric is None else rubric.pass_score

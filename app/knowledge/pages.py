"""What the templates of the job aids show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from flask_babel import gettext as _
from markupsafe import Markup

from app.content.aids import Case, Checklist, Phrase, Situation, Tag
from app.content.library import Lesson, Library, Term
from app.content.search import Hit
from app.content.statements import Competency
from app.kernel.bilingual import Bilingual, Lang
from app.knowledge.rules import ALL, ANY, Aid, chosen_trade, fits, of_trade, trades_in
from app.learning.pages.search import AidHit, aid_hit
from app.web.personal import trade_name

_MOST_ON_THE_HUB = 6


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asked of a list: a trade, words, and whose list it is."""

    own: str | None
    lang: Lang
    trade: str = ""
    query: str = ""
    competency: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class TradeChoice:
    """A trade to choose; the one with `is_current` is shown."""

    id: str
    name: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """What every list has above it: the trades, the words typed, and how many things fit them."""

    trades: tuple[TradeChoice, ...]
    trade: str
    query: str
    shown: int
    release: int


@dataclass(frozen=True, slots=True)
class SituationRow:
    """A situation with the phrases of it, each with whether it fits the words typed."""

    situation: Situation
    phrases: tuple[tuple[Phrase, bool], ...]
    lesson: Lesson | None

    @property
    def is_shown(self) -> bool:
        """Whether any phrase of it fits."""
        return any(is_shown for _phrase, is_shown in self.phrases)


@dataclass(frozen=True, slots=True)
class PhrasesPage:
    """The phrase book."""

    listing: Listing
    rows: tuple[SituationRow, ...]


@dataclass(frozen=True, slots=True)
class ChecklistsPage:
    """The checklists, each with whether it fits the words typed."""

    listing: Listing
    rows: tuple[tuple[Checklist, bool], ...]


@dataclass(frozen=True, slots=True)
class ChecklistPage:
    """One checklist; `key` names its ticks in the browser."""

    checklist: Checklist
    lesson: Lesson | None
    key: str
    release: int


@dataclass(frozen=True, slots=True)
class CasesPage:
    """The case library with the filters that it has."""

    listing: Listing
    rows: tuple[tuple[Case, bool], ...]
    competencies: tuple[Competency, ...]
    tags: tuple[Tag, ...]
    competency: str
    tag: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """One case with what it trains."""

    case: Case
    lesson: Lesson | None
    competencies: tuple[Competency, ...]
    release: int


@dataclass(frozen=True, slots=True)
class GlossaryPage:
    """The glossary: terms with whether they fit, under the letters that they begin with where there are letters."""

    query: str
    shown: int
    groups: tuple[tuple[str, tuple[tuple[Term, bool], ...]], ...]


@dataclass(frozen=True, slots=True)
class HubPage:
    """Everything at a glance: how much there is, what is one's own, and what a search found."""

    query: str
    aids: tuple[AidHit, ...]
    terms: tuple[Term, ...]
    counts: Mapping[str, int]
    checklists: tuple[Checklist, ...]
    situations: tuple[Situation, ...]
    trade: str


def phrases_page(library: Library, wish: Wish) -> PhrasesPage:
    """Build the phrase book as somebody asked for it."""
    trade = _trade(library.phrases.values(), wish)
    rows = tuple(_situation_row(library, one, wish) for one in of_trade(library.phrases.values(), trade, wish.own))
    shown = sum(is_shown for row in rows for _phrase, is_shown in row.phrases)
    return PhrasesPage(_listing(library, library.phrases.values(), wish, shown), rows)


def checklists_page(library: Library, wish: Wish) -> ChecklistsPage:
    """Build the list of checklists as somebody asked for it."""
    found = of_trade(library.checklists.values(), _trade(library.checklists.values(), wish), wish.own)
    rows = tuple((one, _fits(wish, one.title, one.use, *(step.text for step in one.steps))) for one in found)
    return ChecklistsPage(_listing(library, library.checklists.values(), wish, sum(fit for _one, fit in rows)), rows)


def checklist_page(library: Library, checklist: Checklist, person_id: int) -> ChecklistPage:
    """Build one checklist; the ticks of another person at the same screen are not this one's."""
    key = f"{person_id}-{checklist.id}-{checklist.hash[:8]}"
    return ChecklistPage(checklist, _lesson(library, checklist.lesson), key, library.seq)


def cases_page(library: Library, wish: Wish) -> CasesPage:
    """Build the case library as somebody asked for it."""
    every = library.cases.values()
    kept = [
        case
        for case in of_trade(every, _trade(every, wish), wish.own)
        if (not wish.competency or wish.competency in case.competencies)
        and (not wish.tag or wish.tag in (tag.id for tag in case.tags))
    ]
    rows = tuple((case, _fits(wish, case.title, case.situation, *(tag.title for tag in case.tags))) for case in kept)
    used = {competency for case in every for competency in case.competencies}
    return CasesPage(
        listing=_listing(library, every, wish, sum(fit for _case, fit in rows)),
        rows=rows,
        competencies=tuple(one for one in library.competencies.values() if one.id in used),
        tags=tuple({tag.id: tag for case in every for tag in case.tags}.values()),
        competency=wish.competency,
        tag=wish.tag,
    )


def case_page(library: Library, case: Case) -> CasePage:
    """Build one case."""
    trained = tuple(library.competencies[one] for one in case.competencies if one in library.competencies)
    return CasePage(case, _lesson(library, case.lesson), trained, library.seq)


def glossary_page(library: Library, wish: Wish) -> GlossaryPage:
    """Build the glossary: by letter in English, in the author's order in Chinese."""
    terms = [(term, _fits(wish, *_names(term), term.plain)) for term in library.glossary.values()]
    shown = sum(fit for _term, fit in terms)
    if wish.lang == "zh":
        return GlossaryPage(wish.query, shown, (("", tuple(terms)),) if terms else ())
    terms.sort(key=lambda pair: pair[0].term.en.casefold())
    letters = groupby(terms, key=lambda pair: _letter(pair[0].term.en))
    return GlossaryPage(wish.query, shown, tuple((letter, tuple(group)) for letter, group in letters))


def hub_page(library: Library, wish: Wish, hits: tuple[Hit, ...], terms: tuple[Term, ...]) -> HubPage:
    """Build the first page: what a search found, else what somebody of this trade reaches for."""
    trade = wish.own or ALL
    return HubPage(
        query=wish.query,
        aids=tuple(aid_hit(hit) for hit in sorted(hits, key=lambda hit: not _is_near(library, hit, wish.own))),
        terms=terms,
        counts={
            "phrases": sum(len(situation.phrases) for situation in library.phrases.values()),
            "checklists": len(library.checklists),
            "cases": len(library.cases),
            "glossary": len(library.glossary),
        },
        checklists=of_trade(library.checklists.values(), trade, wish.own)[:_MOST_ON_THE_HUB],
        situations=of_trade(library.phrases.values(), trade, wish.own)[:_MOST_ON_THE_HUB],
        trade=trade_name(wish.own) if wish.own else "",
    )


def _is_near(library: Library, hit: Hit, own: str | None) -> bool:
    """Tell whether a hit is of one's own trade or of any."""
    kind, _colon, id_ = hit.aid.partition(":")
    if kind == "phrase":
        trades = {one.trade for one in library.phrases.values() if any(phrase.id == id_ for phrase in one.phrases)}
    else:
        trades = {(library.checklists if kind == "checklist" else library.cases)[id_].trade}
    return own is None or not trades.isdisjoint({ANY, own})


def _situation_row(library: Library, situation: Situation, wish: Wish) -> SituationRow:
    phrases = tuple(
        (phrase, _fits(wish, situation.title, situation.about, phrase.avoid, phrase.say, phrase.why))
        for phrase in situation.phrases
    )
    return SituationRow(situation, phrases, _lesson(library, situation.lesson))


def _trade(aids: Iterable[Aid], wish: Wish) -> str:
    return chosen_trade(wish.trade, wish.own, trades_in(aids))


def _listing(library: Library, aids: Iterable[Aid], wish: Wish, shown: int) -> Listing:
    known = trades_in(aids)
    trade = chosen_trade(wish.trade, wish.own, known)
    ids = dict.fromkeys((*((wish.own,) if wish.own else ()), ALL, *known))
    names = {one: str(_("All trades")) if one == ALL else trade_name(one) for one in ids}
    choices = tuple(TradeChoice(one, name, one == trade) for one, name in names.items())
    return Listing(choices if known else (), trade, wish.query, shown, library.seq)


def _fits(wish: Wish, *texts: Bilingual) -> bool:
    plain = (Markup(text.in_lang(wish.lang)).striptags() for text in texts)  # noqa: S704 - sanitised when published
    return not wish.query or fits(wish.query, *plain)


def _names(term: Term) -> list[Bilingual]:
    return [Bilingual(name, name) for name in (*term.term, *(word for words in term.also.values() for word in words))]


def _letter(word: str) -> str:
    first = word[:1].upper()
    return first if first.isascii() and first.isalpha() else "#"


def _lesson(library: Library, key: str | None) -> Lesson | None:
    return library.lessons.get(key) if key else None

"""Words for flags, gates and reasons, and numbers as people read them."""

import flask_babel

from app.psychometrics.gates import COUNTS_BELOW, FULL_FROM, ITEMS_FROM, Gate
from app.psychometrics.rates import wilson_interval

NO_NUMBER = "–"


def _(message: str, **values: object) -> str:
    """Translate."""
    return str(flask_babel.gettext(message, **values))


def ngettext(one: str, many: str, n: int, **values: object) -> str:
    """Translate what depends on a number, `num` in the text."""
    return str(flask_babel.ngettext(one, many, n, **values))


GRAVE = frozenset({"alarm", "negative"})


def flag_words() -> dict[str, str]:
    """Return the words of all flags, looked up once for a page."""
    return {
        "alarm": _("The strong prefer a wrong option: check the key"),
        "negative": _("The strong do worse than the weak"),
        "dubious": _("Tells strong from weak dubiously"),
        "weak": _("Tells strong from weak poorly"),
        "too_hard": _("Too hard"),
        "too_easy": _("Too easy"),
        "never_chosen": _("An option that nobody chose"),
    }


def flag_chips(flags: tuple[str, ...] | list[str], words: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Return (words, kind of chip) of flags, in their order."""
    return tuple((words[flag], "bad" if flag in GRAVE else "warn") for flag in flags if flag in words)


def standing_words(gate: Gate) -> str:
    """Say what so few people allow, "" when there are enough."""
    if gate.standing == "counts":
        return _("Fewer than %(least)s people: counts only. A rate of so few would say nothing.", least=COUNTS_BELOW)
    if gate.standing == "preliminary":
        return _("Fewer than %(least)s people: every number here is preliminary.", least=FULL_FROM)
    return ""


def missing_words(gate: Gate, without: str | None) -> str:
    """Say why there is no reliability, "" when there is one."""
    if gate.n < FULL_FROM:
        return _("From %(least)s people on; so far %(n)s.", least=FULL_FROM, n=gate.n)
    if gate.k < ITEMS_FROM:
        return _("From %(least)s questions on a paper on; this one has %(k)s.", least=ITEMS_FROM, k=gate.k)
    reasons = {
        "few_people": _("One person only."),
        "few_items": _("One question only."),
        "no_spread": _("All totals are the same."),
        "few_pairs": _(
            "Papers are drawn, and some pairs of questions were answered by fewer than %(least)s people.",
            least=FULL_FROM,
        ),
    }
    return str(reasons.get(without or "", ""))


def percent_of(share: float | None) -> str:
    """Write a share from 0 to 1 as whole per cent."""
    return NO_NUMBER if share is None else f"{round(100 * share)}%"


def whole(value: float | None) -> str:
    """Write a number without decimals, with a real minus."""
    return NO_NUMBER if value is None else f"{round(value)}".replace("-", "−")


def decimals(value: float | None, places: int = 2) -> str:
    """Write a number with decimals, with a real minus."""
    return NO_NUMBER if value is None else f"{value:.{places}f}".replace("-", "−")


def interval(hits: int, n: int) -> str:
    """Write Wilson's interval of a rate in per cent, "" of nothing."""
    found = wilson_interval(hits, n)
    return "" if found is None else f"{round(100 * found[0])}–{round(100 * found[1])}%"


def span(seconds: float | None) -> str:
    """Write seconds as people say them."""
    if seconds is None:
        return NO_NUMBER
    minutes, rest = divmod(round(seconds), 60)
    return (
        _("%(minutes)s min %(seconds)s s", minutes=minutes, seconds=rest)
        if minutes
        else _("%(seconds)s s", seconds=rest)
    )

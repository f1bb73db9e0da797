"""The ledger of promises: deadlines in minutes, what may be promised, what was repeated."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from app.dialogue.scenario import PROMISE_KINDS, Opening, PromiseKind, PromiseRule, Scenario
from app.dialogue.state import Promise, Slot
from app.utterance.values import Act

DAY = 24 * 60
_MINUTES: Mapping[str, int] = {"min": 1, "h": 60, "d": DAY, "week": 7 * DAY, "month": 30 * DAY, "y": 365 * DAY}
_WHOLE_DAYS = ("d", "wd", "week", "month", "y")
_SATURDAY = 6
_RECAPS = ("recap", "confirm_writing")


def due_minutes(deadline: Slot, opening: Opening) -> int | None:
    """Return the minutes from the beginning of the conversation until a deadline; negative when it is past.

    A day without a time ends at 24:00; working days skip Saturday and Sunday and keep the time of day; a month is 30
    days; a weekday is the next one, today included. None for a calendar date (a scenario has none) and for what is
    no deadline.
    """
    value, unit, minute = deadline.get("value"), deadline.get("unit"), deadline.get("minute")
    if type(value) is int:
        return _after(value, unit, opening.weekday) if isinstance(unit, str) else None
    if not (minute is None or type(minute) is int):
        return None
    until = DAY if minute is None else minute
    if type(day := deadline.get("day")) is int:
        return day * DAY + until - opening.minute
    if type(weekday := deadline.get("weekday")) is int:
        days = (weekday - opening.weekday) % 7
        days += 7 if days == 0 and until < opening.minute else 0
        return days * DAY + until - opening.minute
    return None


def limit_minutes(value: int, unit: str, opening: Opening) -> int:
    """Return the minutes that a company's limit allows: counted in days, it lasts until the end of the last day.

    So “by Friday” keeps a limit of three working days on a Tuesday. KeyError for a unit that is no time.
    """
    after = _after(value, unit, opening.weekday)
    if after is None:
        raise KeyError(unit)
    return after + (DAY - opening.minute if unit in _WHOLE_DAYS else 0)


def _after(value: int, unit: str, weekday: int) -> int | None:
    if unit == "wd":
        return _working_days(value, weekday) * DAY
    if unit == "s":
        return -(-value // 60)
    return value * _MINUTES[unit] if unit in _MINUTES else None


def _working_days(count: int, weekday: int) -> int:
    """Return after how many days the count-th working day comes; whole weeks at once, so that no number is slow."""
    weeks, rest = divmod(max(count, 0), 5)
    days = weeks * 7
    if rest == 0 and weeks and weekday >= _SATURDAY:
        days, rest = days - 7, 5  # from a weekend the fifth working day is Friday, not the next weekend
    while rest:
        days += 1
        weekday = weekday % 7 + 1
        rest -= weekday < _SATURDAY
    return days


def verdicts(rule: PromiseRule | None, minutes: int | None, amount: Slot | None) -> tuple[bool | None, bool | None]:
    """Return whether a promise keeps the policy and the front line's authority; None where nothing is laid down."""
    if rule is None:
        return None, None
    return _within_policy(rule, minutes), rule.allowed and _within_amount(rule, amount)


def _within_policy(rule: PromiseRule, minutes: int | None) -> bool | None:
    if minutes is None:
        return None if rule.most is not None or rule.least is not None else True
    return (rule.least or 0) <= minutes and (rule.most is None or minutes <= rule.most)


def _within_amount(rule: PromiseRule, amount: Slot | None) -> bool:
    if rule.most_amount is None or amount is None:
        return True
    value, unit = amount.get("value"), amount.get("unit")
    if type(value) is not int:
        return True
    if unit == "y" and rule.unit == "month":
        value, unit = value * 12, "month"
    elif unit == "month" and rule.unit == "y":
        return value <= rule.most_amount * 12
    return unit == rule.unit and value <= rule.most_amount


def is_broken(promise: Promise) -> bool:
    """Tell whether a promise is outside policy or authority; what is not laid down is not broken."""
    return promise.within_policy is False or promise.within_authority is False


def ledger_after(
    scenario: Scenario, before: Sequence[Promise], acts: Iterable[Act], *, turn: int
) -> tuple[Promise, ...]:
    """Return the ledger after a turn: new rows, the ones repeated or summed up marked as recapped.

    An offer and the promise of the same thing in one turn are one row.
    """
    rows = list(before)
    acts = tuple(acts)
    for act in acts:
        made = _made(act, turn, scenario.opening)
        if made is None:
            continue
        place = next((place for place, row in enumerate(rows) if _same(row, made)), None)
        if place is None:
            rows.append(_judged(scenario, replace(made, id=f"p{len(rows) + 1}")))
        elif rows[place].turn < turn:
            rows[place] = replace(rows[place], recapped=True)
        else:
            rows[place] = _judged(scenario, _joined(rows[place], made))
    if any(act.id in _RECAPS for act in acts):
        return tuple(row if row.recapped else replace(row, recapped=True) for row in rows)
    return tuple(rows)


def _made(act: Act, turn: int, opening: Opening) -> Promise | None:
    deadline, amount = _mapping(act.slots.get("deadline")), _mapping(act.slots.get("amount"))
    kind: PromiseKind
    if act.id == "promise":
        kind = next((known for known in PROMISE_KINDS if known == act.slots.get("kind")), "other")
    elif act.id == "offer_visit" and deadline is not None:
        kind = "visit"
    elif act.id == "offer_goodwill" and amount is not None:
        kind = "goodwill"
    else:
        return None
    return Promise(
        id="",
        kind=kind,
        turn=turn,
        deadline=deadline,
        minutes=due_minutes(deadline, opening) if deadline is not None else None,
        amount=amount,
        start=act.start,
        end=act.end,
    )


def _mapping(slot: Any) -> Slot | None:
    return dict(slot) if isinstance(slot, Mapping) else None


def _judged(scenario: Scenario, promise: Promise) -> Promise:
    rule = next((rule for rule in scenario.promises if rule.kind == promise.kind), None)
    policy, authority = verdicts(rule, promise.minutes, promise.amount)
    return replace(promise, within_policy=policy, within_authority=authority)


def _same(row: Promise, made: Promise) -> bool:
    """Tell whether a promise repeats a row; within one turn a part left open counts as meaning the same."""
    if row.kind != made.kind:
        return False
    pairs = ((_due(row), _due(made)), (row.amount, made.amount))
    loosely = row.turn == made.turn
    return all(one == other or (loosely and (one is None or other is None)) for one, other in pairs)


def _due(promise: Promise) -> int | Slot | None:
    return promise.deadline if promise.minutes is None else promise.minutes


def _joined(row: Promise, made: Promise) -> Promise:
    deadline = row if row.deadline is not None else made
    return replace(
        row,
        deadline=deadline.deadline,
        minutes=deadline.minutes,
        amount=row.amount if row.amount is not None else made.amount,
        start=min(row.start, made.start),
        end=max(row.end, made.end),
    )

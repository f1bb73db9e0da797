"""What a correction would do to everybody: the sums of a dry run, and who would win or lose a certificate."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.assessment.rules.effects import Effect, Touched, effect_of
from app.assessment.rules.marking import Action, Harm


@dataclass(frozen=True, slots=True)
class Changed:
    """One attempt whose outcome would differ; scores in thousandths."""

    attempt_id: int
    person_id: int
    quiz_id: str
    before: int
    after: int
    passed_before: bool | None
    passed_after: bool | None


@dataclass(frozen=True, slots=True)
class CertificateFlip:
    """A level that somebody would newly reach, or a certificate that would no longer stand."""

    person_id: int
    track: str
    level: str
    award_id: int | None
    wins: bool


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a correction would do, counted over all attempts that hold the question.

    held: attempts that it would have harmed and that keep their outcome; changed: those whose score or pass differs.
    """

    attempts: int
    people: int
    raised: int
    lowered: int
    held: int
    newly_passed: tuple[Changed, ...]
    newly_failed: tuple[Changed, ...]
    changed: tuple[Changed, ...]

    @property
    def harms(self) -> bool:
        """Whether somebody loses: a second confirmation is asked for."""
        return bool(self.lowered or self.newly_failed)

    def to_json(self) -> dict[str, int]:
        """Return the counts that are kept with the decision."""
        return {
            "attempts": self.attempts,
            "people": self.people,
            "raised": self.raised,
            "lowered": self.lowered,
            "held": self.held,
            "newly_passed": len(self.newly_passed),
            "newly_failed": len(self.newly_failed),
        }


def dry_run(touched: Iterable[Touched], action: Action, harm: Harm, regrade: Callable[[str | None], int]) -> DryRun:
    """Return what a correction would do; each different answer is marked once."""
    known: dict[str | None, int] = {}

    def marked(answer: str | None) -> int:
        if answer not in known:
            known[answer] = regrade(answer)
        return known[answer]

    found = list(touched)
    is_rekey = action == "rekey"
    pairs = [
        (one, effect_of(one, action, harm, marked))
        for one in found
        if not (is_rekey and one.state == "counted" and marked(one.answer) == one.item_score)  # nothing changes
    ]
    changed = tuple(_changed(one, effect) for one, effect in pairs if _differs(one, effect))
    return DryRun(
        attempts=len(found),
        people=len({one.person_id for one in found}),
        raised=sum(one.after > one.before for one in changed),
        lowered=sum(one.after < one.before for one in changed),
        held=sum(effect.is_held for _, effect in pairs),
        newly_passed=tuple(one for one in changed if one.passed_after and not one.passed_before),
        newly_failed=tuple(one for one in changed if one.passed_before and not one.passed_after),
        changed=changed,
    )


def _differs(one: Touched, effect: Effect) -> bool:
    return (one.score, one.passed) != (effect.score, effect.passed)


def _changed(one: Touched, effect: Effect) -> Changed:
    return Changed(one.attempt_id, one.person_id, one.quiz_id, one.score, effect.score, one.passed, effect.passed)

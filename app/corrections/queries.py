"""Reads for corrections: the dry run, and whose certificates would flip."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.assessment.queries import Scope, touched_by
from app.assessment.rules.marking import Action, Harm
from app.certification.queries import candidate_for
from app.certification.rules.cycles import HELD, Award, award_state, latest
from app.certification.rules.ladder import Candidate, due_for, tracks_for
from app.content.library import Library, Track
from app.corrections.rules import CertificateFlip, Changed, DryRun, dry_run
from app.evidence.rules import ANY, Fact, RecordedFact, standing_facts
from app.identity.queries import PersonBrief, find_person, names_of
from app.items.base import ItemSpec
from app.items.registry import KINDS
from app.kernel.bilingual import Bilingual

_HYPOTHETICAL = -1  # the id of a fact that is not recorded yet


def dry_run_of(session: Session, scope: Scope, action: Action, harm: Harm, spec: ItemSpec | None = None) -> DryRun:
    """Return what a correction would do to every attempt of its scope; nothing is written."""

    def regrade(answer: str | None) -> int:
        if spec is None:
            raise ValueError("a new key needs the corrected question")
        return KINDS[spec.type].grade(spec, None if answer is None else json.loads(answer)).score

    return dry_run(touched_by(session, scope), action, harm, regrade)


def flips_of(
    session: Session, library: Library, changed: Iterable[Changed], *, at: datetime
) -> tuple[CertificateFlip, ...]:
    """Return whose certificates would flip when these attempts change; `library` is the release in force."""
    found: list[CertificateFlip] = []
    for person_id, theirs in _by_person(changed).items():
        person = find_person(session, person_id)
        if person is not None and person.closed_at is None:
            found += _flips(session, library, person, theirs, at)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Flip:
    """A certificate that would flip, with the person's name and the level's title."""

    flip: CertificateFlip
    name: str
    level: Bilingual


def named_flips(session: Session, library: Library, run: DryRun, *, at: datetime) -> tuple[Flip, ...]:
    """Return whose certificates a dry run would flip, those who lose first."""
    flips = flips_of(session, library, (*run.newly_failed, *run.newly_passed), at=at)
    names = names_of(session, [flip.person_id for flip in flips])
    titles = {(track.id, level.id): level.title for track in library.tracks.values() for level in track.levels}
    ordered = sorted(flips, key=lambda flip: (flip.wins, flip.person_id, flip.track, flip.level))
    return tuple(Flip(flip, names.get(flip.person_id, ""), titles[flip.track, flip.level]) for flip in ordered)


def _by_person(changed: Iterable[Changed]) -> dict[int, list[Changed]]:
    people: dict[int, list[Changed]] = {}
    for one in changed:
        people.setdefault(one.person_id, []).append(one)
    return people


def _flips(
    session: Session, library: Library, person: PersonBrief, changed: list[Changed], at: datetime
) -> list[CertificateFlip]:
    now = candidate_for(session, person)
    then = replace(now, facts=(*now.facts, *_new_facts(now, changed, at)))
    sources = {f"attempt:{one.attempt_id}" for one in changed}
    behind = [fact.id for fact in now.facts if fact.fact.source in sources]  # also what was superseded since
    flips: list[CertificateFlip] = []
    for track in tracks_for(library, person.trade):
        flips += [
            CertificateFlip(person.id, track.id, award.level, award.id, wins=False)
            for award in awards_resting_on(now, track, behind, at=at)
            if not stands_without(then, library, track, award, at=at)
        ]
        met_now, met_then = _met(now, library, track, at), _met(then, library, track, at)
        flips += [
            CertificateFlip(person.id, track.id, level, None, wins=True) for level in met_then if level not in met_now
        ]
    return flips


def _new_facts(candidate: Candidate, changed: list[Changed], at: datetime) -> list[RecordedFact]:
    """Return the facts that the correction would record, each in the place of the one that stands now."""
    facts = []
    standing = {fact.fact.source: fact for fact in standing_facts(candidate.facts, at=at)}
    for place, one in enumerate(changed):
        old = standing.get(f"attempt:{one.attempt_id}")
        effective = old.fact.effective_at if old is not None else at
        fact = Fact(
            person_id=one.person_id,
            track=ANY,
            kind="quiz",
            key=one.quiz_id,
            effective_at=effective,
            passed=one.passed_after,
            score=one.after,
            supersedes=None if old is None else old.id,
            source=f"attempt:{one.attempt_id}",
        )
        facts.append(RecordedFact(_HYPOTHETICAL - place, fact, at, None))
    return facts


def awards_resting_on(
    candidate: Candidate, track: Track, fact_ids: Iterable[int | None], *, at: datetime
) -> tuple[Award, ...]:
    """Return the certificates held now, of the last cycle of each level, that rest on one of these facts."""
    levels = {level.id: level for level in track.levels}
    behind = set(fact_ids)
    return tuple(
        award
        for award in candidate.awards
        if award.track == track.id
        and award.level in levels
        and award_state(award, levels[award.level], at=at) in HELD
        and latest(candidate.awards, track.id, award.level, at=at) == award
        and behind & set(award.evidence.get("facts", ()))
    )


def stands_without(candidate: Candidate, library: Library, track: Track, award: Award, *, at: datetime) -> bool:
    """Tell whether a certificate would be given again if it had not been: its rule is met by what stands now."""
    level = next(level for level in track.levels if level.id == award.level)
    others = tuple(other for other in candidate.awards if other.id != award.id)
    why = due_for(replace(candidate, awards=others), library, track, level, at=at)
    return why is not None and why.reason.met


def _met(candidate: Candidate, library: Library, track: Track, at: datetime) -> list[str]:
    whys = (due_for(candidate, library, track, level, at=at) for level in track.levels)
    return [why.level.id for why in whys if why is not None and why.reason.met]

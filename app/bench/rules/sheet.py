"""A marking sheet: anchors with evidence, the overall impression, critical errors and the comment, as one value."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from app.kernel.errors import N_, InvalidError

ANCHORS = (1, 2, 3, 4, 5)
LONGEST_NOTE = 1000  # characters
LONGEST_COMMENT = 4000
MOST_EVIDENCE = 40  # pieces for one criterion


class Span(NamedTuple):
    """Words of the learner: the number of the turn, and characters of its text, the end exclusive."""

    turn: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CriterionMark:
    """One criterion: an anchor from 1 to 5, or not applicable, or (neither) still open."""

    anchor: int | None = None
    is_na: bool = False
    evidence: tuple[Span, ...] = ()
    note: str = ""

    @property
    def is_marked(self) -> bool:
        """Whether the marker has decided."""
        return self.is_na or self.anchor is not None


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a marker found a critical error (None: still open), and the reason where one is needed."""

    found: bool | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one marker has entered; `impression` is the overall rating from 1 to 5, independent of the criteria."""

    criteria: Mapping[str, CriterionMark] = field(default_factory=dict)
    impression: int | None = None
    critical: Mapping[str, Finding] = field(default_factory=dict)
    comment: str = ""

    def mark_of(self, criterion: str) -> CriterionMark:
        """Return how a criterion is marked, open when it is not."""
        return self.criteria.get(criterion, CriterionMark())

    def finding_of(self, critical: str) -> Finding:
        """Return what was found of a critical error, open when nothing was said."""
        return self.critical.get(critical, Finding())

    def record(self) -> dict[str, Any]:
        """Return the JSON value under which drafts and marks keep the sheet."""
        return {
            "criteria": {
                name: {
                    "anchor": mark.anchor,
                    "na": mark.is_na,
                    "evidence": [span._asdict() for span in mark.evidence],
                    "note": mark.note,
                }
                for name, mark in self.criteria.items()
            },
            "global": self.impression,
            "critical": {
                name: {"found": finding.found, "reason": finding.reason} for name, finding in self.critical.items()
            },
            "comment": self.comment,
        }


@dataclass(frozen=True, slots=True)
class Asked:
    """What a sheet has to answer: criteria, critical errors that mentors decide, and the turns that may be quoted.

    turns: number of the learner's turn → how many characters its text has.
    """

    criteria: tuple[str, ...]
    critical: tuple[str, ...]
    turns: Mapping[int, int]


class Missing(NamedTuple):
    """Something that a sheet does not answer yet: a criterion, a critical error, or the impression."""

    kind: str
    key: str


def read_sheet(record: Mapping[str, Any]) -> Sheet:
    """Read what `Sheet.record` wrote."""
    return Sheet(
        criteria={
            name: CriterionMark(
                mark["anchor"], mark["na"], tuple(Span(**span) for span in mark["evidence"]), mark["note"]
            )
            for name, mark in record["criteria"].items()
        },
        impression=record["global"],
        critical={name: Finding(finding["found"], finding["reason"]) for name, finding in record["critical"].items()},
        comment=record["comment"],
    )


def clean_sheet(sheet: Sheet, asked: Asked) -> Sheet:
    """Return the sheet in its canonical form: blanks trimmed, every piece of evidence once, in the order said.

    Raises:
        InvalidError: An unknown criterion or error, a number beyond 1 to 5, words that nobody said, texts too long.
    """
    if set(sheet.criteria) - set(asked.criteria) or set(sheet.critical) - set(asked.critical):
        raise _unreadable("criteria")
    if sheet.impression not in (None, *ANCHORS):
        raise _unreadable("impression")
    if len(sheet.comment) > LONGEST_COMMENT:
        raise InvalidError("comment", N_("Please keep the comment below %(most)s characters."), most=LONGEST_COMMENT)
    return Sheet(
        {name: _clean(sheet.mark_of(name), name, asked.turns) for name in asked.criteria if name in sheet.criteria},
        sheet.impression,
        {name: _trimmed(sheet.finding_of(name), name) for name in asked.critical if name in sheet.critical},
        sheet.comment.strip(),
    )


def missing_in(sheet: Sheet, asked: Asked) -> tuple[Missing, ...]:
    """Return what is still open before the marks may be handed in, in the order of the page."""
    found = [Missing("criterion", name) for name in asked.criteria if not sheet.mark_of(name).is_marked]
    if not found and all(sheet.mark_of(name).is_na for name in asked.criteria):
        found.append(Missing("criterion", asked.criteria[0] if asked.criteria else ""))
    found += [Missing("critical", name) for name in asked.critical if sheet.finding_of(name).found is None]
    return (*found, Missing("impression", "")) if sheet.impression is None else tuple(found)


def with_evidence(sheet: Sheet, attached: Mapping[str, tuple[Span, ...]]) -> Sheet:
    """Return the sheet with more evidence: criterion → words."""
    criteria = dict(sheet.criteria)
    for name, spans in attached.items():
        mark = sheet.mark_of(name)
        criteria[name] = replace(mark, evidence=(*mark.evidence, *spans))
    return replace(sheet, criteria=criteria)


def _clean(mark: CriterionMark, name: str, turns: Mapping[int, int]) -> CriterionMark:
    if mark.anchor not in (None, *ANCHORS) or (mark.is_na and mark.anchor is not None):
        raise _unreadable(name)
    if len(mark.note) > LONGEST_NOTE or len(mark.evidence) > MOST_EVIDENCE:
        raise InvalidError(name, N_("Please keep this note below %(most)s characters."), most=LONGEST_NOTE)
    spans = tuple(sorted(set(mark.evidence)))
    for span in spans:
        length = turns.get(span.turn)
        if length is None or not 0 <= span.start <= span.end <= length or (span.start == span.end and length):
            raise _unreadable(name)
    return CriterionMark(mark.anchor, mark.is_na, spans, mark.note.strip())


def _trimmed(finding: Finding, name: str) -> Finding:
    if len(finding.reason) > LONGEST_NOTE:
        raise InvalidError(name, N_("Please keep this note below %(most)s characters."), most=LONGEST_NOTE)
    return Finding(finding.found, finding.reason.strip())


def _unreadable(name: str) -> InvalidError:
    return InvalidError(name, N_("These marks could not be read. Nothing was changed."))

"""What a browser sends from the bench: an autosaved draft as JSON, or the whole page as a form."""

from collections.abc import Mapping, Sequence
from typing import Annotated

import msgspec

from app.bench.rules.decision import Decision
from app.bench.rules.sheet import (
    LONGEST_COMMENT,
    LONGEST_NOTE,
    MOST_EVIDENCE,
    Asked,
    CriterionMark,
    Finding,
    Sheet,
    Span,
    with_evidence,
)
from app.kernel.errors import N_, InvalidError

NOT_APPLICABLE = "na"
_LARGEST = 2**31
_FOUND = {"yes": True, "no": False}
_Number = Annotated[int, msgspec.Meta(ge=0, lt=_LARGEST)]


class SentMark(msgspec.Struct, frozen=True):
    """A criterion as a script sends it."""

    anchor: int | None = None
    na: bool = False
    evidence: Annotated[list[Span], msgspec.Meta(max_length=MOST_EVIDENCE)] = []
    note: Annotated[str, msgspec.Meta(max_length=LONGEST_NOTE)] = ""


class SentFinding(msgspec.Struct, frozen=True):
    """A critical error as a script sends it."""

    found: bool | None = None
    reason: Annotated[str, msgspec.Meta(max_length=LONGEST_NOTE)] = ""


class SentDraft(msgspec.Struct, frozen=True):
    """A whole sheet, and the version of the draft that the page last knew."""

    version: _Number
    criteria: dict[str, SentMark] = {}
    impression: int | None = None
    critical: dict[str, SentFinding] = {}
    comment: Annotated[str, msgspec.Meta(max_length=LONGEST_COMMENT)] = ""

    def sheet(self) -> Sheet:
        """Return the value that the rules work with."""
        return Sheet(
            {name: CriterionMark(m.anchor, m.na, tuple(m.evidence), m.note) for name, m in self.criteria.items()},
            self.impression,
            {name: Finding(finding.found, finding.reason) for name, finding in self.critical.items()},
            self.comment,
        )

    def decision(self) -> Decision:
        """Return what it decides once one's own marks are in."""
        critical = {name: Finding(finding.found, finding.reason) for name, finding in self.critical.items()}
        return Decision(critical, self.comment)


_DECODER = msgspec.json.Decoder(SentDraft)


def read_draft(body: bytes) -> SentDraft:
    """Read the JSON body of an autosave; InvalidError when it is not one."""
    try:
        return _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidError("draft", N_("These marks could not be read. Nothing was changed.")) from error


def read_version(form: Mapping[str, Sequence[str]]) -> int:
    """Return the version of the draft that a form came from, 0 for none."""
    text = _one(form, "version")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004 - of 32 bits


def read_form(form: Mapping[str, Sequence[str]], asked: Asked) -> Sheet:
    """Return the sheet that a whole form states.

    Fields: `anchor-<criterion>` (1 to 5 or `na`), `note-<criterion>`, `evidence-<criterion>` (`turn:start:end`, as
    often as needed), `turn-<number>` (a criterion to which the whole turn is attached), `impression`,
    `found-<error>` (yes, no), `comment`.
    """
    criteria = {name: _mark(form, name) for name in asked.criteria}
    critical = {name: Finding(_FOUND.get(_one(form, f"found-{name}"))) for name in asked.critical}
    sheet = Sheet(criteria, _anchor(_one(form, "impression")), critical, _one(form, "comment"))
    attached: dict[str, tuple[Span, ...]] = {}
    for turn, length in asked.turns.items():
        name = _one(form, f"turn-{turn}")
        if name in criteria:
            attached[name] = (*attached.get(name, ()), Span(turn, 0, length))
    return with_evidence(sheet, attached)


def read_decision(form: Mapping[str, Sequence[str]], asked: Asked) -> Decision:
    """Return what a form decides: `found-<error>`, `reason-<error>`, `comment`."""
    critical = {
        name: Finding(_FOUND.get(_one(form, f"found-{name}")), _one(form, f"reason-{name}")) for name in asked.critical
    }
    return Decision(critical, _one(form, "comment") if "comment" in form else None)


def _mark(form: Mapping[str, Sequence[str]], name: str) -> CriterionMark:
    anchor = _one(form, f"anchor-{name}")
    evidence = tuple(_span(text) for text in form.get(f"evidence-{name}", ()))
    return CriterionMark(_anchor(anchor), anchor == NOT_APPLICABLE, evidence, _one(form, f"note-{name}"))


def _anchor(text: str) -> int | None:
    return int(text) if text in {"1", "2", "3", "4", "5"} else None


def _span(text: str) -> Span:
    numbers = text.split(":")
    if len(numbers) != len(Span._fields) or not all(n.isascii() and n.isdigit() and len(n) < 10 for n in numbers):  # noqa: PLR2004
        raise InvalidError("evidence", N_("These marks could not be read. Nothing was changed."))
    return Span(*(int(number) for number in numbers))


def _one(form: Mapping[str, Sequence[str]], name: str) -> str:
    """Return one field without NULs and with plain line ends, "" when it is not there."""
    values = form.get(name, ())
    return values[0].replace("\0", "").replace("\r\n", "\n") if values else ""

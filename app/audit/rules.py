"""The chain of audit rows: how a link is made, and what an examination finds."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.kernel.canonical import digest, digest_text
from app.kernel.clock import to_text

GENESIS = "0" * 64
# A transaction may commit after later ones were sealed; one that took longer than this was no transaction of ours.
LATEST_COMMIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Row:
    """An audit row as it lies in the table."""

    id: int
    at: datetime
    by: int | None
    action: str
    subject: str
    digest: str
    nonce: str | None
    detail: str | None


@dataclass(frozen=True, slots=True)
class Seal:
    """A link of the chain as it lies in the table; `row` is None when the row has gone."""

    id: int
    row_id: int
    previous: str
    link: str
    sealed_at: datetime
    row: Row | None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed note, kept outside the database, that the chain had this link at this seal."""

    seal_id: int
    link: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that should not be; `code` is altered, removed, inserted, broken or checkpoint."""

    code: str
    subject: str
    message: str


@dataclass(slots=True)
class Report:
    """What an examination found; `erased` are rows whose detail was dropped, as erasing a person does."""

    sealed: int = 0
    unsealed: int = 0
    checkpoints: int = 0
    erased: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found that should not be."""
        return not self.problems

    def add(self, code: str, subject: str, message: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(code, subject, message))


def digest_detail(nonce: str, detail: str) -> str:
    """Return what a row keeps of its detail for good: sha256(nonce ‖ detail)."""
    return digest_text(nonce + detail)


def link_of(previous: str, row: Row) -> str:
    """Return sha256 over the previous link and everything of a row that may never change."""
    return digest([previous, row.id, to_text(row.at), row.by, row.action, row.subject, row.digest])


def examine_chain(seals: Iterable[Seal], checkpoints: Mapping[int, Checkpoint], report: Report) -> Seal | None:
    """Recompute the chain in the order of its seals and compare it with the checkpoints; return the last seal."""
    expected = GENESIS
    missing = dict(checkpoints)
    last = None
    for last in _counted(seals, report):
        _examine_link(last, expected, report)
        checkpoint = missing.pop(last.id, None)
        if checkpoint is not None and checkpoint.link != last.link:
            report.add("checkpoint", f"seal {last.id}", "the chain differs from what a signed checkpoint says")
        expected = last.link
    for seal_id in sorted(missing):
        report.add("removed", f"seal {seal_id}", "a signed checkpoint names this seal, but it is gone")
    report.checkpoints = len(checkpoints)
    return last


def _counted(seals: Iterable[Seal], report: Report) -> Iterator[Seal]:
    for seal in seals:
        report.sealed += 1
        yield seal


def _examine_link(seal: Seal, expected: str, report: Report) -> None:
    if seal.previous != expected:
        report.add("broken", f"seal {seal.id}", "the link before it was removed, inserted or changed")
    if seal.row is None:
        report.add("removed", f"row {seal.row_id}", "it was sealed, but it is gone")
        return
    if link_of(seal.previous, seal.row) != seal.link:
        report.add("altered", f"row {seal.row_id}", "time, person, action, subject or digest were changed")
    examine_detail(seal.row, report)


def examine_detail(row: Row, report: Report) -> None:
    """Compare a row's detail with its digest; a detail dropped together with its nonce was erased."""
    if row.nonce is None and row.detail is None:
        report.erased.append(row.id)
    elif row.nonce is None or row.detail is None or digest_detail(row.nonce, row.detail) != row.digest:
        report.add("altered", f"row {row.id}", "its detail does not fit its digest")


def examine_unsealed(rows: Iterable[Row], last: Seal | None, report: Report) -> None:
    """Judge rows without a seal: new ones wait for the sealer, old ones between sealed ones were put there."""
    for row in rows:
        report.unsealed += 1
        examine_detail(row, report)
        if last is not None and row.id < last.row_id and row.at < last.sealed_at - LATEST_COMMIT:
            report.add("inserted", f"row {row.id}", "it lies between sealed rows, but was never sealed")

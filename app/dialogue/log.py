"""The log of a conversation: steps sealed by hashes, each holding the one before."""

from collections.abc import Sequence

from msgspec.structs import replace

from app.dialogue.state import Step, read_step, step_record
from app.kernel.canonical import digest

__all__ = ["first_broken_link", "read_step", "sealed", "step_record"]


def sealed(step: Step) -> Step:
    """Return the step with its hash."""
    return replace(step, hash=digest(step_record(step)))


def first_broken_link(steps: Sequence[Step]) -> int | None:
    """Return the place of the first step that is not what its hash says or follows another one; None when all do."""
    previous = ""
    for seq, step in enumerate(steps):
        if step.seq != seq or step.previous != previous or digest(step_record(step)) != step.hash:
            return seq
        previous = step.hash
    return None

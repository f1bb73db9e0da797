"""The log of a conversation: steps sealed by hashes, each holding the one before."""

from collections.abc import Sequence
from hashlib import sha256

import msgspec
from msgspec.structs import replace

from app.dialogue.state import Step, read_step, step_record
from app.kernel.canonical import canonical_json, digest

__all__ = ["first_broken_link", "read_step", "sealed", "step_record"]

_CANONICAL = msgspec.json.Encoder(order="sorted")


def sealed(step: Step) -> Step:
    """Return the step with its hash: the digest of its record; TypeError when a slot holds a float.

    The bytes are those of canonical JSON, written ten times as fast: only slots could hold what that refuses.
    """
    for act in step.acts:
        canonical_json(dict(act.slots))
    return replace(step, hash=sha256(_CANONICAL.encode(step_record(step))).hexdigest())


def first_broken_link(steps: Sequence[Step]) -> int | None:
    """Return the place of the first step that is not what its hash says or follows another one; None when all do."""
    previous = ""
    for seq, step in enumerate(steps):
        if step.seq != seq or step.previous != previous or digest(step_record(step)) != step.hash:
            return seq
        previous = step.hash
    return None

"""The log of a conversation: steps sealed by hashes, each holding the one before."""

from collections.abc import Sequence
from hashlib import sha256

import msgspec
from msgspec.structs import replace

from app.dialogue.state import Step, read_step, step_record
from app.kernel.canonical import canonical_json, digest

__all__ = ["acts_text", "first_broken_link", "read_step", "read_step_text", "sealed", "step_record", "step_text"]

_CANONICAL = msgspec.json.Encoder(order="sorted")
_STEP = msgspec.json.Decoder(Step)


def sealed(step: Step) -> Step:
    """Return the step with its hash: the digest of its record; TypeError when a slot holds a float."""
    for act in step.acts:
        if act.slots:
            canonical_json(dict(act.slots))
    return replace(step, hash=sha256(_encoded(step)).hexdigest())


def step_text(step: Step) -> str:
    """Return a sealed step's record as canonical JSON: the very bytes of which its hash is the digest."""
    return _encoded(step).decode()


def read_step_text(text: str, hash_: str) -> Step:
    """Read what `step_text` wrote, with the hash that was kept beside it; msgspec.ValidationError when it is none."""
    return replace(_STEP.decode(text), hash=hash_)


def acts_text(step: Step) -> str:
    """Return the acts of a sealed step as canonical JSON, as a coding keeps them."""
    return _CANONICAL.encode(step.acts).decode()


def _encoded(step: Step) -> bytes:
    """Write canonical JSON ten times as fast: only slots could hold what that refuses, and sealing looked at them."""
    return _CANONICAL.encode(step_record(step))


def first_broken_link(steps: Sequence[Step]) -> int | None:
    """Return the place of the first step that is not what its hash says or follows another one; None when all do."""
    previous = ""
    for seq, step in enumerate(steps):
        if step.seq != seq or step.previous != previous or digest(step_record(step)) != step.hash:
            return seq
        previous = step.hash
    return None

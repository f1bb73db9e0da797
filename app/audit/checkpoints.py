"""Signed checkpoints of the chain, kept in files outside the database."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.audit.rules import Checkpoint
from app.kernel.canonical import canonical_json
from app.kernel.clock import from_text, to_text

CHECKPOINTS = "audit-checkpoints.jsonl"
TRUSTED = "audit-public-keys.txt"
_PRIVATE = "audit-signing-key"


@dataclass(slots=True)
class CheckpointFile:
    """What a file of checkpoints says: those whose signature holds, and the numbers of the lines that do not."""

    genuine: list[Checkpoint] = field(default_factory=list)
    forged_lines: list[int] = field(default_factory=list)


def append_checkpoint(data_dir: Path, point: Checkpoint) -> None:
    """Sign a checkpoint and append it to the file, on the disk when this returns; the same seal is noted once."""
    path = data_dir / CHECKPOINTS
    if _last_seal_id(path) == point.seal_id:
        return
    key = _signing_key(data_dir)
    body = {"seal": point.seal_id, "link": point.link, "at": to_text(point.at), "key": _public_text(key)}
    line = canonical_json(body | {"signature": key.sign(canonical_json(body).encode()).hex()})
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_checkpoints(path: Path, trusted: frozenset[str]) -> CheckpointFile:
    """Read a file of checkpoints and check each signature against the trusted public keys; no file is no line."""
    found = CheckpointFile()
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for number, line in enumerate(lines, start=1):
        point = _genuine(line, trusted)
        if point is None:
            found.forged_lines.append(number)
        else:
            found.genuine.append(point)
    return found


def trusted_keys(data_dir: Path) -> frozenset[str]:
    """Return the public keys, as hex, whose checkpoints this installation believes."""
    path = data_dir / TRUSTED
    return frozenset(path.read_text(encoding="utf-8").split()) if path.exists() else frozenset()


def _genuine(line: str, trusted: frozenset[str]) -> Checkpoint | None:
    try:
        body: dict[str, Any] = json.loads(line)
        signature = bytes.fromhex(body.pop("signature"))
        if body["key"] not in trusted:
            return None
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(body["key"]))
        key.verify(signature, canonical_json(body).encode())
        return Checkpoint(body["seal"], body["link"], from_text(body["at"]))
    except (ValueError, KeyError, TypeError, AttributeError, InvalidSignature):
        return None


def _last_seal_id(path: Path) -> int | None:
    if not path.exists():
        return None
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - 4096, 0))
        lines = file.read().splitlines()
    try:
        return int(json.loads(lines[-1])["seal"]) if lines else None
    except (ValueError, KeyError, TypeError):
        return None


def _signing_key(data_dir: Path) -> Ed25519PrivateKey:
    path = data_dir / _PRIVATE
    if path.exists():
        return Ed25519PrivateKey.from_private_bytes(path.read_bytes())
    key = Ed25519PrivateKey.generate()
    data_dir.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(key.private_bytes_raw())
    with (data_dir / TRUSTED).open("a", encoding="utf-8") as file:
        file.write(_public_text(key) + "\n")
    return key


def _public_text(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()

"""The write gate of SQLite: one `flock` that every writing transaction and every checkpoint passes.

Stock SQLite before 3.51.3 can corrupt a WAL when a write races a checkpoint, and its own busy time-out is unfair;
waiting in the kernel's queue for a file lock is neither.
"""

import fcntl
import os
import sqlite3
import sys
from pathlib import Path

from app.kernel.errors import N_, AppError

_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "fuse.sshfs", "fuse.s3fs", "glusterfs", "ceph"}


class GatedConnection(sqlite3.Connection):
    """A connection with a lock descriptor of its own: a shared one would not exclude threads.

    The descriptor is opened at first use, so after any fork; a connection never crosses a fork.
    """

    lock_path: Path
    _descriptor: int | None = None
    _is_inside = False

    def acquire(self) -> None:
        """Wait for the gate."""
        if self._descriptor is None:
            self._descriptor = os.open(self.lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        self._is_inside = True

    def release(self) -> None:
        """Let the next writer in; nothing happens when the gate is not held."""
        if self._is_inside and self._descriptor is not None:
            self._is_inside = False
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def commit(self) -> None:
        """Commit and leave the gate: the next writer waits for the disk, not for the rest of our Python."""
        super().commit()
        self.release()

    def rollback(self) -> None:
        """Roll back and leave the gate."""
        super().rollback()
        self.release()

    def close(self) -> None:
        """Close behind the gate, because the last connection to close runs a checkpoint."""
        self.acquire()
        super().close()
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor, self._is_inside = None, False


def refuse_network_file_system(path: Path, mounts: Path = Path("/proc/self/mounts")) -> None:
    """Raise AppError when the database would lie on a network file system, where locks cannot be trusted."""
    if not sys.platform.startswith("linux") or not mounts.exists():
        return
    best = ("", "")
    for line in mounts.read_text(encoding="utf-8").splitlines():
        _, where, kind, *_ = line.split(" ")
        inside = where == "/" or str(path).startswith(where.rstrip("/") + "/")
        if inside and len(where) > len(best[0]):
            best = (where, kind)
    if best[1] in _NETWORK:
        raise AppError(N_("SQLite cannot be kept on a network file system (%(kind)s). Use PostgreSQL."), kind=best[1])

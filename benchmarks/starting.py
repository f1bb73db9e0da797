"""How long the second `make run` takes until it answers."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from statistics import median
from urllib.request import urlopen

from benchmarks.lines import Effort, Line
from benchmarks.world import ROOT

MOST_SECONDS = 3.0
_PATIENCE = 180.0


def second_start(effort: Effort) -> Iterator[Line]:
    """Prepare a demonstration by the first start, then measure the following ones."""
    with tempfile.TemporaryDirectory() as folder:
        _start(folder)
        times = [_start(folder) for _ in range(effort.rounds)]
    result = f"{median(times):.1f} s (longest {max(times):.1f} s)"
    yield Line(
        "second start until /health answers",
        result,
        f"< {MOST_SECONDS:.0f} s",
        max(times) < MOST_SECONDS,
        f"{len(times)} starts",
    )


def free_port() -> int:
    """Return a port on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _start(folder: str) -> float:
    port = free_port()
    begin = time.monotonic()
    process = subprocess.Popen(
        _command(port),
        cwd=ROOT,
        env=os.environ | {"AFTERCARE_DATA_DIR": folder, "AFTERCARE_DATABASE_URL": ""},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return _wait(process, port, begin)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def _command(port: int) -> list[str]:
    """Return `make run` where it would install nothing, else what it ends in."""
    if (ROOT / ".venv" / ".runtime").exists():
        return ["make", "--silent", "run", f"PORT={port}"]
    return [sys.executable, "-m", "app.cli", "serve", "--demo", "--port", str(port)]


def _wait(process: "subprocess.Popen[bytes]", port: int, begin: float) -> float:
    while time.monotonic() < begin + _PATIENCE:
        if process.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        try:
            with urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
                return time.monotonic() - begin
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("the server did not answer")

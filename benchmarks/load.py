"""Servers and load: gunicorn as in production, wrk from Debian as the client."""

import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.request import urlopen

_TIMES = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60000.0}


@dataclass(frozen=True)
class Sample:
    """One run of the client: requests a second and latencies in milliseconds."""

    rate: float
    p50: float
    p99: float
    errors: int


@contextmanager
def serving(factory: str, *, workers: int, environment: Mapping[str, str]) -> Iterator[str]:
    """Serve `module:function()` with gunicorn's sync workers; yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "gunicorn", "--no-control-socket", "--log-level", "error", "--preload",
        "-c", "python:benchmarks.forking", "-w", str(workers), "-b", f"127.0.0.1:{port}", factory,
    ]  # fmt: skip
    process = subprocess.Popen(command, env=dict(environment))
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def run_wrk(
    url: str,
    *,
    seconds: float,
    connections: int = 8,
    threads: int = 1,
    script: str = "",
    headers: Mapping[str, str] | None = None,
) -> Sample:
    """Load an address for some seconds; RuntimeError when wrk is missing."""
    program = shutil.which("wrk")
    if program is None:
        raise RuntimeError("wrk is missing: install Debian's package wrk")
    command = [
        program,
        f"-t{threads}",
        f"-c{connections}",
        f"-d{max(1, round(seconds))}s",
        "--latency",
        "--timeout",
        "10s",
    ]
    for name, value in (headers or {}).items():
        command += ["-H", f"{name}: {value}"]
    with tempfile.TemporaryDirectory() as folder:
        if script:
            path = Path(folder) / "load.lua"
            path.write_text(script, encoding="utf-8")
            command += ["-s", str(path)]
        done = subprocess.run([*command, url], capture_output=True, text=True, check=True)
    return _read(done.stdout)


def paired(measure: Callable[[], Sample], baseline: Callable[[], Sample], *, rounds: int) -> tuple[float, list[Sample]]:
    """Alternate the two, and return the median ratio of throughputs with the samples of the first."""
    ratios, samples = [], []
    for _ in range(rounds):
        base = baseline()
        sample = measure()
        ratios.append(sample.rate / base.rate)
        samples.append(sample)
    return median(ratios), samples


def _read(text: str) -> Sample:
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])  # type: ignore[index]
    times = {mark: _milliseconds(text, mark) for mark in ("50%", "99%")}
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    sockets = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
    errors = int(wrong[1]) if wrong else 0
    errors += int(sockets[4]) + int(sockets[1]) if sockets else 0
    return Sample(rate, times["50%"], times["99%"], errors)


def _milliseconds(text: str, mark: str) -> float:
    found = re.search(re.escape(mark) + r"\s+([\d.]+)(us|ms|s|m)", text)
    return float(found[1]) * _TIMES[found[2]] if found else 0.0


def _wait_for(address: str) -> None:
    for _ in range(200):
        try:
            with urlopen(address + "/", timeout=5):  # noqa: S310 - our own loopback address
                return
        except OSError as error:
            if getattr(error, "code", None) is not None:
                return
            time.sleep(0.1)
    raise RuntimeError(f"{address} did not start")

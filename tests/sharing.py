"""What is costly and the same for every test: made once in a run, whichever process needs it first, then copied."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """Return the folder that all processes of this run have in common."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def made_once(place: Path, make: Callable[[Path], None]) -> Path:
    """Return `place`, made by the first process that asks for it; the others wait."""
    with _alone(place):
        if not place.exists():
            partial = place.with_name(place.name + ".partial")
            make(partial)
            partial.rename(place)
    return place


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    with place.with_name(place.name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

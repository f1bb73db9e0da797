"""What every test has: a clock that stands still, and the fixtures of an installation where they are of use."""

import os
import sys
from datetime import UTC, datetime, timedelta

import pytest

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

# Containers often forbid bytecode; then every worker, server and command of the suite compiles everything anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Keep tests of one group in one process also when only `-n 2` is said; rules have no groups."""
    if config.getoption("numprocesses", None) and config.option.dist == "no" and not _only_rules(config):
        config.option.dist = "loadgroup"


def pytest_configure(config: pytest.Config) -> None:
    """Rules need neither database nor application, and importing these takes longer than they do."""
    if not _only_rules(config):
        config.pluginmanager.import_plugin("tests.installation")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Deal out what is long file by file: groups go first, and each shares what it starts; the many short ones last."""
    for item in items:
        if item.get_closest_marker("browser") or item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


def _only_rules(config: pytest.Config) -> bool:
    return all("tests/rules" in argument for argument in config.args)


class FakeClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **span: float) -> datetime:
        self.at += timedelta(**span)
        return self.at


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()

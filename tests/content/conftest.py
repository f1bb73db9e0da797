"""Checks and commands of these tests keep what they remember in one folder, for all processes of a run."""

import pytest

from app.content.check.roleplays.remembering import remembering_in


@pytest.fixture(scope="session", autouse=True)
def _remembering(verdicts):
    with remembering_in(verdicts):
        yield


@pytest.fixture(autouse=True)
def _data_folder(verdicts, monkeypatch):
    monkeypatch.setenv("AFTERCARE_DATA_DIR", str(verdicts))

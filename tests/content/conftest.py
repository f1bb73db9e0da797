"""Commands of these tests keep what they remember in a folder of their own."""

import pytest


@pytest.fixture(autouse=True)
def _data_folder(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("AFTERCARE_DATA_DIR", str(tmp_path_factory.getbasetemp() / "checked"))

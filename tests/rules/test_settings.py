"""Settings come from the environment; a secret is never a default."""

import stat

import pytest

from app.settings import SettingsError, read_settings

SECRET = "s" * 32


def test_an_installation_without_a_secret_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="AFTERCARE_SECRET_KEY"):
        read_settings({"AFTERCARE_DATA_DIR": str(tmp_path)})


def test_a_short_secret_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="32"):
        read_settings({"AFTERCARE_DATA_DIR": str(tmp_path), "AFTERCARE_SECRET_KEY": "short"})


def test_the_local_start_makes_one_secret_and_keeps_it_to_itself(tmp_path):
    first = read_settings({"AFTERCARE_DATA_DIR": str(tmp_path)}, local=True)
    second = read_settings({"AFTERCARE_DATA_DIR": str(tmp_path)}, local=True)

    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_the_database_lies_in_the_data_folder_unless_named(tmp_path):
    environment = {"AFTERCARE_DATA_DIR": str(tmp_path), "AFTERCARE_SECRET_KEY": SECRET}

    assert read_settings(environment).database_url == f"sqlite:///{tmp_path / 'aftercare.db'}"
    named = environment | {"AFTERCARE_DATABASE_URL": "postgresql://db/aftercare"}
    assert read_settings(named).database_url == "postgresql://db/aftercare"


@pytest.mark.parametrize("name", ["AFTERCARE_SESSION_DAYS", "AFTERCARE_TRUSTED_PROXIES"])
def test_a_number_that_is_none_is_named(tmp_path, name):
    environment = {"AFTERCARE_DATA_DIR": str(tmp_path), "AFTERCARE_SECRET_KEY": SECRET, name: "many"}

    with pytest.raises(SettingsError, match=name):
        read_settings(environment)

"""Settings: one frozen value read from AFTERCARE_* variables; no default secret."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation decides.

    data_dir: AFTERCARE_DATA_DIR, where database, search index, built assets, secret and checkpoints lie (`var`).
    content_dir: AFTERCARE_CONTENT_DIR, the folder that holds courses/, quizzes/, roleplays/ (the present folder).
    database_url: AFTERCARE_DATABASE_URL, `sqlite:///…` or `postgresql://…` (a SQLite file in data_dir).
    secret_key: AFTERCARE_SECRET_KEY, ≥ 32 characters (the local start makes one and keeps it in data_dir/secret-key).
    public_url: AFTERCARE_PUBLIC_URL, the address printed on certificates (http://127.0.0.1:8000).
    default_zone: AFTERCARE_DEFAULT_ZONE, time zone of people who named none (Asia/Shanghai).
    trusted_proxies: AFTERCARE_TRUSTED_PROXIES, how many reverse proxies add X-Forwarded-* headers (0).
    session_days: AFTERCARE_SESSION_DAYS, how long a sign-in lasts (14).
    """

    data_dir: Path
    content_dir: Path
    database_url: str
    secret_key: str
    public_url: str = "http://127.0.0.1:8000"
    default_zone: str = "Asia/Shanghai"
    trusted_proxies: int = 0
    session_days: int = 14


class SettingsError(ValueError):
    """A setting is missing or unusable; the message names it."""


def read_settings(environment: Mapping[str, str], *, local: bool = False) -> Settings:
    """Read the settings; with `local` a missing secret is made once and kept in the data folder (mode 600).

    Raises SettingsError when the secret is missing or short, or a number is none.
    """
    data_dir = Path(environment.get("AFTERCARE_DATA_DIR", "var")).absolute()
    return Settings(
        data_dir=data_dir,
        content_dir=Path(environment.get("AFTERCARE_CONTENT_DIR", ".")).absolute(),
        database_url=environment.get("AFTERCARE_DATABASE_URL") or f"sqlite:///{data_dir / 'aftercare.db'}",
        secret_key=_secret(environment.get("AFTERCARE_SECRET_KEY", ""), data_dir, local=local),
        public_url=environment.get("AFTERCARE_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/"),
        default_zone=environment.get("AFTERCARE_DEFAULT_ZONE", "Asia/Shanghai"),
        trusted_proxies=_number(environment, "AFTERCARE_TRUSTED_PROXIES", 0),
        session_days=_number(environment, "AFTERCARE_SESSION_DAYS", 14),
    )


def _secret(given: str, data_dir: Path, *, local: bool) -> str:
    least = 32
    if given:
        if len(given) < least:
            raise SettingsError(f"AFTERCARE_SECRET_KEY needs at least {least} characters")
        return given
    path = data_dir / "secret-key"
    if path.exists():
        return path.read_text(encoding="utf-8").strip()
    if not local:
        raise SettingsError("AFTERCARE_SECRET_KEY is not set, and this is not the local start")
    data_dir.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(secrets.token_urlsafe(48), encoding="utf-8")
    return path.read_text(encoding="utf-8")


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name, str(default))
    if not text.isdigit():
        raise SettingsError(f"{name} must be a whole number, not {text!r}")
    return int(text)

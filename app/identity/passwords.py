"""Password hashing with argon2id at OWASP's first recommended cost (19 MiB, two passes, one lane)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST_LENGTH = 10
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Verified when nobody has the identifier, so that the answer takes as long as for a wrong password.
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$YWZ0ZXJjYXJlLW5vYm9keQ$gC3x4UO9e2s9wM6M3jYt4oX8rJ0u9nHqvJq8oT0m2bE"


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password, with a fresh salt."""
    return _HASHER.hash(password)


def verify_password(password_hash: str | None, password: str) -> bool:
    """Tell whether the password fits; takes as long when there is no hash to fit."""
    try:
        _HASHER.verify(password_hash or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None

"""Passwords: argon2id, a few at a time, and the same time for a name that nobody has."""

import secrets
import threading
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH: Final = 8
# OWASP Password Storage Cheat Sheet: m = 19 MiB, t = 2, p = 1; some 60 ms
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_AT_ONCE: Final = threading.BoundedSemaphore(2)  # else sign-ins alone could fill the machine
_NOBODY: Final = _HASHER.hash(secrets.token_urlsafe(16))


def hash_password(password: str) -> str:
    with _AT_ONCE:
        return _HASHER.hash(password)


def is_right(password: str, password_hash: str | None) -> bool:
    """Return whether it fits; takes as long for None, an unknown name."""
    with _AT_ONCE:
        try:
            _HASHER.verify(password_hash or _NOBODY, password)
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None


def new_password() -> str:
    return secrets.token_urlsafe(18)

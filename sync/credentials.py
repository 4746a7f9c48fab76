"""Where a desk keeps what lets it in: the system's keyring if one works, else a file.

The file is readable by its owner alone, and not encrypted: who can read this user's
files can sign in as this desk until the token ends. is_in_keyring says which it is.
"""

import json
import logging
import os
from pathlib import Path
from typing import Final

import keyring
from keyring.errors import KeyringError

log = logging.getLogger(__name__)

SERVICE: Final = "lingtai-central"
REFRESH: Final = "refresh"


class KeptSecret:
    """One secret of this user, by a name of its own."""

    def __init__(self, file: Path, service: str, name: str) -> None:
        self._file, self._service, self._name = file, service, name
        self.is_in_keyring = _keyring_works(service, name)

    def read(self) -> str:
        """Return the secret, "" when none was kept."""
        if self.is_in_keyring:
            return keyring.get_password(self._service, self._name) or ""
        return self._kept().get(self._name, "")

    def read_wherever(self) -> str:
        """Return the secret, also one that was kept in the file while the keyring was out."""
        return self.read() or self._kept().get(self._name, "")

    def keep(self, secret: str) -> None:
        if self.is_in_keyring:
            keyring.set_password(self._service, self._name, secret)
        else:
            self._write(self._kept() | {self._name: secret})

    def _kept(self) -> dict[str, str]:
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}

    def _write(self, kept: dict[str, str]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        part = self._file.with_suffix(".part")
        part.unlink(missing_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            json.dump(kept, out)
        os.replace(part, self._file)


class Credentials:
    """The refresh token of one desk at one central, and the account it signs in with.

    A password is known only on a single PC, whose own service wrote it into a file.
    """

    def __init__(self, folder: Path, url: str, *, name: str = "", password: str = "") -> None:
        self._secret = KeptSecret(folder / "credentials.json", SERVICE, url)
        self._account = (name, password)
        self.is_in_keyring = self._secret.is_in_keyring

    def account(self) -> tuple[str, str]:
        """Return name and password; "" for what a person has to type."""
        return self._account

    def refresh(self) -> str:
        return self._secret.read()

    def keep_refresh(self, token: str) -> None:
        self._secret.keep(token)

    def forget_refresh(self) -> None:
        self.keep_refresh("")


def read_local_account(folder: Path) -> tuple[str, str]:
    """Return the desk account of a central that runs on this PC with its data in folder.

    ("", "") when there is none.
    """
    try:
        secrets = json.loads((folder / "local-accounts.json").read_text(encoding="utf-8"))
        return "desk", str(secrets["desk"])
    except (OSError, ValueError, KeyError, TypeError):
        return "", ""


def _keyring_works(service: str, name: str) -> bool:
    """Write and read a probe: a keyring may be there and locked, or answer nothing."""
    try:
        keyring.set_password(service, f"{name}#probe", "works")
        found = keyring.get_password(service, f"{name}#probe")
        keyring.delete_password(service, f"{name}#probe")
    except (KeyringError, RuntimeError):
        return False
    return found == "works"

"""The keys of encrypted recordings: in the system's keyring if one works, else in a file.

Each file of a recording names its key, so a new key never makes an old recording unreadable.
"""

import base64
import secrets
import threading
from pathlib import Path
from typing import Final

from domain.errors import KeyMissing
from speech.audio.cipher import KEY_BYTES, key_id
from sync.credentials import KeptSecret

SERVICE: Final = "lingtai-recordings"
CURRENT: Final = "current"


class RecordingKeys:
    """Of one data folder. Methods may be called from any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._known: dict[str, bytes] = {"": b""}

    def current(self) -> bytes:
        """Return the key for new recordings; the first call of all makes it."""
        with self._lock:
            pointer = self._secret(CURRENT)
            named = pointer.read_wherever()
            key = self._read(named) if named else b""
            if not key:
                key = secrets.token_bytes(KEY_BYTES)
                self._secret(key_id(key)).keep(base64.b64encode(key).decode())
                pointer.keep(key_id(key))
            self._known[key_id(key)] = key
            return key

    def find(self, wanted: str) -> bytes:
        """Return the key of a file; b"" for one that is not encrypted.

        Raises KeyMissing.
        """
        with self._lock:
            if wanted not in self._known:
                key = self._read(wanted)
                if not key:
                    raise KeyMissing(
                        f"录音的密钥 {wanted} 不在这台电脑上，请用录音时的账户登录"
                        f" / The recording's key {wanted} is not here: sign in to this computer"
                        " as the user who recorded it"
                    )
                self._known[wanted] = key
            return self._known[wanted]

    def _read(self, name: str) -> bytes:
        return base64.b64decode(self._secret(name).read_wherever())

    def _secret(self, name: str) -> KeptSecret:
        file = self._folder / "recording-keys.json"
        return KeptSecret(file, SERVICE, f"{self._folder.resolve()}#{name}")
